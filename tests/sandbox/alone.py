"""Settings and ASGI application of a server that holds the sandbox and nothing else."""

from __future__ import annotations

from typing import Any

from omniweb.settings import *  # noqa: F403

ROOT_URLCONF = "omniweb.sandbox.urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Django's own application, made at the first request."""
    from django.core.asgi import get_asgi_application

    global _django
    _django = _django or get_asgi_application()
    await _django(scope, receive, send)


_django: Any = None
