"""The order routes: the latest of a customer, with and without items, one by id, what is open, a new one."""

from collections import Counter
from typing import Annotated, Any

from fastapi import Header, Response
from fastapi import Query as QueryParameters
from pydantic import Field

from .answers import Json
from .database import Connection, Database, Row, Statement, run
from .errors import ServiceError, customer_not_found
from .requests import Body, Id, IdParameter, JsonNumber, NoQuery
from .routing import Routes


class OrderLine(Body):
    productId: Id
    quantity: Annotated[JsonNumber, Field(ge=1, le=1_000)]


class NewOrder(Body):
    """1 to 50 lines; a product may stand on several of them."""

    customerId: Id
    items: Annotated[list[OrderLine], Field(min_length=1, max_length=50)]


# Planned for each customer: the plan for any customer at all gathers and sorts all orders of a large one.
_latest = Statement(
    """SELECT c.version AS "customerVersion", o.id, o.status, o.total_cents AS "totalCents",
      o.created_at AS "createdAt"
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = $1
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) o ON true
    WHERE c.id = $1 AND c.deleted_at IS NULL ORDER BY o.created_at DESC, o.id DESC""",
    planned_each_time=True,
)


async def read_order_list(database: Database, customer_id: int) -> Row:
    rows = await database.query(_latest, customer_id)
    if not rows:
        raise customer_not_found(customer_id)
    version = rows[0]["customerVersion"]
    for row in rows:
        del row["customerVersion"]
    items = [row for row in rows if row["id"] is not None]
    return {"customerId": customer_id, "customerVersion": version, "items": items}


_details = Statement(
    """SELECT c.version AS "customerVersion", o.id, o.status, o.total_cents AS "totalCents",
      o.created_at AS "createdAt", i.product_id AS "productId", i.quantity,
      i.unit_cents AS "unitCents"
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = $1
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) o ON true
    LEFT JOIN order_items i ON i.order_id = o.id
    WHERE c.id = $1 AND c.deleted_at IS NULL ORDER BY o.created_at DESC, o.id DESC, i.id""",
    planned_each_time=True,
)


def _item_of(row: Row) -> Row:
    return {name: row[name] for name in ("productId", "quantity", "unitCents")}


async def read_details(database: Database, customer_id: int) -> Row:
    rows = await database.query(_details, customer_id)
    if not rows:
        raise customer_not_found(customer_id)
    orders: list[Row] = []
    for row in rows:
        if row["id"] is None:
            continue
        if not orders or orders[-1]["id"] != row["id"]:
            told = {name: row[name] for name in ("id", "status", "totalCents", "createdAt")}
            orders.append({**told, "items": []})
        orders[-1]["items"].append(_item_of(row))
    return {
        "customerId": customer_id,
        "customerVersion": rows[0]["customerVersion"],
        "orders": orders,
    }


_detail = Statement("""SELECT o.id, o.customer_id AS "customerId", o.status, o.total_cents AS "totalCents",
      o.created_at AS "createdAt", i.product_id AS "productId", i.quantity,
      i.unit_cents AS "unitCents"
    FROM orders o LEFT JOIN order_items i ON i.order_id = $1
    WHERE o.id = $1 ORDER BY i.id""")


async def read_order(database: Database, order_id: int) -> Row:
    rows = await database.query(_detail, order_id)
    if not rows:
        raise ServiceError("ORDER_NOT_FOUND", f"There is no order {order_id}.")
    told = ("id", "customerId", "status", "totalCents", "createdAt")
    items = [_item_of(row) for row in rows if row["productId"] is not None]
    return {**{name: rows[0][name] for name in told}, "items": items}


_open = Statement("""SELECT id, status, total_cents AS "totalCents", created_at AS "createdAt",
      customer_id AS "customerId"
    FROM orders WHERE status < 3 ORDER BY created_at, id LIMIT 20""")

_by_key = Statement("""SELECT id, customer_id AS "customerId", total_cents AS "totalCents",
      customer_version AS "customerVersion" FROM orders WHERE idempotency_key = $1""")

_lines_of = Statement("""SELECT product_id AS "productId", quantity FROM order_items WHERE order_id = $1""")

_prices = Statement("""SELECT id, unit_cents AS "unitCents" FROM products WHERE id = ANY($1::integer[])""")

_count_order = Statement("""UPDATE customers SET order_count = order_count + 1, spent_cents = spent_cents + $2,
      version = version + 1, updated_at = date_trunc('milliseconds', now())
    WHERE id = $1 AND deleted_at IS NULL RETURNING version""")

_insert = Statement("""WITH placed AS (
      INSERT INTO orders (customer_id, status, total_cents, idempotency_key, created_at,
        customer_version, client_reference)
      VALUES ($1, 0, $2, $3, date_trunc('milliseconds', now()), $4, $8)
      ON CONFLICT (idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING id
    ), lines AS (
      INSERT INTO order_items (order_id, product_id, quantity, unit_cents)
      SELECT placed.id, line.product_id, line.quantity, line.unit_cents
      FROM placed, unnest($5::integer[], $6::smallint[], $7::integer[])
        WITH ORDINALITY AS line(product_id, quantity, unit_cents, place)
      ORDER BY line.place
    )
    SELECT id FROM placed""")

# Rows are locked by id, so that no two orders wait for each other.
_take_stock = Statement("""WITH locked AS MATERIALIZED (
      SELECT id FROM products WHERE id = ANY($1::integer[]) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE products SET stock = products.stock - taken.units
    FROM locked, unnest($1::integer[], $2::integer[]) AS taken(id, units)
    WHERE products.id = locked.id AND taken.id = locked.id""")


class _KeyTaken(Exception):
    """Rolls the transaction back when another one with the same key was faster."""


def _lines(items: list[Any]) -> list[tuple[int, int]]:
    return sorted((item["productId"], item["quantity"]) for item in items)


async def _find_created(database: Database, key: str, order: NewOrder) -> Row | None:
    """The answer that the key got before; None where the key is new."""
    found = await database.query(_by_key, key)
    if not found:
        return None
    lines = await database.query(_lines_of, found[0]["id"])
    asked = [item.model_dump() for item in order.items]
    if found[0]["customerId"] != order.customerId or _lines(lines) != _lines(asked):
        raise ServiceError(
            "IDEMPOTENCY_KEY_REUSED", "This idempotency key was used before, with another order."
        )
    return found[0]


async def _read_prices(database: Database, order: NewOrder) -> list[int]:
    rows = await database.query(_prices, sorted({item.productId for item in order.items}))
    prices = {row["id"]: row["unitCents"] for row in rows}
    for item in order.items:
        if item.productId not in prices:
            raise ServiceError("PRODUCT_NOT_FOUND", f"There is no product {item.productId}.")
    return [prices[item.productId] for item in order.items]


async def create_order(database: Database, key: str, order: NewOrder) -> tuple[Row, bool]:
    """The order, and whether this request made it (True) or an earlier one with the same key."""
    earlier = await _find_created(database, key, order)
    if earlier is not None:
        return earlier, False
    unit_cents = await _read_prices(database, order)
    total = sum(item.quantity * cents for item, cents in zip(order.items, unit_cents, strict=True))
    units = Counter[int]()
    for item in order.items:
        units[item.productId] += item.quantity

    async def place(connection: Connection) -> Row:
        counted = await run(connection, _count_order, order.customerId, total)
        if not counted:
            raise customer_not_found(order.customerId)
        version = counted[0]["version"]
        inserted = await run(
            connection,
            _insert,
            *(order.customerId, total, key, version),
            [item.productId for item in order.items],
            [item.quantity for item in order.items],
            *(unit_cents, key),
        )
        if not inserted:
            raise _KeyTaken
        # Every writer locks in this order, the most contended rows last.
        products = sorted(units)
        await run(connection, _take_stock, products, [units[product] for product in products])
        return {
            "id": inserted[0]["id"],
            "customerId": order.customerId,
            "totalCents": total,
            "customerVersion": version,
        }

    try:
        return await database.transaction(place), True
    except _KeyTaken:
        winner = await _find_created(database, key, order)
        if winner is None:
            raise
        return winner, False


def add_order_routes(routes: Routes, database: Database) -> None:
    @routes.get("/customers/{id}/orders", name="order_list")
    async def order_list(id: IdParameter, _: Annotated[NoQuery, QueryParameters()]) -> Response:
        return Json(await read_order_list(database, id))

    @routes.get("/customers/{id}/order-details", name="order_details")
    async def order_details(id: IdParameter, _: Annotated[NoQuery, QueryParameters()]) -> Response:
        return Json(await read_details(database, id))

    @routes.get("/orders/open", name="open_orders")
    async def open_orders(_: Annotated[NoQuery, QueryParameters()]) -> Response:
        return Json({"items": await database.query(_open)})

    @routes.get("/orders/{id}", name="order_detail")
    async def order_detail(id: IdParameter, _: Annotated[NoQuery, QueryParameters()]) -> Response:
        return Json(await read_order(database, id))

    @routes.post("/orders", name="order_create")
    async def order_create(
        order: NewOrder,
        _: Annotated[NoQuery, QueryParameters()],
        key: Annotated[
            str,
            Header(alias="idempotency-key", min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$"),
        ],
    ) -> Response:
        created, is_new = await create_order(database, key, order)
        return Json(created, 201 if is_new else 200)
