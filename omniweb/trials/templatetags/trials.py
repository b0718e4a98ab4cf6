"""The words that the settings page needs for tests of endpoints; it changes nothing."""

from __future__ import annotations

from django import template

from omniweb.accounts.actor import Actor
from omniweb.trials import actions
from omniweb.trials.actions import Found
from omniweb.trials.steps import Outcome

register = template.Library()
# As which state a pill is coloured; a skipped step has no colour of its own.
PILLS = {"passed": "done", "failed": "failed", "running": "running"}


@register.simple_tag
def endpoint_tests(actor: Actor) -> dict[str, Found]:
    """The newest test of each endpoint that the actor may see."""
    return actions.last(actor)


@register.filter
def of_endpoint(tests: dict[str, Found], name: str) -> Found | None:
    """The test of one endpoint, if there was any."""
    return tests.get(name)


@register.filter
def pill(outcome: Outcome) -> str:
    """The state that colours an outcome."""
    return PILLS.get(outcome, "skipped")
