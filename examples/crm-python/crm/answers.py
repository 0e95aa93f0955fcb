"""JSON answers, written by orjson."""

from typing import Any

import orjson
from fastapi import Response


class Json(Response):
    media_type = "application/json; charset=utf-8"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)
