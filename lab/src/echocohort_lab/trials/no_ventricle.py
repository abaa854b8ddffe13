"""Pictures without a ventricle, in ten families drawn by code: what the gate has to refuse.

Picture i of a family is a pure function of (split, family, i), so a threshold that is fitted on the pictures of `dev`
has not seen those of `test`. Shapes: H x W = 112 x 112 pixels, N pictures.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.trials.cohort import CPU, Split
from echocohort_lab.trials.no_ventricle_scans import (
    SIDE,
    Doubles,
    Rng,
    draw_liver,
    draw_lung,
    draw_speckle,
    draw_vessels,
    smooth_noise,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .:/%"

Picture = NDArray[np.uint8]
Draw = Callable[[Rng], Picture]


def grid() -> tuple[Doubles, Doubles]:
    """x and y of the pixels, 0..1 to the right and down."""
    centre = (np.arange(SIDE) + 0.5) / SIDE
    x, y = np.meshgrid(centre, centre)
    return x, y


def as_picture(grey: Doubles) -> Picture:
    picture: Picture = np.round(np.clip(grey, 0.0, 1.0) * 255.0).astype(np.uint8)
    return picture


def draw_noise(rng: Rng) -> Picture:
    """White, coloured, or salt and pepper."""
    kind = rng.integers(3)
    if kind == 0:
        return rng.integers(0, int(rng.integers(40, 256)), (SIDE, SIDE)).astype(np.uint8)
    if kind == 1:
        scale = rng.uniform(0.5, 12.0)
        return as_picture(
            0.5 + rng.uniform(0.1, 0.5) * smooth_noise(rng, (SIDE, SIDE), scale, scale * rng.uniform(0.5, 2))
        )
    return as_picture((rng.random((SIDE, SIDE)) < rng.uniform(0.02, 0.5)).astype(np.float64))


def draw_waves(rng: Rng) -> Picture:
    """Plane and round waves, added."""
    x, y = grid()
    total = np.zeros_like(x)
    for _ in range(int(rng.integers(1, 4))):
        angle, turns, phase = rng.uniform(0, np.pi), rng.uniform(2, 24), rng.uniform(0, 2 * np.pi)
        plane = np.cos(angle) * x + np.sin(angle) * y
        around = np.hypot(x - rng.uniform(0, 1), y - rng.uniform(0, 1))
        total = total + np.sin(2 * np.pi * turns * (plane if rng.random() < 0.5 else around) + phase)
    return as_picture(0.5 + 0.5 * total / np.abs(total).max())


def draw_gradient(rng: Rng) -> Picture:
    """A ramp, a glow or a dark hole, at times in steps."""
    x, y = grid()
    angle = rng.uniform(0, 2 * np.pi)
    ramp = 0.5 + np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)
    glow = np.exp(
        -(
            ((x - rng.uniform(0.2, 0.8)) / rng.uniform(0.1, 0.5)) ** 2
            + ((y - rng.uniform(0.2, 0.8)) / rng.uniform(0.1, 0.5)) ** 2
        )
    )
    grey = (ramp, glow, 1.0 - glow, ramp * glow)[rng.integers(4)]
    steps = int(rng.integers(3, 12))
    return as_picture(np.round(grey * steps) / steps if rng.random() < 0.4 else grey)


def draw_text(rng: Rng) -> Picture:
    """Lines of letters, as on a report or a blank screen."""
    ground, ink = (0, int(rng.integers(120, 256))) if rng.random() < 0.6 else (int(rng.integers(160, 256)), 0)
    image = Image.new("L", (SIDE, SIDE), ground)
    draw, top = ImageDraw.Draw(image), float(rng.integers(0, 20))
    while top < SIDE:
        size = int(rng.integers(7, 22))
        text = "".join(rng.choice(list(LETTERS), int(rng.integers(4, 24))))
        draw.text((float(rng.integers(0, 20)), top), text, fill=ink, font=ImageFont.load_default(size))
        top += size + float(rng.integers(2, 16))
    return np.asarray(image)


def draw_black(rng: Rng) -> Picture:
    """Black or one grey, the faint noise of an empty input, or a few lit pixels."""
    kind = rng.integers(3)
    if kind == 0:
        return rng.integers(0, int(rng.integers(2, 12)), (SIDE, SIDE)).astype(np.uint8)
    picture = np.full((SIDE, SIDE), max(int(rng.integers(-64, 256)), 0) if kind == 1 else 0, np.uint8)
    if kind == 2:
        lit = rng.integers(0, SIDE, (int(rng.integers(1, 40)), 2))
        picture[lit[:, 0], lit[:, 1]] = rng.integers(1, 256, len(lit))
    return picture


def draw_landscape(rng: Rng) -> Doubles:
    """Sky, hills behind each other, a sun."""
    x, y = grid()
    grey = rng.uniform(0.5, 1.0) - rng.uniform(0.0, 0.5) * y
    grey = grey + 0.5 * np.exp(-((np.hypot(x - rng.uniform(0, 1), y - rng.uniform(0, 0.4)) / 0.08) ** 4))
    for layer in range(int(rng.integers(2, 5))):
        line = 0.4 + 0.15 * layer + 0.06 * smooth_noise(rng, (1, SIDE), 1.0, rng.uniform(4, 20))
        ground = rng.uniform(0.1, 0.6) + 0.08 * smooth_noise(rng, (SIDE, SIDE), 1.0, 1.5)
        grey = np.where(y > line, ground, grey)
    return grey


def draw_still_life(rng: Rng) -> Doubles:
    """Shaded balls and boxes on a table, lit from one side."""
    x, y = grid()
    light = rng.uniform(-1, 1, 2)
    grey = np.where(y > rng.uniform(0.4, 0.7), rng.uniform(0.2, 0.6), rng.uniform(0.4, 0.9))
    for _ in range(int(rng.integers(2, 7))):
        dx, dy, size = x - rng.uniform(0.1, 0.9), y - rng.uniform(0.2, 0.9), rng.uniform(0.06, 0.25)
        if rng.random() < 0.6:
            height = np.sqrt(np.clip(1.0 - (dx**2 + dy**2) / size**2, 0.0, 1.0))
            shade = 0.35 + 0.4 * height + 0.3 * (light[0] * dx + light[1] * dy) / size
            grey = np.where(height > 0, rng.uniform(0.5, 1.2) * shade, grey)
        else:
            box = (np.abs(dx) < size) & (np.abs(dy) < size * rng.uniform(0.4, 1.5))
            grey = np.where(box, rng.uniform(0.1, 0.9) + 0.2 * light[0] * dx / size, grey)
    return grey


def draw_photograph(rng: Rng) -> Picture:
    """A scene with a camera's vignette, blur of light and grain."""
    x, y = grid()
    grey = (draw_landscape, draw_still_life)[rng.integers(2)](rng)
    vignette = 1.0 - rng.uniform(0.0, 1.2) * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    grain = rng.uniform(0.005, 0.04) * smooth_noise(rng, (SIDE, SIDE), 0.6, 0.6)
    return as_picture(grey * vignette + grain)


FAMILIES: dict[str, Draw] = {
    "speckle": draw_speckle,
    "vessels": draw_vessels,
    "liver": draw_liver,
    "lung": draw_lung,
    "noise": draw_noise,
    "waves": draw_waves,
    "gradients": draw_gradient,
    "text": draw_text,
    "black": draw_black,
    "photographs": draw_photograph,
}


def draw_picture(family: str, split: Split, number: int) -> Picture:
    seed = seeded(CPU, "no ventricle", split, family, number).initial_seed()
    return FAMILIES[family](np.random.default_rng(seed))


def pictures(family: str, split: Split, count: int) -> NDArray[np.uint8]:
    """[N, H, W]."""
    return np.stack([draw_picture(family, split, number) for number in range(count)])
