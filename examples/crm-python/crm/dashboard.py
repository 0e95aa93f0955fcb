"""The revenue dashboard: sums by region and month."""

from typing import Annotated

from fastapi import Query as QueryParameters
from fastapi import Response
from pydantic import Field

from .answers import Json
from .database import Database, Row, Statement
from .requests import Query, TextNumber
from .routing import Routes


class RevenueQuery(Query):
    months: Annotated[TextNumber, Field(ge=1, le=60)] = 12


# An order that was just placed opens no new month (ids are in time order, so this reads few rows).
_last_month = Statement("""SELECT date_trunc('month', created_at, 'UTC') AS month FROM orders
    WHERE status > 0 ORDER BY id DESC LIMIT 1""")

# A plan for any window at all takes the window for tiny and joins row by row.
_revenue = Statement(
    """SELECT c.region, to_char(s.month AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
      sum(s.orders)::bigint AS orders, sum(s.cents)::bigint AS "revenueCents"
    FROM (
      SELECT customer_id, date_trunc('month', created_at, 'UTC') AS month,
        count(*) AS orders, sum(total_cents) AS cents
      FROM orders WHERE created_at >= $1 AND created_at < $2 GROUP BY 1, 2
    ) s JOIN customers c ON c.id = s.customer_id
    GROUP BY 1, 2 ORDER BY 2, 1""",
    planned_each_time=True,
)


async def read_revenue(database: Database, months: int) -> list[Row]:
    """Rows of the latest calendar months that hold orders beyond placed, by month, then region."""
    last = await database.query(_last_month)
    if not last:
        return []
    year, month = (int(part) for part in last[0]["month"].split("-")[:2])

    def month_from(offset: int) -> str:
        count = year * 12 + month - 1 + offset
        return f"{count // 12:04}-{count % 12 + 1:02}-01T00:00:00.000Z"

    return await database.query(_revenue, month_from(1 - months), month_from(1))


def add_dashboard_routes(routes: Routes, database: Database) -> None:
    @routes.get("/dashboard/revenue", name="dashboard")
    async def dashboard(query: Annotated[RevenueQuery, QueryParameters()]) -> Response:
        return Json({"rows": await read_revenue(database, query.months)})
