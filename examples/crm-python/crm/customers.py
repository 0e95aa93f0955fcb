"""The customer routes: list, search, one by id, change, timeline."""

import unicodedata
from typing import Annotated, Literal

from fastapi import Query as QueryParameters
from fastapi import Response
from pydantic import Field, model_validator

from .answers import Json
from .cursor import Cursor, parse_cursor, render_cursor
from .database import Database, Row, Statement
from .errors import ServiceError, customer_not_found
from .phone import normalise_phone
from .requests import Body, Id, IdParameter, JsonNumber, NoQuery, Query, TextNumber
from .routing import Routes

_COLUMNS = """id, name, phone, region, segment, order_count AS "orderCount",
  spent_cents AS "spentCents", version"""

Segment = Annotated[JsonNumber, Field(ge=1, le=5)]


class ListQuery(Query):
    region: Annotated[TextNumber | None, Field(ge=1, le=31)] = None
    segment: Annotated[TextNumber | None, Field(ge=1, le=5)] = None
    sort: Literal["newest", "name", "spent"] = "newest"
    cursor: Annotated[str | None, Field(max_length=500)] = None
    limit: Annotated[TextNumber, Field(ge=1, le=100)] = 20


class SearchQuery(Query):
    q: Annotated[str, Field(min_length=2, max_length=50)]


class CustomerPatch(Body):
    """A change names the version that it is based on and at least one field; null is no value of any."""

    version: Id
    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]+$")] = None  # type: ignore[assignment]
    phone: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")] = None  # type: ignore[assignment]
    segment: Segment = None  # type: ignore[assignment]

    @model_validator(mode="after")
    def changes_something(self) -> "CustomerPatch":
        if len(self.model_fields_set) < 2:
            raise ValueError("must have a field to change")
        return self


_sorts = {
    "newest": ("created_at", "timestamptz", "DESC"),
    "name": ("name", "text", "ASC"),
    "spent": ("spent_cents", "bigint", "DESC"),
}


def _build_list(query: ListQuery, after: Cursor | None) -> tuple[Statement, list[int | str]]:
    """The statement and values of a page; one more row than asked tells whether there is a next one."""
    column, type_name, direction = _sorts[query.sort]
    values: list[int | str] = [query.limit + 1]
    conditions = ["deleted_at IS NULL"]
    for name, value in (("region", query.region), ("segment", query.segment)):
        if value is not None:
            values.append(value)
            conditions.append(f"{name} = ${len(values)}::smallint")
    if after is not None:
        values += [after.value, after.id]
        place = f"(${len(values) - 1}::{type_name}, ${len(values)}::integer)"
        conditions.append(f"({column}, id) {'<' if direction == 'DESC' else '>'} {place}")
    text = f"""SELECT {_COLUMNS}, {column} AS "sortValue" FROM customers
    WHERE {" AND ".join(conditions)}
    ORDER BY {column} {direction}, id {direction} LIMIT $1"""
    return Statement(text), values


async def list_customers(database: Database, query: ListQuery) -> Row:
    after = None if query.cursor is None else parse_cursor(query.sort, query.cursor)
    statement, values = _build_list(query, after)
    rows = await database.query(statement, *values)
    shown = rows[: query.limit]
    next_cursor = None
    if len(rows) > query.limit:
        row_count = (after.row_count if after else 0) + query.limit
        next_cursor = render_cursor(query.sort, Cursor(shown[-1]["sortValue"], shown[-1]["id"], row_count))
    for row in shown:
        del row["sortValue"]
    return {"items": shown, "nextCursor": next_cursor}


# Planned for each fragment: a plan for any fragment at all may walk the primary key past every row.
_search = {
    column: Statement(
        f"""SELECT {_COLUMNS} FROM customers
    WHERE {column} LIKE $1 AND deleted_at IS NULL ORDER BY id LIMIT 20""",
        planned_each_time=True,
    )
    for column in ("phone_norm", "name")
}

# What JavaScript's trim takes off, which is not quite what strip() does.
_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


async def search_customers(database: Database, text: str) -> list[Row]:
    """At most 20 customers by a fragment of the phone (digits only) or of the name (anything else)."""
    # NFKC turns full-width digits and letters, as Chinese keyboards make them, into plain ones.
    fragment = unicodedata.normalize("NFKC", text).strip(_BLANKS)
    if len(fragment) < 2 or "\0" in fragment:
        raise ServiceError("REQUEST_INVALID", "q needs 2 characters besides blanks.")
    # The three characters that mean something in a LIKE pattern stand for themselves here.
    escaped = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in fragment)
    is_phone = fragment.isascii() and fragment.isdigit()
    return await database.query(_search["phone_norm" if is_phone else "name"], f"%{escaped}%")


_by_id = Statement(f"SELECT {_COLUMNS} FROM customers WHERE id = $1 AND deleted_at IS NULL")

_change = Statement(f"""UPDATE customers SET name = coalesce($3, name), phone = coalesce($4, phone),
    phone_norm = coalesce($5, phone_norm), segment = coalesce($6::smallint, segment),
    version = version + 1, updated_at = date_trunc('milliseconds', now())
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL RETURNING {_COLUMNS}""")


async def read_customer(database: Database, customer_id: int) -> Row:
    rows = await database.query(_by_id, customer_id)
    if not rows:
        raise customer_not_found(customer_id)
    return rows[0]


async def change_customer(database: Database, customer_id: int, patch: CustomerPatch) -> Row:
    """Changes a customer whose version is the one named, and raises the version by 1."""
    phone_norm = None
    if patch.phone is not None:
        phone_norm = normalise_phone(patch.phone)
        if phone_norm is None:
            raise ServiceError("PHONE_INVALID", "The phone is not a mainland mobile number.")
    changed = await database.query(
        _change, customer_id, patch.version, patch.name, patch.phone, phone_norm, patch.segment
    )
    if changed:
        return changed[0]
    current = await read_customer(database, customer_id)
    raise ServiceError(
        "VERSION_CONFLICT",
        "The customer was changed in the meantime.",
        currentVersion=current["version"],
    )


# One statement for both, so that a customer without activities is told from one that isn't there.
_timeline = Statement(
    """SELECT a.id, a.kind, a.note, a.created_at AS "createdAt"
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT id, kind, note, created_at FROM activities WHERE customer_id = $1
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) a ON true
    WHERE c.id = $1 AND c.deleted_at IS NULL ORDER BY a.created_at DESC, a.id DESC""",
    planned_each_time=True,
)


async def read_timeline(database: Database, customer_id: int) -> Row:
    rows = await database.query(_timeline, customer_id)
    if not rows:
        raise customer_not_found(customer_id)
    return {"customerId": customer_id, "items": [row for row in rows if row["id"] is not None]}


def add_customer_routes(routes: Routes, database: Database) -> None:
    @routes.get("/customers", name="customer_list")
    async def customer_list(query: Annotated[ListQuery, QueryParameters()]) -> Response:
        return Json(await list_customers(database, query))

    @routes.get("/customers/search", name="search")
    async def search(query: Annotated[SearchQuery, QueryParameters()]) -> Response:
        return Json({"items": await search_customers(database, query.q)})

    @routes.get("/customers/{id}", name="customer")
    async def customer(id: IdParameter, _: Annotated[NoQuery, QueryParameters()]) -> Response:
        return Json(await read_customer(database, id))

    @routes.patch("/customers/{id}", name="customer_patch")
    async def customer_patch(
        id: IdParameter, patch: CustomerPatch, _: Annotated[NoQuery, QueryParameters()]
    ) -> Response:
        return Json(await change_customer(database, id, patch))

    @routes.get("/customers/{id}/timeline", name="timeline")
    async def timeline(id: IdParameter, _: Annotated[NoQuery, QueryParameters()]) -> Response:
        return Json(await read_timeline(database, id))
