"""Environment to settings. The names are those of the Node.js service, where it has the same setting."""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Times in ms, the pool in connections."""

    database_url: str
    host: str
    port: int
    pool_size: int
    pool_wait_timeout_ms: int
    statement_timeout_ms: int
    lock_timeout_ms: int

    def echo(self) -> dict[str, str]:
        """The values in effect by the name of their variable; addresses are left out."""
        return {
            "CRM_LOCK_TIMEOUT_MS": str(self.lock_timeout_ms),
            "CRM_POOL_SIZE": str(self.pool_size),
            "CRM_POOL_WAIT_TIMEOUT_MS": str(self.pool_wait_timeout_ms),
            "CRM_STATEMENT_TIMEOUT_MS": str(self.statement_timeout_ms),
        }


def read_settings() -> Settings:
    """The settings that the environment asks for; a wrong one ends the process with code 2."""

    def whole_number(name: str, usual: int, least: int = 1) -> int:
        text = os.environ.get(name, "").strip() or str(usual)
        if text.isascii() and text.isdigit() and int(text) >= least:
            return int(text)
        sys.stderr.write(f"error: {name}={text} must be a whole number of at least {least}\n")
        sys.exit(2)

    database_url = os.environ.get("DATABASE_URL", "")
    if database_url == "":
        sys.stderr.write("error: DATABASE_URL is missing\n")
        sys.exit(2)
    return Settings(
        database_url=database_url,
        host=os.environ.get("HOST", "127.0.0.1"),
        port=whole_number("PORT", 3000, least=0),
        pool_size=whole_number("CRM_POOL_SIZE", 10),
        pool_wait_timeout_ms=whole_number("CRM_POOL_WAIT_TIMEOUT_MS", 10_000),
        statement_timeout_ms=whole_number("CRM_STATEMENT_TIMEOUT_MS", 10_000),
        lock_timeout_ms=whole_number("CRM_LOCK_TIMEOUT_MS", 3_000),
    )
