"""EchoNet-Dynamic: apical four-chamber videos with the left ventricle traced at ED and ES (Ouyang et al., Nature 2020).

    FileList.csv        FileName,EF,ESV,EDV,FrameHeight,FrameWidth,FPS,NumberOfFrames,Split   (TRAIN, VAL, TEST)
    VolumeTracings.csv  FileName,X1,Y1,X2,Y2,Frame     row 0 of a frame is the long axis, then discs from wall to wall
    Videos/<FileName>.avi

Their EF comes from volumes of discs (Simpson-like). Ours is the area-length EF of the traced outline, so that it means
the same as everywhere here; the two differ by some percentage points.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import torch
from jaxtyping import Float
from PIL import Image, ImageDraw
from torch import Tensor

from echocohort_lab.data.labelled import FINE, SPLITS, Found, LabelledClip, labelled_clip, read_each

SPLIT_NAMES = dict(zip(SPLITS, ("TRAIN", "VAL", "TEST"), strict=True))
LIST_COLUMNS = ("FileName", "Split")
TRACING_COLUMNS = ("FileName", "X1", "Y1", "X2", "Y2", "Frame")

Point = tuple[float, float]


class Chord(NamedTuple):
    """A line across the ventricle, in pixels."""

    start: Point
    end: Point


@contextmanager
def rows_of(path: Path, columns: Sequence[str]) -> Iterator[Iterator[dict[str, str]]]:
    """Rows of a CSV that must have these columns."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected {path.name} of EchoNet-Dynamic")
    with path.open(newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path}: expected the columns {', '.join(columns)}, found no {', '.join(missing)}")
        yield reader


def listed(folder: Path, split: str) -> list[str]:
    """Names of the videos of a split, without extension."""
    with rows_of(folder / "FileList.csv", LIST_COLUMNS) as rows:
        return [row["FileName"].removesuffix(".avi") for row in rows if row["Split"].upper() == SPLIT_NAMES[split]]


def read_tracings(folder: Path) -> dict[str, dict[int, list[Chord]]]:
    """Chords of each traced frame of each video; the first is the long axis."""
    path = folder / "VolumeTracings.csv"
    traced: dict[str, dict[int, list[Chord]]] = defaultdict(lambda: defaultdict(list))
    with rows_of(path, TRACING_COLUMNS) as rows:
        for line, row in enumerate(rows, start=2):
            try:
                x1, y1, x2, y2 = (float(row[name]) for name in ("X1", "Y1", "X2", "Y2"))
                frame = int(row["Frame"])
            except ValueError as error:
                raise ValueError(f"{path}, line {line}: expected four numbers and a whole frame: {error}") from error
            traced[row["FileName"].removesuffix(".avi")][frame].append(Chord((x1, y1), (x2, y2)))
    return traced


def outline(chords: Sequence[Chord]) -> list[Point]:
    """The traced wall: down one side of the discs and up the other."""
    discs = chords[1:]
    return [disc.start for disc in discs] + [disc.end for disc in reversed(discs)]


def filled(points: Sequence[Point], height: int, width: int) -> Float[Tensor, "h w"]:
    """Mask of an outline, four times finer than the frame."""
    mask = Image.new("L", (FINE * width, FINE * height))
    ImageDraw.Draw(mask).polygon([(FINE * (x + 0.5) - 0.5, FINE * (y + 0.5) - 0.5) for x, y in points], fill=1)
    return torch.from_numpy(np.asarray(mask, dtype=np.float32))


def read_video(path: Path, frames: int) -> Float[Tensor, "T H W"]:
    """The first `frames` frames, in grey."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected a video that FileList.csv names")
    shown: list[Tensor] = []
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                shown.append(torch.from_numpy(frame.to_ndarray(format="gray")).float())
                if len(shown) == frames:
                    break
    except (av.FFmpegError, IndexError) as error:
        raise ValueError(f"{path}: expected an AVI video, got an unreadable file ({error})") from error
    if len(shown) < frames:
        raise ValueError(f"{path}: expected {frames} frames, as VolumeTracings.csv says, got {len(shown)}")
    return torch.stack(shown)


def read_clip(path: Path, traced: Mapping[int, Sequence[Chord]]) -> LabelledClip:
    """The way from end-diastole to end-systole: the traced frames of largest and smallest area.

    Where end-systole comes first in the video, this is its filling, played backwards.
    """
    video = read_video(path, max(traced) + 1)
    masks = {frame: filled(outline(chords), *video.shape[1:]) for frame, chords in traced.items()}
    ed = max(masks, key=lambda frame: float(masks[frame].sum()))
    es = min(masks, key=lambda frame: float(masks[frame].sum()))
    way = list(range(ed, es + 1)) if ed < es else list(range(ed, es - 1, -1))
    return labelled_clip(
        str(path), video[way], {at: masks[frame] for at, frame in enumerate(way) if frame in masks}, (1.0, 1.0)
    )


def read(folder: Path, split: str = SPLITS[0]) -> Found:
    """Every video of a split with two traced frames or more; one that is broken is left out.

    The few with fewer tracings do not count, as for their own loader.
    """
    traced = read_tracings(folder)
    names = [name for name in listed(folder, split) if len(traced.get(name, {})) > 1]
    if not names:
        raise ValueError(f"{folder}: expected videos of split {SPLIT_NAMES[split]} with two traced frames")
    return read_each(partial(read_clip, folder / "Videos" / f"{name}.avi", traced[name]) for name in names)
