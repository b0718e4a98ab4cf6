"""What tokens cost at the listed rates; it never guesses a rate that is not listed."""

from __future__ import annotations

from decimal import Decimal

from omniweb.providers.capabilities import Prices
from omniweb.providers.catalog import Profile
from omniweb.providers.plan import Cost, Tokens

MILLION = Decimal(1_000_000)


def cost(profile: Profile, tokens: Tokens) -> Decimal | None:
    """Money for these tokens in the profile's currency (protocol 3.3).

    None when the model has no listed price, or none for a modality that was used.
    """
    prices = profile.model.prices
    if not prices.listed or not prices.currency:
        return None
    parts = [_part(count, rate) for count, rate in _billed(prices, tokens)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return (sum(known, Decimal(0)) - _saved(prices, tokens)) / MILLION


def spread(
    profile: Profile, low: Tokens, expected: Tokens, high: Tokens
) -> Cost | None:
    """The cost from least to most; None where a price is not listed."""
    amounts = [cost(profile, tokens) for tokens in (low, expected, high)]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < 3:
        return None
    return Cost(min(known), known[1], max(known), profile.model.prices.currency)


def source(profile: Profile) -> str:
    """Where the rates come from and of when; empty where no price is listed."""
    prices = profile.model.prices
    return ", ".join(p for p in (prices.source, prices.date) if p)


def _billed(prices: Prices, tokens: Tokens) -> list[tuple[int, Decimal | None]]:
    media = tokens.image_in or tokens.video_in or tokens.audio_in
    text_out = prices.text_out
    if media and prices.text_out_media is not None:
        text_out = prices.text_out_media
    if tokens.audio_out and prices.text_free_with_audio:
        text_out = Decimal(0)
    return [
        (tokens.text_in, prices.text_in),
        (tokens.image_in, prices.image_in),
        (tokens.video_in, prices.video_in),
        (tokens.audio_in, prices.audio_in),
        (tokens.text_out + tokens.reasoning_out, text_out),
        (tokens.audio_out, prices.audio_out),
    ]


def _part(count: int, rate: Decimal | None) -> Decimal | None:
    if not count:
        return Decimal(0)
    return None if rate is None else count * rate


def _saved(prices: Prices, tokens: Tokens) -> Decimal:
    """What the cache spares; only where all input has one rate, as on 3.8."""
    rates = {prices.text_in, prices.image_in, prices.video_in, prices.audio_in}
    if prices.cached_in is None or prices.text_in is None or len(rates) > 1:
        return Decimal(0)
    cached = min(tokens.cached_in, tokens.total_in)
    return cached * (prices.text_in - prices.cached_in)
