"""The routes of operation, which aren't counted as requests: health, and the counters for this machine alone."""

import hashlib
import ipaddress
import os
from typing import Annotated

import orjson
from fastapi import Query as QueryParameters
from fastapi import Request, Response

from .answers import Json
from .database import Database, Statement
from .errors import ServiceError
from .requests import NoQuery
from .routing import Routes
from .settings import Settings

_ping = Statement("SELECT 1")
_forwarding_headers = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


def _is_from_this_machine(request: Request) -> bool:
    is_forwarded = any(name in request.headers for name in _forwarding_headers)
    address = request.client.host if request.client else ""
    return not is_forwarded and address != "" and ipaddress.ip_address(address).is_loopback


def add_operation_routes(
    routes: Routes, database: Database, settings: Settings, counts: dict[str, dict[str, int]]
) -> None:
    echo = settings.echo()
    config_hash = hashlib.sha256(orjson.dumps(echo)).hexdigest()

    @routes.get("/health/live", name="live", tags=["operation"])
    async def live() -> Response:
        return Json({"status": "live"})

    @routes.get("/health/ready", name="ready", tags=["operation"])
    async def ready() -> Response:
        await database.query(_ping)
        return Json({"status": "ready"})

    @routes.get("/stats", name="stats", tags=["operation"])
    async def stats(request: Request, _: Annotated[NoQuery, QueryParameters()]) -> Response:
        if not _is_from_this_machine(request):
            raise ServiceError("FORBIDDEN", "Only this machine may read this.")
        total = sum(sum(by_status.values()) for by_status in counts.values())
        return Json(
            {
                "configHash": config_hash,
                "config": echo,
                "requests": {"total": total, "byRoute": counts},
                "pids": [os.getpid()],
            }
        )
