"""ASGI middleware: finished answers by route and status, and bodies that are too large."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BODY_LIMIT = 256 * 1024


class Counting:
    """Counts every finished answer, but for the routes of operation, for the harness to reconcile with."""

    def __init__(self, app: ASGIApp, counts: dict[str, dict[str, int]]) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def send_and_count(message: Message) -> None:
            nonlocal status
            await send(message)
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body" and not message.get("more_body"):
                self._count(scope, status)

        await self._app(scope, receive, send_and_count)

    def _count(self, scope: Scope, status: int) -> None:
        route = scope.get("route")
        if route is not None and "operation" in route.tags:
            return
        by_status = self._counts.setdefault(route.name if route else "unmatched", {})
        by_status[str(status)] = by_status.get(str(status), 0) + 1


class BodyLimit:
    """Refuses to read a body that announces more than the limit, or turns out longer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        read = 0

        async def receive_within_limit() -> Message:
            nonlocal read
            if int(announced) > _BODY_LIMIT:
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > _BODY_LIMIT:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_within_limit, send)
