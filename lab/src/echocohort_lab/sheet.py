"""Contact sheets: rows of frames with a label at their left, as grey PNG. Made of synthetic frames they say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from echocohort_lab.sample import Pixels, Sample

LABEL_WIDTH = 78
GREYS = 64  # a palette this small halves the file and is not seen


@dataclass(frozen=True)
class Row:
    """One row: lines of text, and frames [H, W]."""

    label: Sequence[str]
    frames: Sequence[Pixels]


def column_frames(sample: Sample, columns: int) -> list[int]:
    """Frames spread over the first beat's contraction and filling, with the emptiest in the middle."""
    es = int(np.argmin(sample.curve[:, 5]))
    before = np.linspace(0, es, columns // 2 + 1).round().astype(int)
    after = np.linspace(es, min(len(sample.frames) - 1, es + max(es, 8)), columns - columns // 2).round().astype(int)
    return [int(frame) for frame in [*before, *after[1:]]]


def write_sheet(path: Path, rows: Sequence[Row], caption: str) -> None:
    """Writes the PNG; all frames must have one size."""
    side = rows[0].frames[0].shape[0]
    columns = max(len(row.frames) for row in rows)
    sheet = Image.new("L", (LABEL_WIDTH + columns * side, len(rows) * side + 14))
    draw = ImageDraw.Draw(sheet)
    for at, row in enumerate(rows):
        for line, text in enumerate(row.label):
            draw.text((4, at * side + 6 + 13 * line), text, fill=230)
        for column, frame in enumerate(row.frames):
            sheet.paste(Image.fromarray(frame), (LABEL_WIDTH + column * side, at * side))
    draw.text((4, len(rows) * side + 1), caption, fill=230)
    sheet.quantize(GREYS).save(path, optimize=True)
