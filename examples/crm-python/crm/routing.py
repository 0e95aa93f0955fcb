"""How routes are put on the app: what every one of them refuses, and HEAD beside GET."""

from collections.abc import Callable
from typing import Any

from fastapi import Depends, FastAPI

from .requests import need_json, refuse_repeats


class Routes:
    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, path: str, **options: Any) -> Callable[..., Any]:
        return self._add(path, ["GET", "HEAD"], [], options)

    def post(self, path: str, **options: Any) -> Callable[..., Any]:
        return self._add(path, ["POST"], [Depends(need_json)], options)

    def patch(self, path: str, **options: Any) -> Callable[..., Any]:
        return self._add(path, ["PATCH"], [Depends(need_json)], options)

    def _add(
        self, path: str, methods: list[str], needs: list[Any], options: dict[str, Any]
    ) -> Callable[..., Any]:
        refusals = [*needs, Depends(refuse_repeats)]
        return self._app.api_route(
            path, methods=methods, dependencies=refusals, response_model=None, **options
        )
