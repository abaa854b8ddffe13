"""Contact sheets: rows of frames with a label at their left, as grey PNG. Made of synthetic frames they say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from echocohort_lab.bundles.sample import Pixels

LABEL_WIDTH = 78
GREYS = 64  # a palette this small halves the file and is not seen


@dataclass(frozen=True)
class Row:
    """One row: lines of text, and frames [H, W]."""

    label: Sequence[str]
    frames: Sequence[Pixels]


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
