"""Tests one model of an endpoint by a few small calls, step by step.

It never tries again, and shows neither a key nor the signature of an address.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from omniweb import endpoints
from omniweb.analyses.calling import call
from omniweb.providers import reach, request
from omniweb.providers.catalog import Profile
from omniweb.providers.errors import Interrupted, ProviderError
from omniweb.providers.fit import fit
from omniweb.providers.pcm import RATE
from omniweb.providers.plan import Plan, Refusal, Wish
from omniweb.providers.usage_report import Usage
from omniweb.providers.wire import Delta, Finished
from omniweb.trials import specimen
from omniweb.trials.files import fetched, no_fetch, unstored
from omniweb.trials.specimen import Specimen
from omniweb.trials.steps import NAMES, Step, Subject, Tried
from omniweb.trials.words import failing, judged, key_fault, no_speech, patient
from omniweb.usage.models import Entry
from omniweb.usage.turns import turn

SAY, LOOK = "Say: ready.", "What colour is the disc? Answer in one word."
# Enough for a word or two: what a test costs is not worth a thought.
MOST_TOKENS = 32
SILENCE_S, LONGEST_S = 60.0, 120.0

Book = Callable[[Plan], Awaitable[Entry | None]]
Say = Callable[[str], Awaitable[None]]
Steps = AsyncGenerator[Step, None]


@dataclass(slots=True)
class Check:
    """One test. book writes each call down before it is sent, say tells what is being
    done, name is what a file is called that lies in storage meanwhile."""

    subject: Subject
    book: Book
    say: Say
    name: str

    async def steps(self) -> Steps:
        """Each step once; what comes after a failure is skipped and says why."""
        seen, broken = set(), ""
        async with aclosing(self._found()) as found:
            async for step in found:
                seen.add(step.name)
                if step.outcome == "failed":
                    broken = broken or step.name
                yield self._safe(step)
        for name in NAMES:
            if name not in seen:
                yield Step(name, "skipped", f"Not tried, since {broken} failed.")

    def _safe(self, step: Step) -> Step:
        """An endpoint may repeat a key in its own words."""
        key = self.subject.key
        if len(key) < 4 or key not in step.sentence:
            return step
        return replace(step, sentence=step.sentence.replace(key, "(hidden)"))

    async def _found(self) -> Steps:
        model, key = self.subject.model, self.subject.key
        if self.subject.there.fault:
            yield Step("address", "failed", self.subject.there.fault)
            return
        if not key.isascii() or not key.isprintable():
            yield await self._address()
            yield Step("key", "failed", key_fault(self.subject))
            return
        by_url_alone = "text" not in model.inputs and "inline" not in model.deliveries
        async for step in self._by_url() if by_url_alone else self._usual():
            yield step

    async def _usual(self) -> Steps:
        """Text first, or a sound for a model that takes no text; then the rest."""
        await self.say(f"Calling {self.subject.there}")
        model = self.subject.model
        file = None if "text" in model.inputs else specimen.specimen(model)
        tried = await self._tried(Wish(prompt=SAY), file)
        if isinstance(tried, Refusal):
            yield Step("model", "failed", tried.message)
            return
        for step in judged(self.subject, tried, await self._why(tried)):
            yield step
        if failing(tried) is None:
            yield await self._speech(file)
            yield (await self._fetch())[1]

    async def _by_url(self) -> Steps:
        """One call for all, for a model that takes nothing but files by address."""
        tried, fetch = await self._fetch()
        if tried is None:
            yield await self._address()
            yield fetch
            return
        judgement = judged(self.subject, tried, await self._why(tried))
        if tried.error is not None and tried.error.code.startswith("media_"):
            yield judgement[0]
            yield fetch
            return
        for step in judgement:
            yield step
        if failing(tried) is None:
            yield await self._speech(None)
            yield fetch

    async def _speech(self, file: Specimen | None) -> Step:
        if "audio" not in self.subject.model.outputs:
            return Step("speech", "skipped", "This model answers in text alone.")
        await self.say("Asking it to speak")
        tried = await self._tried(Wish(prompt=SAY, narrate=True), file)
        if isinstance(tried, Refusal):
            return Step("speech", "failed", tried.message)
        seconds = tried.reply.samples / RATE
        if tried.error is not None:
            return Step("speech", "failed", patient(tried.error))
        if not seconds:
            return Step("speech", "failed", no_speech(self.subject))
        voice = self.subject.model.voice
        said = f"{seconds:.1f} s of speech came{f', voice {voice}' if voice else ''}."
        return Step("speech", "passed", said)

    async def _fetch(self) -> tuple[Tried | None, Step]:
        """A call about a file by its address, if one can be made, and what it says."""
        step, file = no_fetch(self.subject), specimen.specimen(self.subject.model)
        if step is not None or file is None:
            return None, step or Step("URL fetch", "skipped", "It takes no files.")
        await self.say("Having it fetch a test file")
        try:
            async with specimen.lying(file, self.name) as url:
                tried = await self._tried(Wish(prompt=LOOK), file, url)
        except OSError as error:
            return None, unstored(error)
        if isinstance(tried, Refusal):
            return None, Step("URL fetch", "failed", tried.message)
        return tried, fetched(self.subject, tried, specimen.host(url))

    async def _address(self) -> Step:
        """The first step by itself, where no call can be made."""
        why = await self._trouble()
        said = f"{self.subject.there} takes connections."
        return Step("address", "failed" if why else "passed", why or said)

    async def _why(self, tried: Tried) -> str:
        if tried.error is None or tried.error.code != "unreachable":
            return ""
        await self.say("Looking for the reason")
        return await self._trouble()

    async def _trouble(self) -> str:
        why = await reach.trouble(self.subject.there) or ""
        if why and self.subject.endpoint.name == endpoints.SANDBOX:
            return (
                f"The sandbox is served by omniweb itself at {self.subject.there}, "
                "which does not run. Start it with bin/run, then test again."
            )
        return why

    async def _tried(
        self, wish: Wish, file: Specimen | None, url: str = ""
    ) -> Tried | Refusal:
        """One small call, about a file by its address or inside the request."""
        profile = self.subject.profile
        original = file.original if file else None
        plan = fit(original, wish, profile, can_sign_urls=bool(url))
        if isinstance(plan, Refusal):
            return plan
        if file is None:
            return await self._called(plan, [])
        plan = replace(plan, delivery="url" if url else "inline")
        inside = url or request.data_uri(file.facts.mime, file.raw, profile)
        return await self._called(plan, [[inside]])

    async def _called(self, plan: Plan, files: Sequence[Sequence[str]]) -> Tried:
        tried = Tried(currency=plan.cost.currency if plan.cost else "")
        began = 0.0
        body = {**request.body(plan, files), "max_tokens": MOST_TOKENS}

        async def hear(delta: Delta) -> None:
            if not isinstance(delta, Usage | Finished):
                tried.first_s = tried.first_s or time.monotonic() - began
                tried.pieces += 1

        try:
            async with turn(plan, person=self.name, tell=self.say, anyway=True) as mine:
                entry = await self.book(plan)
                began = time.monotonic()
                async with asyncio.timeout(LONGEST_S):
                    tried.cost = await call(
                        plan,
                        body,
                        tried.reply,
                        entry=entry,
                        turn=mine,
                        hear=hear,
                        silence_s=SILENCE_S,
                    )
        except ProviderError as error:
            tried.error = error
        except TimeoutError:
            tried.error = Interrupted("The answer did not end in time.", code="silent")
        return tried


def subject(profile: Profile) -> Subject:
    """What is to be tested, as this installation is set up."""
    endpoint = profile.endpoint
    there = reach.place(endpoint.base_url, endpoint.base_url_env)
    return Subject(profile, there, endpoints.connection(endpoint).api_key.strip())
