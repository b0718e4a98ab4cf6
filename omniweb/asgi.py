"""The application as Daphne serves it: pages, the socket, and the jobs' runner."""

from __future__ import annotations

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omniweb.settings")
_pages = get_asgi_application()

from omniweb import server  # noqa: E402 - needs Django to be set up
from omniweb.jobs import runners  # noqa: E402
from omniweb.jobs.urls import socket_patterns  # noqa: E402

server.install()
_router = ProtocolTypeRouter(
    {"http": _pages, "websocket": AuthMiddlewareStack(URLRouter(socket_patterns))}
)
_started = False


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve one scope; the first one also starts the jobs' runner.

    Daphne has no start-up event, and only here are we on its loop.
    """
    global _started
    if not _started:
        _started = True
        runner = runners.runner()
        runner.start()
        server.before_stop(runner.stop)
    await _router(scope, receive, send)
