"""compose.yaml and deploy/nginx.conf say what the product understands; no container
is started."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

from tests.test_settings import python

ROOT = Path(__file__).resolve().parent.parent
OWN = ("web", "media", "model", "sweep")
NGINX = ROOT / "deploy" / "nginx.conf"
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services by name."""
    parsed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    found: dict[str, Any] = parsed["services"]
    return found


def filled(text: str) -> str:
    """A value as an operator would get it who set the password alone."""
    return VARIABLE.sub(
        lambda m: "sesame" if m[1] == "POSTGRES_PASSWORD" else m[2], text
    )


def test_every_process_of_ours_has_its_command(services: dict[str, Any]) -> None:
    commands = get_commands()
    lanes = set()
    for name in OWN:
        python_, manage, command, *words = services[name]["command"]
        assert (python_, manage) == ("python", "manage.py")
        parser = load_command_class(commands[command], command).create_parser("", "")
        parsed = parser.parse_args(words)
        lanes |= {parsed.lane} if command == "worker" else set()
    assert lanes == set(settings.JOB_LANES)
    assert services["web"]["deploy"]["replicas"] >= 2


def test_the_environment_is_one_that_starts(
    services: dict[str, Any], tmp_path: Path
) -> None:
    given = [services[name]["environment"] for name in OWN]
    assert all(each == given[0] for each in given)
    read = (ROOT / "omniweb" / "settings.py").read_text("utf-8")
    assert all(f'env.str("{name}"' in read for name in given[0])
    variables = {name: filled(value) for name, value in given[0].items()}
    code = "import json, omniweb.settings as s; print(json.dumps([s.JOB_RUNNER,"
    code += " s.DATABASES['default']['HOST'], s.REDIS_URL, s.ALLOWED_HOSTS]))"
    told = python(code, tmp_path, **variables)
    assert told.returncode == 0, told.stderr
    runner, database, redis, hosts = json.loads(told.stdout)
    assert runner.endswith(".Celery") and database in services
    assert redis.split("/")[2].split(":")[0] in services
    assert "web" in hosts


def test_every_process_has_longer_to_stop_than_its_jobs(
    services: dict[str, Any],
) -> None:
    for name in OWN:
        grace = int(services[name]["stop_grace_period"].removesuffix("s"))
        assert grace > settings.STOP_S + 10


def test_nginx_leaves_bodies_streams_and_sockets_alone(
    services: dict[str, Any],
) -> None:
    text = NGINX.read_text("utf-8")
    said = dict(re.findall(r"^\s*(\w+) (.*);$", text, re.MULTILINE))
    assert said["client_max_body_size"] == "0"
    assert said["proxy_request_buffering"] == said["proxy_buffering"] == "off"
    assert "proxy_set_header Upgrade $http_upgrade;" in text
    assert "proxy_set_header Host $http_host;" in text
    assert "set $web http://web:8000;" in text and "web" in services
    port = services["nginx"]["ports"][0].split(":")[-1]
    assert said["listen"] == port
    if shutil.which("nginx"):
        done = subprocess.run(
            ["nginx", "-t", "-c", str(NGINX)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
