"""Puts the service together: database, routes, and one form for all errors."""

import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from .answers import Json
from .counting import BodyLimit, Counting
from .customers import add_customer_routes
from .dashboard import add_dashboard_routes
from .database import Database
from .errors import ServiceError, to_service_error
from .operations import add_operation_routes
from .orders import add_order_routes
from .routing import Routes
from .settings import Settings

_log = logging.getLogger("crm")
_parts = {"path": "params", "body": "body", "query": "querystring", "header": "headers"}


def _describe(error: RequestValidationError) -> str:
    """Every finding in the first part that is wrong, in the order in which the reference checks them."""
    findings = error.errors()
    wrong = {finding["loc"][0] for finding in findings}
    part = next((name for name in _parts if name in wrong), "body")
    lines = []
    for finding in findings:
        if finding["loc"][0] != part:
            continue
        # What is missing or too much is said of the object that it is, or is not, in.
        is_of_object = finding["type"] in ("missing", "extra_forbidden", "json_invalid")
        place = finding["loc"][1:-1] if is_of_object else finding["loc"][1:]
        name = f" ({finding['loc'][-1]})" if is_of_object else ""
        lines.append("/".join([_parts[part], *map(str, place)]) + f": {finding['msg']}{name}")
    return "; ".join(lines[:5])


def _answer(error: ServiceError) -> Response:
    headers = {"retry-after": "1"} if error.status == 503 else None
    return Json(error.body, error.status, headers)


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(ServiceError)
    async def on_service_error(_: Request, error: ServiceError) -> Response:
        return _answer(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_: Request, error: RequestValidationError) -> Response:
        return _answer(ServiceError("REQUEST_INVALID", _describe(error)))

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == 413:
            return _answer(ServiceError("BODY_TOO_LARGE", "The body is too large."))
        if error.status_code in (404, 405):
            # Another method of the path may have matched: not what was asked for.
            request.scope.pop("route", None)
            return _answer(ServiceError("ROUTE_NOT_FOUND", "There is no such route."))
        return _answer(ServiceError("REQUEST_INVALID", str(error.detail)))

    @app.exception_handler(psycopg.Error)
    async def on_database_error(request: Request, error: psycopg.Error) -> Response:
        known = to_service_error(error)
        return await on_error(request, error) if known is None else _answer(known)

    @app.exception_handler(Exception)
    async def on_error(_: Request, error: Exception) -> Response:
        request_id = uuid.uuid4().hex
        _log.error("request %s failed", request_id, exc_info=error)
        message = "Something went wrong in the service."
        return _answer(ServiceError("INTERNAL", message, requestId=request_id))


def build_app(settings: Settings) -> ASGIApp:
    database = Database(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        yield
        await database.close()

    app = FastAPI(
        title="Reference CRM", lifespan=lifespan, redirect_slashes=False, docs_url=None, redoc_url=None
    )
    counts: dict[str, dict[str, int]] = {}
    _add_error_handlers(app)
    routes = Routes(app)
    add_customer_routes(routes, database)
    add_order_routes(routes, database)
    add_dashboard_routes(routes, database)
    add_operation_routes(routes, database, settings, counts)
    return Counting(BodyLimit(app), counts)
