"""The process: environment in, service out. `.venv/bin/python main.py`"""

import uvicorn

from crm.app import build_app
from crm.security_headers import security_headers
from crm.settings import read_settings

settings = read_settings()
uvicorn.run(
    build_app(settings),
    host=settings.host,
    port=settings.port,
    loop="uvloop",
    http="httptools",
    access_log=False,
    log_level="warning",
    server_header=False,
    headers=security_headers,
    # Load generators keep connections for a whole run.
    timeout_keep_alive=75,
    timeout_graceful_shutdown=5,
)
