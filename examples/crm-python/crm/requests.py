"""What routes take: whole numbers exactly as the reference reads them, nothing extra, nothing twice."""

import re
from typing import Annotated, Any

from fastapi import Path, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .errors import ServiceError

MAX_INTEGER = 2_147_483_647


def _number_of_text(value: Any) -> Any:
    """Texts of a query or path that stand for a whole number."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?[0-9]{1,15}", value) else "no number"
    return value


def _number_of_json(value: Any) -> Any:
    """JSON has one kind of number: 1.0 is the whole number 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


TextNumber = Annotated[int, BeforeValidator(_number_of_text)]
JsonNumber = Annotated[int, Field(strict=True), BeforeValidator(_number_of_json)]

IdParameter = Annotated[TextNumber, Path(alias="id", ge=1, le=MAX_INTEGER)]
Id = Annotated[JsonNumber, Field(ge=1, le=MAX_INTEGER)]


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NoQuery(Query):
    pass


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def refuse_repeats(request: Request) -> None:
    """A name that comes twice in a query is refused, rather than one of its values chosen."""
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if names.count(name) > 1:
            raise ServiceError("REQUEST_INVALID", f"querystring/{name} must be given once")


def need_json(request: Request) -> None:
    """Bodies are JSON, or plain text, which then is no object."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in ("application/json", "text/plain"):
        raise ServiceError("MEDIA_TYPE_UNSUPPORTED", "The content type is not supported here.")
