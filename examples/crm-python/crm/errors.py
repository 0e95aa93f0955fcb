"""The errors that the service answers with: a status, a code for programs and a message for people."""

from typing import Any

import psycopg
from psycopg_pool import PoolTimeout

_statuses = {
    "REQUEST_INVALID": 400,
    "CURSOR_INVALID": 400,
    "FORBIDDEN": 403,
    "CUSTOMER_NOT_FOUND": 404,
    "ORDER_NOT_FOUND": 404,
    "PRODUCT_NOT_FOUND": 404,
    "ROUTE_NOT_FOUND": 404,
    "VERSION_CONFLICT": 409,
    "BODY_TOO_LARGE": 413,
    "MEDIA_TYPE_UNSUPPORTED": 415,
    "IDEMPOTENCY_KEY_REUSED": 422,
    "PHONE_INVALID": 422,
    "INTERNAL": 500,
    "DATABASE_UNAVAILABLE": 503,
    "DATABASE_TIMEOUT": 503,
}


class ServiceError(Exception):
    """An answer other than success; `fields` are further fields of its body."""

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.status = _statuses[code]
        self.body = {"code": code, "message": message, **fields}


def customer_not_found(customer_id: int) -> ServiceError:
    return ServiceError("CUSTOMER_NOT_FOUND", f"There is no customer {customer_id}.")


_timeout_states = {"57014", "55P03", "25P03"}
_unavailable_states = {"57P01", "57P02", "57P03", "57P05", "53300", "53400", "3D000"}


def to_service_error(error: psycopg.Error) -> ServiceError | None:
    """A 503 for trouble with the connection or with time; None for anything else."""
    state = error.sqlstate or ""
    if isinstance(error, PoolTimeout) or state in _timeout_states:
        return ServiceError("DATABASE_TIMEOUT", "The database did not answer in time.")
    is_gone = state in _unavailable_states or state.startswith("08")
    if is_gone or (isinstance(error, psycopg.OperationalError) and state == ""):
        return ServiceError("DATABASE_UNAVAILABLE", "The database is unavailable.")
    return None
