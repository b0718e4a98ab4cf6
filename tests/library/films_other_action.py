"""Films with much movement, of the second set of labelled films."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

from tests.library import films_other_art as art
from tests.library.films_other_talks import Painter, look


def sport(rng: random.Random, size: art.Size) -> Painter:
    """A camera that follows a ball over a pitch, and whips after each long pass."""
    w, h = size
    ground = art.crowd(rng, (w * 5, int(h * 1.2)))
    side = [art.body(rng) for _ in range(2)]
    team = [
        (rng.random(), rng.uniform(0.62, 0.95), art.drift(rng, 0.9)) for _ in range(26)
    ]
    passes = [0.5]
    for _ in range(20):
        passes.append(
            min(0.9, max(0.1, passes[-1] + rng.choice((-1, 1)) * rng.uniform(0.2, 0.4)))
        )
    shake = art.drift(rng, 5)

    def paint(t: float) -> Image.Image:
        n, share = divmod(t / 1.1, 1)
        ease = min(1.0, share / 0.35) ** 2
        x = passes[int(n)] * (1 - ease) + passes[int(n) + 1] * ease + 0.012 * share
        image = look(ground, size, x, 0.5 + 0.03 * shake(t))
        draw = ImageDraw.Draw(image)
        left = min(max(x * w * 5 - w / 2, 0), w * 4)
        for k, (at, y, run) in enumerate(team):
            px = (at + 0.06 * run(t)) * w * 5 - left
            if -40 < px < w + 40:
                art.figure(draw, side[k % 2], px, y * h, y * h * 0.5, t * 13 + k)
        bx, by = (
            w / 2 + 30 * math.sin(5 * t),
            h * (0.8 - 0.4 * math.sin(math.pi * share)),
        )
        draw.ellipse((bx - 5, by - 5, bx + 5, by + 5), "white", "black")
        return image

    return paint


def dance(rng: random.Random, size: art.Size, count: int = 13) -> Painter:
    """Many who dance fast in changing light."""
    w, h = size
    stage = art.stuff(rng, size, (70, 50, 90), (5, 60))
    lights = [art.stuff(rng, size, art.hue(rng, 40, 250), (4, 8)) for _ in range(4)]
    grounds = [Image.blend(stage, light, 0.5) for light in lights]
    crew = [
        (art.body(rng), rng.random(), rng.uniform(0.75, 1.05), rng.random() * 6)
        for _ in range(count)
    ]

    def paint(t: float) -> Image.Image:
        image = grounds[int(t * 2.2) % 4].copy()
        draw = ImageDraw.Draw(image)
        for who, x, foot, p in sorted(crew, key=lambda one: one[2]):
            across = (x + 0.16 * math.sin(3.1 * t + p) + 0.03 * math.sin(9 * t)) * w
            leap = h * 0.12 * abs(math.sin(6.5 * t + p))
            art.figure(draw, who, across, foot * h - leap, h * foot * 0.75, t * 13 + p)
        return image

    return paint


def clip(
    rng: random.Random, size: art.Size, beat: float = 0.5, figures: bool = True
) -> Painter:
    """Another picture on each beat, and each one moves."""
    w, h = size
    grounds = [art.photo(rng, (w * 3 // 2, h * 3 // 2)) for _ in range(9)]
    order = [rng.randrange(9) for _ in range(60)]
    moves = [
        (rng.uniform(-0.5, 0.5), rng.uniform(-0.3, 0.3), rng.uniform(-0.2, 0.4))
        for _ in range(60)
    ]
    crew = [art.body(rng) for _ in range(5)]

    def paint(t: float) -> Image.Image:
        n = int(t / beat)
        s = t - n * beat
        dx, dy, dz = moves[n]
        image = look(grounds[order[n]], size, 0.5 + dx * s, 0.5 + dy * s, 1.15 + dz * s)
        if figures and n % 3:
            tall, x = h * (0.8 + 0.9 * (n % 2)), w * (0.5 + dx + dx * 2 * s)
            draw = ImageDraw.Draw(image)
            art.figure(draw, crew[n % 5], x, h * 0.95 + tall * 0.2, tall, t * 11)
        return (
            image.point(lambda v: min(255, v * 2 + 60))
            if s < 0.05 and n % 4 == 0
            else image
        )

    return paint


def runner(rng: random.Random, size: art.Size) -> Painter:
    """A game in which somebody runs and leaps past what comes."""
    w, h = size
    far, near = (
        art.landscape(rng, (w * 2, h)),
        art.stuff(rng, (w * 2, h // 4), (120, 80, 50), (60, 200)),
    )
    rim = ImageDraw.Draw(near)
    for x in range(0, w * 2, 24):
        rim.rectangle((x, 0, x + 22, 14), (70, 170 + x % 60, 60), (30, 60, 20))
        rim.rectangle((x, 16, x + 22, 38), (150, 100 + x % 40, 60), (60, 40, 20))
    hero, foes = art.body(rng), [(rng.uniform(0, 9), art.hue(rng)) for _ in range(22)]

    def paint(t: float) -> Image.Image:
        image, speed = Image.new("RGB", size), w * 1.15
        for layer, y, share in ((far, 0, 0.35), (near, h * 3 // 4, 1.0)):
            at = -int(t * speed * share) % (w * 2) - w * 2
            image.paste(layer, (at, y))
            image.paste(layer, (at + w * 2, y))
        draw = ImageDraw.Draw(image)
        for where, tint in foes:
            x = (where * w - t * speed * 1.1) % (w * 9) - 60
            y = h * (0.62 - 0.3 * (where % 1)) + 14 * math.sin(t * 8 + where)
            draw.rounded_rectangle((x, y, x + h / 7, y + h / 7), 6, tint, "black", 2)
            draw.ellipse((x + 6, y + 6, x + 16, y + 16), "white", "black")
        leap = h * 0.4 * abs(math.sin(t * 3.2))
        art.figure(draw, hero, w * 0.3, h * 0.76 - leap, h * 0.3, t * 18)
        draw.text((10, 8), f"SCORE {int(t * 731):06d}", "white", art.font(h // 15))
        return image

    return paint


def party(rng: random.Random, size: art.Size) -> Painter:
    """A crowd that leaps under confetti."""
    w, h = size
    back = art.stuff(rng, size, (90, 60, 130), (6, 40))
    rows = [
        (art.body(rng), rng.random(), rng.uniform(1.0, 1.35), rng.random() * 6)
        for _ in range(15)
    ]
    bits = [
        (rng.random() * w, rng.random(), rng.uniform(0.5, 1.3), art.hue(rng, 60, 255))
        for _ in range(260)
    ]
    shake = art.drift(rng, 4)

    def paint(t: float) -> Image.Image:
        image = back.copy()
        draw = ImageDraw.Draw(image)
        for who, x, foot, p in rows:
            leap = h * 0.14 * abs(math.sin(5.5 * t + p))
            y = foot * h - leap + 14 * shake(t)
            art.figure(
                draw, who, (x + 0.04 * math.sin(4 * t + p)) * w, y, h * 0.8, t * 10 + p
            )
        for x, y, speed, tint in bits:
            px = (x + 50 * math.sin(t * 4 * speed + y * 9)) % w
            py, flat = (y + t * speed) % 1 * h, 4 * math.sin(t * 15 * speed)
            draw.polygon(
                (px - 4, py, px, py - flat, px + 4, py, px, py + flat + 1), tint
            )
        return image

    return paint


def fight(rng: random.Random, size: art.Size) -> Painter:
    """Two who box, near, seen by a camera on somebody's shoulder."""
    w, h = size
    ring = art.crowd(rng, (int(w * 1.5), int(h * 1.5)))
    pair, x, y = (
        [art.body(rng) for _ in range(2)],
        art.drift(rng, 2.2),
        art.drift(rng, 3),
    )
    steps = [art.drift(rng, 2.5) for _ in pair]

    def paint(t: float) -> Image.Image:
        image = look(ring, size, 0.5 + 0.16 * x(t), 0.5 + 0.12 * y(t))
        draw = ImageDraw.Draw(image)
        for n, who in enumerate(pair):
            side = 1 - 2 * n
            at = w * (0.38 + 0.24 * n + 0.1 * steps[n](t) - 0.12 * x(t))
            neck = h * (0.42 + 0.08 * steps[n](t + 2) - 0.08 * y(t))
            art.figure(draw, who, at, neck + h * 1.1, h * 1.4, t * 9 + n)
            hit = max(0, math.sin(t * 11 + n * 2)) * w * 0.26
            fist = at + side * (40 + hit), neck + h * 0.03
            draw.line((at, neck + h * 0.1, *fist), who.skin, int(h * 0.09))
            r = h * 0.07
            draw.ellipse(
                (fist[0] - r, fist[1] - r, fist[0] + r, fist[1] + r),
                (190, 30, 30),
                "black",
            )
        return image

    return paint
