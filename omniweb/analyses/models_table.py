"""Writes what the API tells of the models as Markdown; it reads no catalogue itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omniweb.providers.limits import lasting, size

Told = dict[str, Any]

MODELS = ("model", "clip", "sound", "image", "together", "answers", "tokens in / out",
          "thinks", "voices", "files go", "from")  # fmt: skip
PRICES = ("model", "where", "money", "text in", "image, clip in", "sound in",
          "text out", "speech out", "price list", "from")  # fmt: skip
NONE = "-"
THINKS = {"none": NONE, "off": "when asked", "on": "unless told not to"}
WAYS = {"url": "by address", "inline": "inside"}
# The settings that a row of the first table tells of; the second has the prices.
FACTS = ("inputs", "outputs", "mix", "frames", "thinking", "limits", "deliveries")
VOICES = ("voices", "voice")
WHOLE = {2**30: "GiB", 2**20: "MiB"}


class _Sources:
    """Numbers the sources in the order in which the tables name them."""

    def __init__(self) -> None:
        self.listed: list[Told] = []

    def named(self, model: Told, *settings: str) -> str:
        """The numbers of the sources of these settings and of all below them."""
        below = tuple(f"{setting}." for setting in settings)
        numbers = set()
        for setting, source in model["sources"].items():
            if setting in settings or setting.startswith(below):
                if source not in self.listed:
                    self.listed.append(source)
                numbers.add(self.listed.index(source) + 1)
        return ", ".join(map(str, sorted(numbers)))


def table(endpoints: Sequence[Told]) -> str:
    """Tables of all models: what they take and answer, what they cost, who says so."""
    sources = _Sources()
    takes = [
        f"**{endpoint['label']}**{_needs(endpoint)}\n\n"
        + _markdown(MODELS, [_model(m, sources) for m in endpoint["models"]])
        for endpoint in endpoints
    ]
    costs = [row for endpoint in endpoints for row in _prices(endpoint, sources)]
    told = [
        f"{number}. {', '.join(filter(None, [s['title'], s['date']]))}: {s['trust']}"
        for number, s in enumerate(sources.listed, start=1)
    ]
    prices = f"**Prices** per million tokens\n\n{_markdown(PRICES, costs)}"
    return "\n\n".join([*takes, prices, "**Sources**", "\n".join(told)])


def _needs(endpoint: Told) -> str:
    named = endpoint["variables"].values()
    return f" ({', '.join(f'`{word}`' for word in named if word)})" * any(named)


def _model(model: Told, sources: _Sources) -> list[str]:
    limits = model["limits"]
    return [
        f"`{model['name']}`",
        _clip(model),
        _file(limits.get("audio")),
        _file(limits.get("image")),
        "any mix" if model["mixes"] else "one kind",
        "text, speech" if "audio" in model["answers"] else "text",
        _tokens(limits),
        THINKS[model["thinking"]],
        f"{len(model['voices'])} ({model['voice']})" if model["voices"] else NONE,
        " or ".join(WAYS[way] for way in model["deliveries"]),
        sources.named(model, *FACTS, *(VOICES if model["voices"] else ())),
    ]


def _clip(model: Told) -> str:
    limits = model["limits"].get("video")
    if not limits:
        return NONE
    most = limits["frames_max"]
    listed = model["frames"] != "none" and most
    silent = not model["hears_video"] and not model["sound_beside"]
    frames = f"{most:,} frames" if listed else ""
    return ", ".join(filter(None, [_file(limits), frames, "silent" if silent else ""]))


def _file(limits: Told | None) -> str:
    if not limits:
        return NONE
    length = lasting(limits["seconds"]) if limits["seconds"] else ""
    return ", ".join(filter(None, [length, _bytes(limits["bytes"])]))


def _bytes(count: int) -> str:
    for unit, name in WHOLE.items():
        if count and count % unit == 0:
            return f"{count // unit} {name}"
    return size(count).replace(".0 ", " ")


def _tokens(limits: Told) -> str:
    thinking = limits["max_in_thinking"]
    less = f" ({thinking:,} thinking)" if thinking else ""
    return f"{limits['max_in']:,}{less} / {limits['max_out']:,}"


def _prices(endpoint: Told, sources: _Sources) -> Iterable[list[str]]:
    for model in endpoint["models"]:
        regional = {
            region["label"]: model["prices_in"][region["name"]]
            for region in endpoint["regions"]
            if region["name"] in model["prices_in"]
        }
        for label, prices in regional.items():
            yield _price(model, label, prices, sources.named(model, "prices_in"))
        if model["prices"]:
            where = "elsewhere" if regional else "anywhere"
            yield _price(model, where, model["prices"], sources.named(model, "prices"))


def _price(model: Told, where: str, prices: Told, numbers: str) -> list[str]:
    seen = [prices["image_in"], prices["video_in"]]
    more, free = prices["text_out_media"], prices["text_free_with_audio"]
    text = prices["text_out"] or NONE
    speaks = "audio" in model["answers"] and prices["audio_out"]
    return [
        f"`{model['name']}`",
        where,
        prices["currency"],
        prices["text_in"] or NONE,
        ", ".join(dict.fromkeys(filter(None, seen))) or NONE,
        prices["audio_in"] or NONE,
        f"{text}, {more} about files" if more else text,
        f"{speaks}{', its text free' if free else ''}" if speaks else NONE,
        ", ".join(filter(None, [prices["source"], prices["date"]])),
        numbers,
    ]


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; models that differ in nothing but their names share a line."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, *cells in rows:
        alike.setdefault(tuple(cells), []).append(name)
    lines = [("<br>".join(names), *cells) for cells, names in alike.items()]
    shown = [tuple(heads), ("---",) * len(heads), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in shown)
