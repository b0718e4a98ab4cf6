"""A test of an endpoint from the page, the API and the command line, against a sandbox
in another process; files are fetched from a bucket over real HTTP."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import AuditEntry, Workspace
from omniweb.jobs.append import Lease, Line, insert, last_seq
from omniweb.jobs.log import Log
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Failure
from omniweb.jobs.run import Run
from omniweb.trials import actions, trial
from omniweb.trials.jobs import run_check
from omniweb.usage import learning
from omniweb.usage.models import Entry
from omniweb.usage.report import summed
from tests.analyses.conftest import Api
from tests.conftest import signed_in
from tests.oss import in_oss
from tests.oss.bucket import Bucket
from tests.sandbox.upstream import Sandbox

MODEL = "qwen3.5-omni-flash"
PATH = "endpoints/dashscope/check"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The upstream takes its time for nothing."""
    for name in ("SAY", "LOOK"):
        monkeypatch.setattr(trial, name, f"#pace 0 {getattr(trial, name)}")


@pytest.fixture
def in_bucket(bucket: Bucket, settings: Any) -> Bucket:
    """Files lie in a bucket on this machine, by signed addresses."""
    in_oss(settings, bucket.endpoint)
    return bucket


def steps(api: Api, job: str) -> dict[str, dict[str, str]]:
    """The steps that a job's events tell, by name."""
    events = api.get(f"jobs/{job}/events")["items"]
    text = "".join(event["text"] for event in events if event["kind"] == "text")
    return {row["name"]: row for row in map(json.loads, text.splitlines())}


def outcomes(found: dict[str, dict[str, str]]) -> str:
    """A letter a step, as they came."""
    return "".join(row["outcome"][0] for row in found.values())


def test_all_is_well_and_every_call_is_booked(
    upstream: Sandbox, in_bucket: Bucket, alice: Actor
) -> None:
    api = Api(alice)
    status, told = api.send("POST", PATH, {"model": f"dashscope/{MODEL}"})
    assert (status, told["model"]) == (202, MODEL)
    found = steps(api, told["job"])
    assert outcomes(found) == "ppppppp", found
    assert found["URL fetch"]["sentence"].startswith("It fetched the test file from 12")
    assert in_bucket.objects == {}
    assert in_bucket.calls == ["PUT", "GET", "DELETE"]
    entries = Entry.objects.order_by("attempt")
    assert [e.state for e in entries] == ["settled"] * 3
    assert {e.purpose for e in entries} == {"check"}
    assert {str(e.job_id) for e in entries} == {told["job"]}
    assert [e.workspace_id for e in entries] == [alice.workspace.id] * 3
    assert entries[2].tokens and entries[2].tokens["image_in"] > 0
    *_, usage, last = api.get(f"jobs/{told['job']}/events")["items"]
    assert (last["kind"], last["url"]) == ("done", "/settings/#endpoints")
    assert usage["tokens"]["image_in"] > 0 and usage["cost"]["actual"]
    line = AuditEntry.objects.get(verb="tested")
    assert (line.subject, line.user) == ("dashscope", alice.user)


def test_a_captioner_fetches_its_sound(
    upstream: Sandbox, in_bucket: Bucket, alice: Actor
) -> None:
    api = Api(alice)
    body = {"model": "qwen3-omni-30b-a3b-captioner"}
    found = steps(api, api.send("POST", PATH, body)[1]["job"])
    assert outcomes(found) == "pppppsp", found
    assert in_bucket.calls == ["PUT", "GET", "DELETE"]


@pytest.mark.parametrize(
    ("public", "words"),
    [
        (
            "https://oss-cn-hangzhou-internal.aliyuncs.com",
            "set OSS_PUBLIC_ENDPOINT=https://oss-cn-hangzhou.aliyuncs.com.",
        ),
        ("https://10.9.8.7", "That address is private: set OSS_PUBLIC_ENDPOINT"),
        ("https://oss-cn-beijing.aliyuncs.com", "reached from the internet"),
    ],
)
def test_a_storage_out_of_reach_says_what_to_set(
    upstream: Sandbox,
    in_bucket: Bucket,
    settings: Any,
    alice: Actor,
    public: str,
    words: str,
) -> None:
    in_oss(settings, in_bucket.endpoint, public_endpoint=public)
    api = Api(alice)
    found = steps(api, api.send("POST", PATH, {})[1]["job"])
    assert outcomes(found) == "ppppppf", found
    assert words in found["URL fetch"]["sentence"]
    assert "x-oss" not in found["URL fetch"]["sentence"]
    assert in_bucket.objects == {}


def test_a_storage_that_takes_nothing_is_named(
    upstream: Sandbox, in_bucket: Bucket, alice: Actor
) -> None:
    in_bucket.fail(403, 403)
    api = Api(alice)
    found = steps(api, api.send("POST", PATH, {})[1]["job"])
    assert outcomes(found) == "ppppppf", found
    assert "OSS_ACCESS_KEY_ID" in found["URL fetch"]["sentence"]
    assert Entry.objects.count() == 2


def test_a_failed_step_is_no_failed_job_and_costs_nothing(
    upstream: Sandbox, alice: Actor, settings: Any
) -> None:
    account = {**settings.ENDPOINT_ACCOUNTS["dashscope"], "api_key": "sk-of-elsewhere"}
    settings.ENDPOINT_ACCOUNTS = {**settings.ENDPOINT_ACCOUNTS, "dashscope": account}
    api = Api(alice)
    status, told = api.send("POST", PATH)
    assert status == 202
    assert outcomes(steps(api, told["job"])) == "pfsssss"
    assert Job.objects.get(id=told["job"]).status == "done"
    assert [e.state for e in Entry.objects.all()] == ["void"]
    kinds = [e["kind"] for e in api.get(f"jobs/{told['job']}/events")["items"]]
    assert "usage" not in kinds
    said = json.dumps(api.get(f"jobs/{told['job']}/events"))
    assert "sk-of-elsewhere" not in said


def test_the_page_shows_the_last_test_to_administrators_alone(
    upstream: Sandbox, alice: Actor, vera: Actor, bob: Actor, charlie: Actor
) -> None:
    browser = signed_in(alice)
    assert Job.objects.count() == 0
    page = browser.get("/settings/").content.decode()
    assert 'id="test_dashscope"' in page
    assert Job.objects.count() == 0 == Entry.objects.count()
    model = "qwen3.8-omni-flash"
    path = "/settings/endpoints/dashscope/check/"
    answer = browser.post(path, {"model": model})
    assert (answer.status_code, answer.url) == (302, "/settings/#endpoint_dashscope")
    page = browser.get("/settings/").content.decode()
    assert f'value="{model}" selected' in page
    assert "This model answers in text alone." in page
    for other in (vera, bob, charlie):
        shown = signed_in(other).get("/settings/").content.decode()
        assert "answers in text alone" not in shown
    for other in (vera, bob):
        assert signed_in(other).post(path).status_code == 403
        assert Api(other).send("POST", PATH)[0] == 403
        assert 'id="test_dashscope"' not in (
            signed_in(other).get("/settings/").content.decode()
        )


def test_what_cannot_be_tested_is_said_before_any_call(
    upstream: Sandbox, alice: Actor
) -> None:
    api = Api(alice)
    for path, body, status, code, words in (
        ("endpoints/nothing/check", {}, 404, "unknown_endpoint", "Choose one of"),
        ("endpoints/vllm/check", {}, 422, "endpoint_unavailable", "VLLM_BASE_URL"),
        (PATH, {"model": "gone"}, 422, "unknown_model", MODEL),
    ):
        found, told = api.send("POST", path, body)
        assert (found, told["error"]["code"]) == (status, code)
        assert words in told["error"]["message"]
    browser = signed_in(alice)
    assert browser.post("/settings/endpoints/nothing/check/").status_code == 404
    path = "/settings/endpoints/dashscope/check/"
    answer = browser.post(path, {"model": "gone"}, follow=True)
    assert "has no model &#x27;gone&#x27;" in answer.content.decode()
    assert browser.get(path).status_code == 405
    assert Job.objects.count() == 0


def test_a_second_press_finds_the_test_that_runs(
    upstream: Sandbox, alice: Actor, settings: Any
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    api = Api(alice)
    first, second = (api.send("POST", PATH)[1]["job"] for _ in range(2))
    assert first == second
    shown = actions.last(alice)["dashscope"]
    assert (shown.live, shown.state, shown.steps) == (True, "running", [])


def test_a_test_that_a_restart_cut_off_calls_nobody_again(
    upstream: Sandbox, in_bucket: Bucket, alice: Actor, settings: Any
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    job = actions.start(actor=alice, endpoint="dashscope")
    in_bucket.put(f"checks/{job.id}.png", b"left")
    Job.objects.filter(id=job.id).update(status="running", attempt=2, worker="w")
    insert(job.id, last_seq(job.id), [Line("text", {"text": ""})], job.created_at)
    job.refresh_from_db()
    run = Run(job, Log(Lease(job.id, "w", 2), last_seq(job.id)))
    with pytest.raises(Failure, match="stopped during the test"):
        async_to_sync(run_check)(run)
    assert in_bucket.objects == {}
    assert Entry.objects.count() == 0


def commanded(*words: str) -> tuple[int, list[list[str]]]:
    """The exit status of the command, and the first two words of its lines."""
    out, status = io.StringIO(), 0
    try:
        call_command("check_endpoint", *words, stdout=out)
    except SystemExit as left:
        status = int(left.code or 0)
    return status, [line.split()[:2] for line in out.getvalue().splitlines()]


def test_the_command_prints_a_line_a_step(
    upstream: Sandbox, workspace: Workspace, in_bucket: Bucket
) -> None:
    status, lines = commanded("dashscope", "--model", MODEL)
    assert (status, lines[0], lines[1][0]) == (0, ["Testing", f"dashscope/{MODEL}."],
                                               "Usage")  # fmt: skip
    assert [line[0] for line in lines[2:]] == ["passed"] * 7
    assert lines[2][1] == "address" and lines[8][1] == "URL"
    entries = Entry.objects.all()
    assert {(e.workspace, e.job, e.user, e.purpose) for e in entries} == {
        (workspace, None, None, "check")
    }
    assert [e.state for e in entries] == ["settled"] * 3
    line, *others = summed(entries, "user")
    assert (line.label, line.calls, others) == ("The command line", 3, [])
    assert learning.runs(workspace) == {}


def test_the_command_exits_1_when_a_step_failed(
    upstream: Sandbox, settings: Any
) -> None:
    account = {**settings.ENDPOINT_ACCOUNTS["dashscope"], "api_key": "sk-of-elsewhere"}
    settings.ENDPOINT_ACCOUNTS = {**settings.ENDPOINT_ACCOUNTS, "dashscope": account}
    status, lines = commanded("dashscope")
    assert status == 1
    assert lines[1] == ["There", "is"]  # no workspace that could hold a ledger
    assert ["failed", "key"] in lines
    assert Entry.objects.count() == 0


def test_the_command_says_what_it_cannot_test(upstream: Sandbox) -> None:
    with pytest.raises(CommandError, match=r"Choose one of: sandbox, dashscope"):
        commanded("nothing")
    with pytest.raises(
        CommandError, match=r"Set FIREWORKS_API_KEY and FIREWORKS_MODEL"
    ):
        commanded("fireworks")
    with pytest.raises(CommandError, match=r"has no model 'gone'"):
        commanded("dashscope", "--model", "gone")
