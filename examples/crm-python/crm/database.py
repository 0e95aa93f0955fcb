"""PostgreSQL through psycopg: a pool, statements with $1 in place of values, transactions with retry."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from .settings import Settings

Row = dict[str, Any]
Result = TypeVar("Result")
Connection = psycopg.AsyncConnection[Row]

_MAX_ATTEMPTS = 4


@dataclass(frozen=True)
class Statement:
    """An SQL text. `planned_each_time`: a plan without the values would be a bad one, so it is never prepared."""

    text: str
    planned_each_time: bool = False


class _UntypedInt(Dumper):
    """A number whose type PostgreSQL takes from the statement; by its size, one statement would be prepared thrice."""

    def dump(self, obj: int) -> bytes:
        return b"%d" % obj


class _MomentAsText(Loader):
    """A moment as the API writes it, such as 2026-03-01T08:15:30.250Z; sessions are in UTC."""

    def load(self, data: Any) -> str:
        day, time = bytes(data).decode().removesuffix("+00").split(" ")
        seconds, _, fraction = time.partition(".")
        return f"{day}T{seconds}.{fraction[:3]:0<3}Z"


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    connection.adapters.register_dumper(int, _UntypedInt)
    connection.adapters.register_loader("timestamptz", _MomentAsText)


async def run(connection: Connection, statement: Statement, *values: Any) -> list[Row]:
    """The rows of a statement, in a transaction or alone."""
    cursor = await connection.execute(statement.text, values, prepare=not statement.planned_each_time)
    return await cursor.fetchall() if cursor.description else []


class Database:
    def __init__(self, settings: Settings) -> None:
        options = {
            "TimeZone": "UTC",
            "max_parallel_workers_per_gather": 0,
            "statement_timeout": settings.statement_timeout_ms,
            "lock_timeout": settings.lock_timeout_ms,
            "idle_in_transaction_session_timeout": settings.statement_timeout_ms * 2,
        }
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            settings.database_url,
            min_size=settings.pool_size,
            max_size=settings.pool_size,
            timeout=settings.pool_wait_timeout_ms / 1000,
            max_lifetime=86_400,
            open=False,
            configure=_configure,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "cursor_factory": psycopg.AsyncRawCursor,
                "application_name": f"crm-{os.getpid()}",
                "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
            },
        )

    async def open(self) -> None:
        """Opens every connection, before anyone is served."""
        await self._pool.open(wait=True)

    async def close(self) -> None:
        await self._pool.close()

    async def query(self, statement: Statement, *values: Any) -> list[Row]:
        async with self._pool.connection() as connection:
            return await run(connection, statement, *values)

    async def transaction(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """Runs the work in one transaction; after a deadlock or serialisation failure again, 3 times at most."""
        attempt = 1
        while True:
            try:
                async with self._pool.connection() as connection, connection.transaction():
                    return await work(connection)
            except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
                if attempt >= _MAX_ATTEMPTS:
                    raise
            # Uneven waits, so that two transactions that met once don't meet again.
            await asyncio.sleep(attempt * 0.005 * (1 + random.random()))
            attempt += 1
