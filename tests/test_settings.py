"""What the environment decides, and the sets that are refused with a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CELERY = {
    "OMNIWEB_JOBS": "celery",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "DATABASE_URL": "postgres://omniweb@127.0.0.1/omniweb",
}
OSS = {
    "OSS_ENDPOINT": "https://oss-cn-hangzhou-internal.aliyuncs.com",
    "OSS_REGION": "cn-hangzhou",
    "OSS_BUCKET": "studio",
    "OSS_ACCESS_KEY_ID": "id",
    "OSS_ACCESS_KEY_SECRET": "secret",
}


def python(
    code: str, folder: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter with only these variables set."""
    bare = {"PATH": os.environ["PATH"], "OMNIWEB_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=bare | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings(folder: Path, *names: str, **variables: str) -> list[object]:
    """The values of these settings under these variables."""
    picked = ", ".join(f"s.{name}" for name in names)
    code = f"import json, omniweb.settings as s; print(json.dumps([{picked}]))"
    told = python(code, folder, **variables)
    assert told.returncode == 0, told.stderr
    found: list[object] = json.loads(told.stdout)
    return found


def refusal(folder: Path, **variables: str) -> str:
    """What manage.py says and nothing else, when it will not start."""
    code = "import runpy, sys; sys.argv = ['manage.py', 'serve'];"
    code += "runpy.run_path('manage.py', run_name='__main__')"
    told = python(code, folder, **variables)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    return told.stderr.strip()


def test_nothing_set_is_a_laptop(tmp_path: Path) -> None:
    names = ("PUBLIC_URL", "DEBUG", "SANDBOX", "ON_SQLITE", "JOBS")
    found = settings(tmp_path, *names)
    assert found == ["http://127.0.0.1:8000", False, True, True, "inprocess"]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OSS_BUCKET": "studio"}, "Set OSS_ENDPOINT, OSS_REGION"),
        ({**OSS, "OSS_REGION": ""}, "Set OSS_REGION too"),
        ({"OMNIWEB_JOBS": "threads"}, "OMNIWEB_JOBS=inprocess or"),
        ({"OMNIWEB_JOBS": "celery"}, "REDIS_URL to a Redis and DATABASE_URL to a"),
        ({**CELERY, "REDIS_URL": ""}, "Set REDIS_URL to a Redis."),
        ({**CELERY, "DATABASE_URL": ""}, "Set DATABASE_URL to a PostgreSQL."),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/omniweb"}, "postgres://USER@HOST"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "Write it as redis://HOST:6379/0"),
        ({"OMNIWEB_DEBUG": "perhaps"}, "neither 1 nor 0"),
        ({"OMNIWEB_SANDBOX": "2"}, "neither 1 nor 0"),
        ({"OMNIWEB_LOG_FORMAT": "xml"}, "Use text or json"),
        ({"OMNIWEB_STOP_S": "soon"}, "Use OMNIWEB_STOP_S=20"),
        ({"OMNIWEB_PUBLIC_URL": "example.com"}, "Write it with its scheme"),
        ({"PORT": "http"}, "Use PORT=8000"),
        ({"DJANGO_SUPERUSER_USERNAME": "root"}, "Set DJANGO_SUPERUSER_PASSWORD"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    told = refusal(tmp_path, **variables)
    assert said in told
    assert told.startswith("omniweb: ") and told.endswith(".")


def test_a_complete_set_selects_oss_and_opens_the_policy(tmp_path: Path) -> None:
    names = ("STORAGES", "CONTENT_SECURITY_POLICY")
    public = "oss-cn-hangzhou.aliyuncs.com"
    stores, policy = settings(tmp_path, *names, **OSS, OSS_PUBLIC_ENDPOINT=public)
    assert stores["default"]["BACKEND"] == "omniweb.storage.OSSStorage"  # type: ignore[index]
    bucket = "https://studio.oss-cn-hangzhou.aliyuncs.com"
    assert bucket in policy["DIRECTIVES"]["media-src"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("DASHSCOPE_API_KEY", "ENDPOINT_ACCOUNTS['dashscope']['api_key']"),
        ("OSS_SECURITY_TOKEN", "OSS_OPTIONS['security_token']"),
        ("DJANGO_SUPERUSER_PASSWORD", "SUPERUSER['password']"),
        ("SECRET_KEY", "SECRET_KEY"),
    ],
)
def test_secrets_come_from_files_too(
    tmp_path: Path, name: str, expression: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file")
    found = settings(tmp_path, expression, **{f"{name}_FILE": str(secret)})
    assert found == ["from a file"]


OVERLAY = """
[endpoints.my-corp]
label = "Our gateway"
[endpoints.other]
label = "Other"
key_env = "GATEWAY_KEY"
base_url_env = ""
[endpoints.dashscope]
key_env = "BAILIAN_KEY"
"""


def accounts(folder: Path, overlay: str, **variables: str) -> dict[str, object]:
    """What the settings know of each endpoint when this file is laid over."""
    path = folder / "overlay.toml"
    path.write_text(overlay)
    named = {"OMNIWEB_CATALOG": str(path), **variables}
    (found,) = settings(folder, "ENDPOINT_ACCOUNTS", **named)
    assert isinstance(found, dict)
    return found


def test_endpoints_of_an_overlay_have_variables_too(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file")
    found = accounts(
        tmp_path,
        OVERLAY,
        MY_CORP_API_KEY_FILE=str(secret),
        MY_CORP_BASE_URL="http://10.0.0.1/v1",
        MY_CORP_MODEL="org/big",
        GATEWAY_KEY="g",
        OTHER_BASE_URL="http://unused",
        BAILIAN_KEY="b",
        DASHSCOPE_BASE_URL="http://10.0.0.2/v1",
    )
    mine = {"api_key": "from a file", "base_url": "http://10.0.0.1/v1"}
    assert found["my-corp"] == {**mine, "model": "org/big"}
    assert found["other"] == {"api_key": "g", "base_url": "", "model": ""}
    known = {"api_key": "b", "base_url": "http://10.0.0.2/v1", "model": ""}
    assert found["dashscope"] == known
    assert {"fireworks", "aimlapi", "vllm"} <= set(found)


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("x = [", "is not valid TOML"),
        ("endpoints = 3", "endpoints must be a table."),
        ("[endpoints]\nmine = 3", "endpoints.mine must be a table."),
        ("[endpoints.mine]\nlabel = 'x'\nkey_env = 3", "must be a text in quotes"),
        ("[endpoints.mine]\nmodels = {a = {extends = 3}}", "cannot extend 3."),
    ],
)
def test_a_broken_overlay_is_refused_at_start_in_a_sentence(
    tmp_path: Path, overlay: str, said: str
) -> None:
    assert accounts(tmp_path, overlay, DASHSCOPE_API_KEY="k")["dashscope"]
    told = refusal(tmp_path, OMNIWEB_CATALOG=str(tmp_path / "overlay.toml"))
    assert said in told and "omniweb.E005" in told
    assert "start without OMNIWEB_CATALOG" in told


def test_an_overlay_that_is_not_there_is_refused_at_start(tmp_path: Path) -> None:
    assert "nowhere.toml cannot be read" in refusal(
        tmp_path, OMNIWEB_CATALOG=str(tmp_path / "nowhere.toml")
    )


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = settings(tmp_path, "SECRET_KEY")
    assert settings(tmp_path, "SECRET_KEY") == first
    assert len(str(first[0])) >= 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_starts_at_once_agree_on_one_secret_key(tmp_path: Path) -> None:
    code = "import omniweb.settings as s; print(s.SECRET_KEY)"
    bare = {"PATH": os.environ["PATH"], "OMNIWEB_DATA_DIR": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=bare,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://127.0.0.1:8123"),
        ("::1", "http://[::1]:8123"),
        ("192.168.1.5", "http://192.168.1.5:8123"),
    ],
)
def test_the_printed_address_can_be_opened(
    tmp_path: Path, host: str, address: str
) -> None:
    found = settings(tmp_path, "SELF_URL", "PUBLIC_URL", HOST=host, PORT="8123")
    assert found == [address, address]


def test_an_https_address_secures_cookies_and_origins(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS", "ALLOWED_HOSTS")
    public = "https://media.example.com/"
    secure, origins, hosts = settings(tmp_path, *names, OMNIWEB_PUBLIC_URL=public)
    assert secure is True
    assert "https://media.example.com" in origins  # type: ignore[operator]
    assert "media.example.com" in hosts  # type: ignore[operator]
