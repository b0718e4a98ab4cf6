"""Settings that no environment variable decides; settings.py adds the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# --- the house --------------------------------------------------------------
INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "axes",
    "csp",
    "ninja",
    "omniweb.apps.HouseConfig",
    "omniweb.accounts.apps.AccountsConfig",
    "omniweb.jobs.apps.JobsConfig",
    "omniweb.library.apps.LibraryConfig",
    "omniweb.usage.apps.UsageConfig",
    "omniweb.analyses.apps.AnalysesConfig",
    "omniweb.trials.apps.TrialsConfig",
    "omniweb.captions.apps.CaptionsConfig",
    "omniweb.batches.apps.BatchesConfig",
    "omniweb.sandbox.apps.SandboxConfig",
]
MIDDLEWARE = [
    "omniweb.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "omniweb.accounts.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
    "omniweb.middleware.ProblemMiddleware",
]
CSRF_FAILURE_VIEW = "omniweb.answers.csrf_failure"
ROOT_URLCONF = "omniweb.urls"
ASGI_APPLICATION = "omniweb.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/library/"
LOGOUT_REDIRECT_URL = "/sign-in/"
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "omniweb.answers.locked_out"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- what a page may do -----------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Redirecting to https and HSTS belong to the proxy that holds the certificate.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]

# --- words, times, logs -----------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False


def logging_at(level: str, form: str, secrets: list[str]) -> dict[str, Any]:
    """Log lines on standard error, from this level up, without these secrets."""
    if form not in {"text", "json"}:
        raise ImproperlyConfigured(
            f"OMNIWEB_LOG_FORMAT={form!r} is not known. Use text or json."
        )
    # Clients log whole requests, with what signs them, at DEBUG: never let them speak.
    quiet = ["openai", "aiohttp", "httpx", "httpx2", "httpcore", "axes", "daphne"]
    quiet += ["oss2", "urllib3", "requests"]
    line = {"()": f"omniweb.logs.{form.title()}", "secrets": secrets}
    console = {"class": "logging.StreamHandler", "formatter": "line"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"ids": {"()": "omniweb.logs.Ids"}},
        "formatters": {"line": line},
        "handlers": {"console": {**console, "filters": ["ids"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": "WARNING"} for name in quiet},
    }
