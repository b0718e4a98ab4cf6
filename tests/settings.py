"""The product's settings on a data directory of their own; never a real key.

The environment is set before the settings read it. Everything a developer's
shell may have set for real endpoints is taken away.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from tests import stack

_REAL = ("OMNIWEB_", "OSS_", "DASHSCOPE_", "FIREWORKS_", "AIMLAPI_", "VLLM_", "DJANGO_")
# What the shell had set; only tests that were asked to call real endpoints read it.
shell = {name: os.environ[name] for name in os.environ if name.startswith(_REAL)}
for _name in shell:
    if _name not in {"OMNIWEB_REQUIRE_ALL", "DJANGO_SETTINGS_MODULE", *stack.KEPT}:
        del os.environ[_name]
_data = tempfile.mkdtemp(prefix="omniweb-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["OMNIWEB_DATA_DIR"] = _data
if stack.SCALED:
    stack.start()
    os.environ.update(stack.tests_own())

from omniweb.settings import *  # noqa: E402, F403
from omniweb.settings import DATA_DIR, DATABASES, ON_SQLITE, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file, because threads and processes of a test share it as in the product.
if ON_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
# Addresses without hashes: no test needs collectstatic to have run.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
