"""What training logs: a CSV of rows, and a picture of it with one small plot a figure, drawn with Pillow."""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 320, 200  # of one plot, in pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 24, 34  # margins of a plot
COLUMNS = 3
CAPTION = 22
LOG_SPREAD = 10.0  # positive figures that vary by more than this are drawn on a log scale
INK, GRID, LINE = (40, 40, 40), (222, 222, 222), (20, 90, 170)

Row = dict[str, float]


class Curves:
    """Rows of a run, in its CSV. Rows after the step at which a run resumes are dropped: they will come again."""

    def __init__(self, path: Path, step: int) -> None:
        self.path = path
        self.rows = [row for row in read_rows(path) if row["step"] <= step] if path.exists() else []

    def add(self, row: Mapping[str, float]) -> None:
        self.rows.append(dict(row))
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        part = self.path.with_suffix(".part")
        with part.open("w", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows({name: f"{value:.6g}" for name, value in row.items()} for row in self.rows)
        part.replace(self.path)

    def draw(self, path: Path, caption: str) -> None:
        draw_curves(path, self.rows, caption)


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV; empty cells are left out."""
    with path.open(newline="") as file:
        return [{name: float(value) for name, value in row.items() if value} for row in csv.DictReader(file)]


@dataclass(frozen=True)
class Axis:
    """Values low..high from `start` to `end` pixels, linear or logarithmic."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        low, high, at = (math.log10(v) if self.logarithmic else v for v in (self.low, self.high, value))
        return self.start + (at - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Round values within the axis: powers of ten (and 2 and 5 times them) or steps of 1, 2, 5 times one."""
        if self.logarithmic:
            exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            factors = (1,) if math.log10(self.high / self.low) > 2.5 else (1, 2, 5)
            wanted = [factor * 10.0**exponent for exponent in exponents for factor in factors]
        else:
            power = 10.0 ** math.floor(math.log10((self.high - self.low) / 3))
            step = next(power * factor for factor in (1, 2, 5, 10) if (self.high - self.low) / (power * factor) <= 5)
            first = math.ceil(self.low / step)
            wanted = [step * count for count in range(first, first + 7)]
        return [value for value in wanted if self.low <= value <= self.high]


def value_axis(name: str, values: Sequence[float]) -> Axis:
    """Losses, and positive figures of a wide range, on a log scale; drawn upwards."""
    low, high = min(values), max(values)
    logarithmic = low > 0 and (name == "loss" or high / low > LOG_SPREAD)
    if logarithmic:
        low, high = low / 1.1, high * 1.1
    else:
        margin = 0.05 * (high - low) or 0.1 * abs(high) or 1.0
        low, high = low - margin, high + margin
    return Axis(low, high, float(HEIGHT - BOTTOM), float(TOP), logarithmic)


def draw_plot(name: str, points: Sequence[tuple[float, float]]) -> Image.Image:
    """One figure over the steps."""
    plot = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(plot)
    across = Axis(0.0, max(step for step, _ in points) or 1.0, float(LEFT), float(WIDTH - RIGHT))
    up = value_axis(name, [value for _, value in points])
    for tick in up.ticks():
        y = up.place(tick)
        pen.line((LEFT, y, WIDTH - RIGHT, y), fill=GRID)
        pen.text((LEFT - 6, y), f"{tick:.3g}", fill=INK, anchor="rm")
    for tick in across.ticks():
        x = across.place(tick)
        pen.line((x, TOP, x, HEIGHT - BOTTOM), fill=GRID)
        pen.text((x, HEIGHT - BOTTOM + 3), f"{tick:g}", fill=INK, anchor="ma")
    pen.rectangle((LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM), outline=INK)
    pen.text((LEFT, 6), f"{name} (log scale)" if up.logarithmic else name, fill=INK)
    pen.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14), "step", fill=INK, anchor="ma")
    places = [(across.place(step), up.place(value)) for step, value in points]
    pen.line(places, fill=LINE, width=2)
    if len(places) == 1:
        x, y = places[0]
        pen.ellipse((x - 2, y - 2, x + 2, y + 2), fill=LINE)
    return plot


def draw_curves(path: Path, rows: Sequence[Row], caption: str) -> None:
    """The PNG: every column but step and seconds, over the step. Values that are not finite are left out."""
    names = list(dict.fromkeys(name for row in rows for name in row if name not in ("step", "seconds")))
    series = {
        name: [(row["step"], row[name]) for row in rows if math.isfinite(row.get(name, math.nan))] for name in names
    }
    plots = [draw_plot(name, points) for name, points in series.items() if points]
    lines = -(-len(plots) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * WIDTH, lines * HEIGHT + CAPTION), "white")
    for at, plot in enumerate(plots):
        sheet.paste(plot, (at % COLUMNS * WIDTH, CAPTION + at // COLUMNS * HEIGHT))
    seconds = f"; {rows[-1]['seconds']:.0f} s" if rows else ""
    ImageDraw.Draw(sheet).text((10, 6), caption + seconds, fill=INK)
    sheet.save(path, optimize=True)
