"""Small plots, drawn with Pillow: points and lines on labelled axes, several panels in a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SIDE = 260  # of a panel's plot, pixels
LEFT, TOP, RIGHT, BOTTOM = 46, 24, 14, 40
CAPTION = 20
DOT = 2
TICKS = 4
INK, GRID = (40, 40, 40), (222, 222, 222)
BLUE, ORANGE, GREY = (20, 90, 170), (205, 95, 20), (170, 170, 170)
COLOURS = 64

Font = ImageFont.ImageFont | ImageFont.FreeTypeFont
Colour = tuple[int, int, int]
Range = tuple[float, float]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Marks:
    """Points, or a line through them where `joined`."""

    x: Doubles
    y: Doubles
    colour: Colour = BLUE
    joined: bool = False


@dataclass(frozen=True)
class Panel:
    title: str
    x_label: str
    y_label: str
    x_range: Range
    y_range: Range
    marks: Sequence[Marks] = field(default_factory=list)


def place(values: Doubles, bounds: Range, start: float, length: float) -> list[float]:
    """Pixel coordinates of values; a negative length runs upwards."""
    low, high = bounds
    return [start + length * (float(value) - low) / (high - low) for value in values]


def draw_axes(draw: ImageDraw.ImageDraw, panel: Panel, left: int, font: Font) -> None:
    bottom = TOP + SIDE
    for at in range(TICKS + 1):
        x, y = left + SIDE * at / TICKS, bottom - SIDE * at / TICKS
        draw.line([(x, TOP), (x, bottom)], GRID)
        draw.line([(left, y), (left + SIDE, y)], GRID)
        value_x = panel.x_range[0] + (panel.x_range[1] - panel.x_range[0]) * at / TICKS
        value_y = panel.y_range[0] + (panel.y_range[1] - panel.y_range[0]) * at / TICKS
        draw.text((x, bottom + 4), f"{value_x:g}", fill=INK, anchor="ma", font=font)
        draw.text((left - 5, y), f"{value_y:g}", fill=INK, anchor="rm", font=font)
    draw.text((left + SIDE / 2, bottom + 19), panel.x_label, fill=INK, anchor="ma", font=font)
    draw.text((left, TOP - 18), f"{panel.title}   (up: {panel.y_label})", fill=INK, font=font)


def draw_panel(draw: ImageDraw.ImageDraw, panel: Panel, left: int, font: Font) -> None:
    draw_axes(draw, panel, left, font)
    for marks in panel.marks:
        points = list(
            zip(
                place(marks.x, panel.x_range, float(left), float(SIDE)),
                place(marks.y, panel.y_range, float(TOP + SIDE), float(-SIDE)),
                strict=True,
            )
        )
        if marks.joined:
            draw.line(points, marks.colour)
            continue
        for x, y in points:
            draw.ellipse((x - DOT / 2, y - DOT / 2, x + DOT / 2, y + DOT / 2), fill=marks.colour)


def write_panels(path: Path, panels: Sequence[Panel], caption: str) -> None:
    """One PNG, the panels side by side."""
    font = ImageFont.load_default(11)
    width = LEFT + SIDE + RIGHT
    image = Image.new("RGB", (width * len(panels), TOP + SIDE + BOTTOM + CAPTION), "white")
    draw = ImageDraw.Draw(image)
    for at, panel in enumerate(panels):
        draw_panel(draw, panel, at * width + LEFT, font)
    draw.text((LEFT, TOP + SIDE + BOTTOM), caption, fill=INK, font=font)
    image.quantize(COLOURS).save(path, optimize=True)
