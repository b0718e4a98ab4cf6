"""People who speak, of the third set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import cache, partial

from PIL import Image, ImageChops, ImageDraw

from tests.library import films_other_art as art
from tests.library import films_third_places as places
from tests.library.films_other_talks import Painter, cuts, look

Place = Callable[[random.Random, art.Size], Image.Image]


def _features(
    draw: ImageDraw.ImageDraw, who: art.Body, box: tuple[float, float], state: int
) -> None:
    """Eyes, brows, nose and mouth; the state holds the mouth, the lids, the look."""
    wide, tall = box
    mouth, shut, gaze = state % 5, state // 5 % 2, state // 10 - 1
    for side in (-1, 1):
        x, y, r = wide * (0.5 + side * 0.17), tall * 0.47, wide * 0.075
        draw.arc((x - r * 1.4, y - r * 2, x + r * 1.4, y + r), 200, 340, who.hair, 3)
        if shut:
            draw.arc((x - r, y - r, x + r, y + r * 0.6), 20, 160, (80, 50, 45), 2)
            continue
        draw.ellipse((x - r, y - r * 0.55, x + r, y + r * 0.55), (240, 238, 235))
        px = x + gaze * r * 0.35
        draw.ellipse((px - r / 2, y - r / 2, px + r / 2, y + r / 2), (45, 60, 70))
    shade = tuple(int(c * 0.72) for c in who.skin)
    draw.arc((wide * 0.44, tall * 0.5, wide * 0.56, tall * 0.64), 20, 160, shade, 3)
    half, gap = wide * (0.13 - 0.01 * mouth), tall * (0.008 + 0.017 * mouth)
    lips = (
        wide * 0.5 - half,
        tall * 0.75 - gap / 2,
        wide * 0.5 + half,
        tall * 0.75 + gap,
    )
    draw.ellipse(lips, (70, 22, 28), (165, 85, 82), 2)
    if mouth > 1:
        teeth = lips[0] + half / 2, lips[1] + 2, lips[2] - half / 2, lips[1] + 4
        draw.rectangle(teeth, (235, 230, 220))


def _heads(
    rng: random.Random, who: art.Body, tall: int
) -> Callable[[int], Image.Image]:
    """A head in a box with room around it, drawn once for each state."""
    wide, beard, glasses = int(tall * 0.8), rng.random() < 0.4, rng.random() < 0.4
    skin = art.stuff(rng, (wide, tall), who.skin, (2, 30))
    locks = art.stuff(rng, (wide, tall), who.hair, (9, 60))
    light = Image.linear_gradient("L").rotate(rng.choice((70, -70))).resize(skin.size)
    light = light.point(lambda v: 150 + v * 2 // 5)
    skin = ImageChops.multiply(skin, Image.merge("RGB", [light] * 3))

    @cache
    def head(state: int) -> Image.Image:
        image = locks.copy()
        jaw = tall * (0.9 + 0.008 * (state % 5))
        outline, face = Image.new("L", skin.size), Image.new("L", skin.size)
        around = ImageDraw.Draw(outline)
        around.ellipse((wide * 0.12, tall * 0.04, wide * 0.88, tall * 0.7), 255)
        around.ellipse((wide * 0.16, tall * 0.14, wide * 0.84, jaw), 255)
        ImageDraw.Draw(face).ellipse((wide * 0.17, tall * 0.2, wide * 0.83, jaw), 255)
        image.paste(skin, (0, 0), face)
        draw = ImageDraw.Draw(image)
        if beard:
            chin = wide * 0.2, tall * 0.5, wide * 0.8, jaw
            draw.arc(chin, 15, 165, who.hair, max(3, tall // 14))
        _features(draw, who, skin.size, state)
        if glasses:
            for side in (-1, 1):
                x, y, r = wide * (0.5 + side * 0.17), tall * 0.47, wide * 0.12
                rim = x - r, y - r * 0.8, x + r, y + r * 0.8
                draw.rounded_rectangle(rim, 4, None, (25, 25, 30), 2)
        image.putalpha(outline)
        return image

    return head


def _chest(rng: random.Random, who: art.Body, tall: int) -> Image.Image:
    """Neck, collar and shoulders in a cloth with stripes or checks."""
    w, h = int(tall * 2.2), int(tall * 2.2)
    chest, mask = art.stuff(rng, (w, h), who.top, (4, 90)), Image.new("L", (w, h))
    draw, step = ImageDraw.Draw(chest), rng.randint(9, 22)
    dark = tuple(int(c * 0.8) for c in who.top)
    for x in range(0, w, step):
        draw.line((x, 0, x + w // 30, h), dark, 2)
    neck = tuple(int(c * 0.85) for c in who.skin)
    draw.rectangle((w * 0.42, 0, w * 0.58, h * 0.14), neck)
    draw.polygon((w * 0.4, h * 0.12, w * 0.6, h * 0.12, w / 2, h * 0.27), neck)
    cut = ImageDraw.Draw(mask)
    cut.rectangle((w * 0.42, 0, w * 0.58, h * 0.2), 255)
    slope = (w * 0.42, h * 0.1), (w * 0.1, h * 0.22), (0, h * 0.4), (0, h), (w, h)
    cut.polygon([*slope, (w, h * 0.4), (w * 0.9, h * 0.22), (w * 0.58, h * 0.1)], 255)
    chest.putalpha(mask)
    return chest


def _turned(
    image: Image.Image, head: Image.Image, chin: tuple[float, float], tilt: float
) -> None:
    """Paste a head that leans by some degrees about its chin."""
    a, mx, my = math.radians(tilt), head.width / 2, head.height * 0.9
    px, py = chin[0] - mx, chin[1] - my
    # The part of a pixel that is left is moved with the turn, so nothing jumps.
    c, s, fx, fy = math.cos(a), math.sin(a), px % 1, py % 1
    moved = (c, s, mx - c * (mx + fx) - s * (my + fy))
    moved += (-s, c, my + s * (mx + fx) - c * (my + fy))
    way = Image.Transform.AFFINE, moved, Image.Resampling.BILINEAR
    head = head.transform(head.size, *way)
    image.paste(head, (int(px // 1), int(py // 1)), head)


def talker(
    rng: random.Random, tall: float, hands: float = 0.0, silent: bool = False
) -> Callable[[Image.Image, float, float, float], None]:
    """Somebody who is put before a picture, the chin there, as they are at t."""
    who, high = art.body(rng), int(tall)
    head, chest = _heads(rng, who, high), _chest(rng, who, high)
    paces = (0.6, 0.45, 0.9, 6.0, 0.5, 0.8, 1.4, 1.2)
    lean, tilt, nod, talk, pause, gaze, reach, lift = (art.drift(rng, p) for p in paces)

    def arms(image: Image.Image, t: float, x: float, y: float) -> None:
        draw = ImageDraw.Draw(image)
        up = hands * max(0.0, pause(t * 0.8 + 2) + 0.3)
        for side in (-1, 1):
            hx = x + side * high * (0.5 + 0.16 * reach(t + side))
            hy = y + high * (1.5 - up - 0.12 * lift(t + side))
            draw.line((x + side * high, y + high * 1.9, hx, hy), who.top, high // 4)
            r = high * 0.13
            draw.ellipse((hx - r, hy - r, hx + r, hy + r), who.skin, (90, 60, 50))
            for k in range(3):
                fx = hx + (k - 1) * r * 0.7
                draw.line((fx, hy, fx + side * 2, hy - r * 1.7), who.skin, high // 18)

    def put(image: Image.Image, t: float, x: float, y: float) -> None:
        x += lean(t) * high * 0.05
        breath = math.sin(t * 1.7) * high * 0.008
        top = int(x - chest.width / 2), int(y - high * 0.14 + breath)
        image.paste(chest, top, chest)
        loud = 0 if silent or pause(t) < -0.5 else min(4, int(abs(talk(t)) * 6))
        state = loud + 5 * (t % 3.7 < 0.14) + 10 * (1 + round(gaze(t) * 1.2))
        chin = x + lean(t) * high * 0.02, y + nod(t) * high * 0.03 + breath
        _turned(image, head(state), chin, tilt(t) * 4)
        if hands:
            arms(image, t, x, y)

    return put


def speech(
    rng: random.Random,
    size: art.Size,
    *,
    tall: float = 0.5,
    at: tuple[float, float] = (0.5, 0.62),
    place: Place = places.office,
    hands: float = 0.0,
    sway: float = 0.0,
    before: Callable[[ImageDraw.ImageDraw, float], None] | None = None,
) -> Painter:
    """One person who speaks; the camera stands, or is held with a mild sway."""
    w, h = size
    ground, put = place(rng, size), talker(rng, tall * h, hands)
    x, y = art.drift(rng, 0.8), art.drift(rng, 0.7)

    def paint(t: float) -> Image.Image:
        image = ground.copy()
        put(image, t, at[0] * w, at[1] * h)
        if before:
            before(ImageDraw.Draw(image), t)
        if not sway:
            return image
        return look(image, size, 0.5 + sway * x(t), 0.5 + sway * y(t), 1 + 3 * sway)

    return paint


def desk(rng: random.Random, size: art.Size) -> Painter:
    """Behind a desk with a screen's edge and a cup before the camera."""
    w, h = size

    def before(draw: ImageDraw.ImageDraw, _: float) -> None:
        draw.rectangle((0, h * 0.9, w, h), (120, 85, 60))
        draw.rounded_rectangle(
            (w * 0.76, h * 0.8, w * 0.84, h * 0.95), 6, (190, 60, 50)
        )
        draw.polygon((0, h * 0.7, w * 0.16, h * 0.74, w * 0.2, h, 0, h), (40, 42, 46))

    return speech(rng, size, hands=0.45, at=(0.48, 0.6), before=before)


def strap(rng: random.Random, size: art.Size) -> Painter:
    """A host in a studio; the name stands below, and a light blinks."""
    w, h = size
    name, trade = art.words(rng, 2), art.words(rng, 3)

    def before(draw: ImageDraw.ImageDraw, t: float) -> None:
        if 1.5 < t < 7:
            draw.rectangle((w * 0.06, h * 0.78, w * 0.5, h * 0.92), (235, 235, 240))
            draw.text((w * 0.08, h * 0.785), name, (20, 30, 80), art.font(h // 14))
            draw.text((w * 0.08, h * 0.86), trade, (90,) * 3, art.font(h // 22))
        draw.ellipse(
            (w * 0.93, 8, w * 0.93 + 8, 16), "red" if t % 2 < 1 else (60, 0, 0)
        )

    place = places.studio
    return speech(rng, size, tall=0.46, at=(0.6, 0.6), place=place, before=before)


def over_shoulder(rng: random.Random, size: art.Size) -> Painter:
    """An interview past the dark back of who asks."""
    w, h = size
    nod = art.drift(rng, 0.5)

    def before(draw: ImageDraw.ImageDraw, t: float) -> None:
        x, y = w * 0.1, h * 0.5 + nod(t) * h * 0.012
        draw.ellipse(
            (x - h * 0.24, y - h * 0.2, x + h * 0.24, y + h * 0.4), (26, 22, 20)
        )
        draw.rounded_rectangle((-w * 0.2, h * 0.8, w * 0.32, h * 1.3), 60, (34, 34, 44))

    place = partial(places.office, blur=3)
    return speech(rng, size, tall=0.48, at=(0.64, 0.62), place=place, before=before)


def microphone(rng: random.Random, size: art.Size) -> Painter:
    """Somebody who streams, a microphone on its arm before them."""
    w, h = size

    def before(draw: ImageDraw.ImageDraw, _: float) -> None:
        draw.line((w, h * 0.5, w * 0.8, h * 0.86, w * 0.62, h * 0.8), (20,) * 3, 7)
        draw.rounded_rectangle((w * 0.55, h * 0.72, w * 0.64, h * 0.88), 9, (35,) * 3)

    return speech(rng, size, tall=0.52, place=places.lights, before=before)


def angles(rng: random.Random, size: art.Size) -> Painter:
    """Two in chairs, seen by two still cameras in turn."""
    w, h = size
    ground = art.room(rng, size, 1.5)
    left, right = talker(rng, h * 0.3, 0.3), talker(rng, h * 0.3, silent=True)

    def both(t: float) -> Image.Image:
        image = ground.copy()
        left(image, t, w * 0.27, h * 0.5)
        right(image, t, w * 0.74, h * 0.52)
        return image

    near = [speech(rng, size, tall=0.55, at=(x, 0.65)) for x in (0.42, 0.6)]
    return cuts((near[0], both, near[1]), (4.4, 8.6))


def call(rng: random.Random, size: art.Size) -> Painter:
    """A video call: one large, oneself small in the corner, a bar of buttons."""
    w, h = size
    far = speech(rng, size, tall=0.55, at=(0.46, 0.64), place=art.room)
    own = speech(rng, (w // 5, h // 4), tall=0.6, at=(0.5, 0.7))

    def paint(t: float) -> Image.Image:
        # A call's pictures come fifteen times a second.
        image = far(int(t * 15) / 15)
        image.paste(own(int(t * 15) / 15), (w - w // 5 - 8, 8))
        draw = ImageDraw.Draw(image)
        for n in range(4):
            x = w * (0.4 + 0.06 * n)
            tint = (200, 50, 50) if n == 3 else (70, 75, 80)
            draw.ellipse((x, h * 0.9, x + h * 0.07, h * 0.97), tint)
        text = f"{int(t) // 60 + 12}:{int(t) % 60:02}"
        draw.text((10, 8), text, "white", art.font(h // 20))
        return image

    return paint
