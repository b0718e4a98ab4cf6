"""Plain names for colours; pure arithmetic on RGB values, no pictures opened here."""

from __future__ import annotations

from collections import Counter
from colorsys import rgb_to_hsv

# Upper ends of hue ranges in degrees; red comes twice because hue is a circle.
_HUES = (
    (15, "red"),
    (42, "orange"),
    (68, "yellow"),
    (160, "green"),
    (195, "teal"),
    (255, "blue"),
    (290, "purple"),
    (335, "pink"),
    (361, "red"),
)


def name(red: int, green: int, blue: int) -> str:
    """A plain name for an RGB colour, each part 0 to 255."""
    hue, saturation, value = rgb_to_hsv(red / 255, green / 255, blue / 255)
    if value < 0.14:
        return "black"
    if saturation < 0.14:
        return "white" if value > 0.88 else "grey"
    found = next(word for top, word in _HUES if hue * 360 < top)
    if found == "orange" and value < 0.6:
        return "brown"
    if value < 0.4:
        return f"dark {found}"
    return f"light {found}" if saturation < 0.4 and value > 0.75 else found


def shares(rgb: bytes) -> tuple[tuple[str, float], ...]:
    """Names and shares (0 to 1) of the colours in packed RGB24, largest first."""
    pixels = Counter(zip(rgb[0::3], rgb[1::3], rgb[2::3], strict=False))
    names: Counter[str] = Counter()
    for (red, green, blue), count in pixels.items():
        names[name(red, green, blue)] += count
    total = max(1, names.total())
    return tuple((word, round(n / total, 3)) for word, n in names.most_common(4))


def brightness(rgb: bytes) -> float:
    """Mean luma (Rec. 601) of packed RGB24, 0 to 1."""
    if len(rgb) < 3:
        return 0.0
    luma = 0.299 * sum(rgb[0::3]) + 0.587 * sum(rgb[1::3]) + 0.114 * sum(rgb[2::3])
    return round(luma / (len(rgb) // 3) / 255, 3)
