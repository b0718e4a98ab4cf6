"""Everything the environment decides, read once; the only reader of os.environ.

Names and meanings are those of the README's table. Every secret also accepts
NAME_FILE. A set that cannot work is refused here, at start, with a sentence.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

from omniweb import oss, stack
from omniweb.fixed import *  # noqa: F403
from omniweb.fixed import logging_at
from omniweb.providers.variables import by_endpoint

env = FileAwareEnv()
BASE_DIR = Path(__file__).resolve().parent.parent
_HEADING = re.compile(r"^## (\d+\.\d+\.\d+)", re.MULTILINE)
_versions = _HEADING.findall((BASE_DIR / "CHANGELOG.md").read_text("utf-8"))
VERSION: str = _versions[0]
DATA_DIR = Path(env.str("OMNIWEB_DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def number(name: str, default: int) -> int:
    """A whole number from 0; anything else is refused with an example."""
    word = env.str(name, str(default)).strip()
    if not (word.isascii() and word.isdigit()):
        raise ImproperlyConfigured(f"{name} is not a number. Use {name}={default}.")
    return int(word)


# --- where we are -----------------------------------------------------------
HOST = env.str("HOST", "127.0.0.1")
PORT = number("PORT", 8000)
# The address this process answers on, from this machine's own point of view.
_reach = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else HOST  # noqa: S104
SELF_URL = f"http://[{_reach}]:{PORT}" if ":" in _reach else f"http://{_reach}:{PORT}"
PUBLIC_URL = env.str("OMNIWEB_PUBLIC_URL", SELF_URL).rstrip("/")
# Where workers on other machines reach this installation's own endpoint, the sandbox.
INTERNAL_URL = (env.str("OMNIWEB_INTERNAL_URL", "") or SELF_URL).rstrip("/")


def flag(name: str, default: bool) -> bool:
    """A yes or no; any other word is refused rather than taken for a no."""
    word = env.str(name, "1" if default else "0").strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={word!r} is neither 1 nor 0. Use one of them.")


DEBUG = flag("OMNIWEB_DEBUG", False)


def generated_secret(path: Path) -> str:
    """The installation's own secret key, made at the first start."""
    if not path.exists():
        partial = path.with_suffix(f".{secrets.token_hex(4)}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(64))
        # Where another process was first, its key is the key.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(partial)
        partial.unlink()
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", "") or generated_secret(DATA_DIR / "secret_key")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured(
        f"OMNIWEB_PUBLIC_URL={PUBLIC_URL!r} is no address. Write it with its scheme,"
        " as in https://omniweb.example.com."
    )
_internal = urlsplit(INTERNAL_URL).hostname or HOST
ALLOWED_HOSTS = sorted({_public.hostname, _internal, HOST, "127.0.0.1", "localhost"})
_origin = f"{_public.scheme}://{_public.netloc}"
CSRF_TRUSTED_ORIGINS = sorted({_origin, SELF_URL, f"http://localhost:{PORT}"})
# A browser may open the socket only from one of these pages.
SOCKET_ORIGINS = CSRF_TRUSTED_ORIGINS

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# --- rows -------------------------------------------------------------------
SQLITE_URL = f"sqlite:///{DATA_DIR / 'omniweb.sqlite3'}"
DATABASES: dict[str, Any] = {
    "default": env.db_url_config(env.str("DATABASE_URL", "") or SQLITE_URL)
}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    # IMMEDIATE takes the write lock at BEGIN, so two writers wait instead of
    # failing half way; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;",
    }

# --- jobs -------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
JOBS = env.str("OMNIWEB_JOBS", "inprocess")
if _refused := stack.refused(JOBS, REDIS_URL, DATABASES["default"]["ENGINE"]):
    raise ImproperlyConfigured(_refused)
_RUNNERS = {"inprocess": "InProcess", "celery": "Celery"}
JOB_RUNNER = f"omniweb.jobs.runners.{_RUNNERS[JOBS]}"
# How many jobs of a lane run at once in one process: media is bound by the
# processor, model by waiting.
JOB_LANES = {"media": 2, "model": 64}
# How many files all batches together have at work at once: fewer than there are
# places, so that a question asked meanwhile never waits behind them.
BATCH_WINDOW = max(1, number("OMNIWEB_BATCH_WINDOW", 16))
# How long (seconds) what runs may go on when the server is told to stop.
STOP_S = number("OMNIWEB_STOP_S", 20)
CHANNEL_LAYERS = stack.channel_layers(REDIS_URL)
CACHES = stack.caches(REDIS_URL)
CELERY = stack.celery(REDIS_URL)

# --- files ------------------------------------------------------------------
OSS_NAMES = (
    "OSS_ENDPOINT",
    "OSS_REGION",
    "OSS_BUCKET",
    "OSS_ACCESS_KEY_ID",
    "OSS_ACCESS_KEY_SECRET",
)
OSS = {name: env.str(name, "") for name in OSS_NAMES}
if oss.refused(OSS):
    raise ImproperlyConfigured(oss.refused(OSS))
OSS_OPTIONS = {
    "endpoint": OSS["OSS_ENDPOINT"],
    "region": OSS["OSS_REGION"],
    "bucket": OSS["OSS_BUCKET"],
    "access_key_id": OSS["OSS_ACCESS_KEY_ID"],
    "access_key_secret": OSS["OSS_ACCESS_KEY_SECRET"],
    "security_token": env.str("OSS_SECURITY_TOKEN", ""),
    "public_endpoint": env.str("OSS_PUBLIC_ENDPOINT", OSS["OSS_ENDPOINT"]),
}
MEDIA_ROOT = DATA_DIR / "media"
UPLOAD_DIR = DATA_DIR / "uploads"
STORAGES: dict[str, Any] = {
    "default": (
        {"BACKEND": "omniweb.storage.OSSStorage", "OPTIONS": OSS_OPTIONS}
        if all(OSS.values())
        else {"BACKEND": "omniweb.storage.LocalStorage"}
    ),
    "staticfiles": {"BACKEND": "omniweb.storage.HashedStatic"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
MAX_UPLOAD_BYTES = 16 * 1024**3
# The largest body any path accepts in one request; larger files go by tus.
MAX_BODY_BYTES = 32 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024**2
UPLOAD_DAYS = 7
TRASH_DAYS = 30

# --- model endpoints --------------------------------------------------------
_catalog = env.str("OMNIWEB_CATALOG", "")
CATALOG = Path(_catalog).resolve() if _catalog else None
DEFAULT_MODEL = env.str("OMNIWEB_DEFAULT_MODEL", "")
SANDBOX = flag("OMNIWEB_SANDBOX", True)
# How long (seconds) a call that the endpoint turned away waits in all to go again.
MODEL_PATIENCE_S = 180
# Tests point DASHSCOPE_BASE_URL at another process's sandbox with a known key.
SANDBOX_KEY = env.str("OMNIWEB_SANDBOX_KEY", "")
# A folder that keeps what the sandbox received, media included; empty keeps nothing.
SANDBOX_RECORD = env.str("OMNIWEB_SANDBOX_RECORD", "")
# What the environment says of each endpoint; the catalogue says the rest, and the
# overlay may name further endpoints.
ENDPOINT_ACCOUNTS = {
    name: {
        what: env.str(named[setting], "") if named.get(setting) else ""
        for what, setting in (
            ("api_key", "key_env"),
            ("base_url", "base_url_env"),
            ("model", "model_env"),
        )
    }
    for name, named in by_endpoint(CATALOG).items()
}

# --- people -----------------------------------------------------------------
# Unattended installations name their first administrator.
SUPERUSER = {
    "username": env.str("DJANGO_SUPERUSER_USERNAME", ""),
    "password": env.str("DJANGO_SUPERUSER_PASSWORD", ""),
    "email": env.str("DJANGO_SUPERUSER_EMAIL", ""),
}
if SUPERUSER["username"] and not SUPERUSER["password"]:
    raise ImproperlyConfigured(
        "DJANGO_SUPERUSER_USERNAME stands alone. Set DJANGO_SUPERUSER_PASSWORD too."
    )
# An https address means that a proxy in front holds the certificate.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _public.scheme == "https"
if SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- what a page may do -----------------------------------------------------
# Media in OSS come from the bucket's own address, by signed links.
_public_oss = OSS_OPTIONS["public_endpoint"]
_media = [oss.origin(_public_oss, OSS["OSS_BUCKET"])] if _public_oss else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_media],
        "media-src": [SELF, "blob:", *_media],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

_secrets = [SECRET_KEY, SANDBOX_KEY, DATABASES["default"].get("PASSWORD", "")]
_secrets += [OSS["OSS_ACCESS_KEY_SECRET"], OSS_OPTIONS["security_token"]]
_secrets += [account["api_key"] for account in ENDPOINT_ACCOUNTS.values()]
_secrets += [urlsplit(REDIS_URL).password or "", SUPERUSER["password"]]
_log = env.str("OMNIWEB_LOG_LEVEL", "INFO"), env.str("OMNIWEB_LOG_FORMAT", "text")
LOGGING = logging_at(*_log, _secrets)
