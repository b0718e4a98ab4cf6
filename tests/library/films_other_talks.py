"""Talking heads of the second set of labelled films, and what cameras do."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from tests.library import films_other_art as art

Painter = Callable[[float], Image.Image]
MOUTHS = 4


def look(
    ground: Image.Image, size: art.Size, x: float, y: float, zoom: float = 1
) -> Image.Image:
    """What a camera sees whose middle is there, in shares of the ground."""
    w, h = size[0] / zoom, size[1] / zoom
    left = min(max(x * ground.width - w / 2, 0), ground.width - w)
    top = min(max(y * ground.height - h / 2, 0), ground.height - h)
    box = left, top, left + w, top + h
    return ground.resize(size, Image.Resampling.BILINEAR, box)


def cuts(shots: Sequence[Painter], ends: Sequence[float]) -> Painter:
    """The shots one after another, each until its end."""

    def paint(t: float) -> Image.Image:
        at = sum(t >= end for end in ends)
        return shots[at % len(shots)](t)

    return paint


def _head(rng: random.Random, who: art.Body, tall: int) -> list[Image.Image]:
    """A head with open and with closed eyes, by how far the mouth is open."""
    wide = int(tall * 0.74)
    skin = art.stuff(rng, (wide, tall), who.skin, (2, 6))
    mask, heads, style = Image.new("L", (wide, tall)), [], rng.random()
    ImageDraw.Draw(mask).ellipse((2, tall * 0.05, wide - 2, tall - 2), fill=255)
    for state in range(MOUTHS * 2):
        head = skin.copy()
        head.putalpha(mask)
        draw = ImageDraw.Draw(head)
        draw.chord((0, 0, wide, tall * 0.9), 190, 350, who.hair)
        if style < 0.4:
            draw.rectangle((0, tall * 0.35, wide * 0.09, tall * 0.8), who.hair)
        for ex in (0.3, 0.7):
            x, y, r = wide * ex, tall * 0.44, wide * 0.09
            draw.line((x - r, y - r * 1.5, x + r, y - r * 1.6), who.hair, 2)
            if state < MOUTHS:
                draw.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), "white")
                draw.ellipse((x - r / 2, y - r / 2, x + r / 2, y + r / 2), (50, 40, 30))
            else:
                draw.line((x - r, y, x + r, y), (70, 45, 40), 2)
        draw.line((wide * 0.5, tall * 0.5, wide * 0.46, tall * 0.63), (120, 80, 65), 2)
        gap = tall * (0.012 + 0.028 * (state % MOUTHS))
        lips = (wide * 0.34, tall * 0.76 - gap, wide * 0.66, tall * 0.76 + gap)
        draw.ellipse(lips, (95, 30, 35), (170, 80, 80))
        heads.append(head)
    return heads


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Somebody seen to the chest, who moves as people do who speak."""

    who: art.Body
    tall: int
    heads: list[Image.Image]
    chest: Image.Image
    moves: list[Callable[[float], float]]
    hands: float = 0

    def paint(
        self, image: Image.Image, t: float, x: float, y: float, turn: bool = True
    ) -> None:
        """Put them before the image, the chin there; who has no turn listens."""
        tilt, sway, nod, talk, pause, *_ = (move(t) for move in self.moves)
        tall = self.tall
        x += sway * tall * 0.07
        top = int(y - tall * 0.05 + nod * tall * 0.01)
        image.paste(self.chest, (int(x - self.chest.width / 2), top), self.chest)
        speaks = turn and pause > -0.4
        state = min(MOUTHS - 1, int(abs(talk) * 5)) if speaks else 0
        blinks = t % 3.1 < 0.12
        head = self.heads[state + MOUTHS * blinks]
        head = head.rotate(tilt * 4, Image.Resampling.BILINEAR)
        at = int(x - head.width / 2 + tilt * tall * 0.04), int(y - tall * 0.93)
        image.paste(head, (at[0], at[1] + int(nod * tall * 0.035)), head)
        if self.hands:
            self._hands(ImageDraw.Draw(image), t, x, y)

    def _hands(self, draw: ImageDraw.ImageDraw, t: float, x: float, y: float) -> None:
        tall, thick = self.tall, int(self.tall * 0.26)
        for n, side in enumerate((-1, 1)):
            a, b = self.moves[5 + n](t), self.moves[6 + n](t + 4)
            shoulder = x + side * tall * 0.85, y + tall * 0.4
            elbow = x + side * tall * (1.05 + 0.1 * a), y + tall * 1.2
            reach = self.hands * tall
            hand = x + side * (tall * 0.55 + a * reach), y + tall * 0.95 + b * reach
            draw.line((*shoulder, *elbow, *hand), self.who.top, thick, "curve")
            draw.line((*elbow, *hand), (30, 30, 30), 1)
            r = tall * 0.15
            palm = hand[0] - r, hand[1] - r, hand[0] + r, hand[1] + r
            draw.ellipse(palm, self.who.skin)
            for k in range(4):
                f = hand[0] + (k - 1.5) * r * 0.5, hand[1] - r
                tip = f[0] + side, f[1] - r * 0.8
                draw.line((*f, *tip), self.who.skin, max(2, int(r / 2.5)))


def speaker(
    rng: random.Random, tall: float, hands: float = 0, lively: float = 1
) -> Speaker:
    """Somebody whose head is that tall, in pixels."""
    who, high = art.body(rng), int(tall)
    chest = art.stuff(rng, (int(high * 2.3), int(high * 2.6)), who.top, (5, 70))
    mask = Image.new("L", chest.size)
    draw = ImageDraw.Draw(mask)
    w, h = chest.size
    draw.rounded_rectangle((0, h * 0.1, w, h * 1.5), w * 0.3, 255)
    draw.rectangle((w * 0.4, 0, w * 0.6, h * 0.2), 255)
    ink = ImageDraw.Draw(chest)
    ink.rectangle((w * 0.41, 0, w * 0.59, h * 0.12), who.skin)
    ink.polygon((w * 0.38, h * 0.1, w * 0.62, h * 0.1, w * 0.5, h * 0.3), who.skin)
    chest.putalpha(mask)
    paces = (0.7, 0.5, 1.1, 7, 0.45, 1.6, 1.3, 1.7)
    moves = [art.drift(rng, pace * lively if pace < 7 else pace) for pace in paces]
    return Speaker(
        who=who,
        tall=high,
        heads=_head(rng, who, high),
        chest=chest,
        moves=moves,
        hands=hands,
    )


def talks(
    rng: random.Random,
    size: art.Size,
    *,
    tall: float = 0.42,
    at: tuple[float, float] = (0.5, 0.55),
    hands: float = 0.0,
    people: int = 1,
    place: Callable[..., Image.Image] = art.room,
    sway: float = 0.0,
    push: float = 0.0,
) -> Painter:
    """People before a place; the camera stands, is held, or comes slowly nearer."""
    w, h = size
    margin = 1 + 4 * sway
    ground = place(rng, (int(w * margin), int(h * margin)))
    seats = [(at[0] + 0.9 * (n - (people - 1) / 2) / people) * w for n in range(people)]
    who = [speaker(rng, tall * h, hands) for _ in seats]
    holds = art.drift(rng, 0.9), art.drift(rng, 0.8)

    def paint(t: float) -> Image.Image:
        dx, dy = holds[0](t) * sway, holds[1](t) * sway
        image = look(ground, size, 0.5 + dx, 0.5 + dy) if sway else ground.copy()
        for n, (seat, person) in enumerate(zip(seats, who, strict=True)):
            # Only one speaks at a time; the others listen.
            turn = int(t / 4) % people == n
            person.paint(image, t, seat - dx * w * 0.5, (at[1] - dy * 0.5) * h, turn)
        return look(image, size, 0.5, 0.45, 1 + push * t) if push else image

    return paint


def news(rng: random.Random, size: art.Size) -> Painter:
    """An anchor before a studio's wall; words run along the foot."""
    w, h = size
    anchor = talks(rng, size, tall=0.36, at=(0.38, 0.5))
    line = Image.new("RGB", (w * 6, h // 12), (150, 20, 30))
    text = "   +++   ".join(art.words(rng, 5) for _ in range(12))
    ImageDraw.Draw(line).text((4, 1), text, "white", art.font(h // 17))
    name, screen = art.words(rng, 2), art.page(rng, (w // 3, h // 3), 2, dark=True)

    def paint(t: float) -> Image.Image:
        image = anchor(t)
        image.paste(screen, (int(w * 0.62), int(h * 0.12)))
        draw = ImageDraw.Draw(image)
        draw.rectangle((w * 0.05, h * 0.76, w * 0.5, h * 0.86), (20, 40, 110))
        draw.text((w * 0.06, h * 0.77), name, "white", art.font(h // 15))
        image.paste(line, (-int(t * w * 0.14), h - line.height))
        return image

    return paint


def podcast(rng: random.Random, size: art.Size) -> Painter:
    """Two who talk, seen by three cameras in turn."""
    wide = talks(rng, size, tall=0.26, people=2, at=(0.5, 0.5))
    near = [talks(rng, size, tall=0.45, at=(x, 0.55)) for x in (0.4, 0.6)]
    return cuts((wide, near[0], near[1]), (4.2, 9.1))


def jumps(rng: random.Random, size: art.Size) -> Painter:
    """One camera whose pauses were cut out, nearer after every other cut."""
    one = talks(rng, size, tall=0.4, hands=0.1)
    ends = (2.6, 5.9, 8.3, 11.2)

    def paint(t: float) -> Image.Image:
        n = sum(t >= end for end in ends)
        return look(one(t + n * 1.7), size, 0.5, 0.45, 1.18 if n % 2 else 1)

    return paint


def call(rng: random.Random, size: art.Size) -> Painter:
    """Four who meet in a video call."""
    w, h = size[0] // 2 - 3, size[1] // 2 - 3
    four = [talks(rng, (w, h), tall=rng.uniform(0.4, 0.5)) for _ in range(4)]
    names = [art.words(rng, 1) for _ in four]

    def paint(t: float) -> Image.Image:
        image = Image.new("RGB", size, (25, 25, 28))
        draw = ImageDraw.Draw(image)
        for n, one in enumerate(four):
            x, y = 2 + n % 2 * (w + 3), 2 + n // 2 * (h + 3)
            # Each picture of a call comes ten times a second.
            image.paste(one(int(t * 10 + n) / 10 + n * 2), (x, y))
            draw.text((x + 4, y + h - 16), names[n], "white", art.font(11))
        return image

    return paint
