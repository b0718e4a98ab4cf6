"""Takes pictures of a page as people see it: wide and narrow, light and dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "var" / "screenshots"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def take(page: Page, name: str) -> None:
    """Four pictures of the page as it stands, into the folder the README names."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.wait_for_timeout(150)
            page.screenshot(path=FOLDER / f"{name}-{size['width']}-{theme}.png")


def snap(page: Page, name: str) -> None:
    """One picture of what moves on, as it stands this moment."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or WIDE)["width"]
    page.screenshot(path=FOLDER / f"{name}-{width}-light.png")
