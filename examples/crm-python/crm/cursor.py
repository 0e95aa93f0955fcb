"""Cursors: the place of the last row of a page, opaque to clients."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from .errors import ServiceError
from .requests import MAX_INTEGER


@dataclass(frozen=True)
class Cursor:
    """The value that a page is sorted by, the id that breaks ties, and the rows up to its last one."""

    value: str | int
    id: int
    row_count: int


def render_cursor(sort: str, cursor: Cursor) -> str:
    text = orjson.dumps([sort, cursor.value, cursor.id, cursor.row_count])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_moment(text: str) -> bool:
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    return moment.isoformat(timespec="milliseconds") + "Z" == text


def _is_place(sort: str, value: Any) -> bool:
    if sort == "spent":
        return _is_whole(value) and abs(value) < 2**53
    return isinstance(value, str) and "\0" not in value and (sort == "name" or _is_moment(value))


def parse_cursor(sort: str, text: str) -> Cursor:
    try:
        given_sort, value, last_id, row_count = orjson.loads(
            base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        )
        counts_are_right = all(_is_whole(one) and 0 < one <= MAX_INTEGER for one in (last_id, row_count))
        if given_sort == sort and counts_are_right and _is_place(sort, value):
            return Cursor(value, last_id, row_count)
    except (ValueError, TypeError):
        # Not base64 of such a list: the same answer as for any other wrong cursor.
        pass
    raise ServiceError("CURSOR_INVALID", f"This is not a cursor of a list sorted by {sort}.")
