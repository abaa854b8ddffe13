"""A real ultrasound clip for looking at, never for training: crop to the sector, pad to a square, resize, brighten.

A small stand-in for libs/media, which reads uploads: it finds the sector by what moves.
pydicom is imported where it is used, for machines that train and measure do without it.
Shapes: N frames, H x W source pixels.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from echocohort_lab.bundles.sample import Pixels

PUBLIC_CLIP = "examples_ybr_color.dcm"  # an apical ultrasound that pydicom ships
MOVING_LEVELS = 4.0
OCCUPIED_SHARE = 0.03


def public_clip() -> Path:
    """The path of pydicom's own ultrasound; raises FileNotFoundError when this pydicom lacks it."""
    from pydicom.data import get_testdata_file

    path = get_testdata_file(PUBLIC_CLIP, download=False)
    if path is None:
        raise FileNotFoundError(f"{PUBLIC_CLIP}: expected it among pydicom's test files")
    return Path(str(path))


def read_grey(path: Path) -> NDArray[np.float64]:
    """Luminance 0..255 of a multi-frame DICOM, [N, H, W]."""
    import pydicom

    dataset = pydicom.dcmread(path)
    pixels = np.asarray(dataset.pixel_array, dtype=np.float64)
    if pixels.ndim != 4:
        raise ValueError(f"{path}: expected colour frames [N, H, W, 3], got {list(pixels.shape)}")
    if str(dataset.PhotometricInterpretation).startswith("YBR"):
        return pixels[..., 0]
    return pixels @ np.array([0.299, 0.587, 0.114])


def longest_run(occupied: NDArray[np.bool_]) -> slice:
    """The longest stretch of true entries."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], occupied.astype(int), [0]])))
    starts, ends = edges[::2], edges[1::2]
    best = int(np.argmax(ends - starts))
    return slice(int(starts[best]), int(ends[best]))


def find_sector(grey: NDArray[np.float64]) -> tuple[slice, slice]:
    """Rows and columns of the box in which the picture moves: text and rulers stand still."""
    moving = grey.std(0) > MOVING_LEVELS  # [H, W]
    rows = longest_run(moving.mean(1) > OCCUPIED_SHARE)
    return rows, longest_run(moving[rows].mean(0) > OCCUPIED_SHARE)


def fit(frame: NDArray[np.float64], side: int) -> Pixels:
    """Pads a frame to a square, centred, and resizes it by area."""
    height, width = frame.shape
    square = np.zeros((max(height, width),) * 2)
    top, left = (square.shape[0] - height) // 2, (square.shape[1] - width) // 2
    square[top : top + height, left : left + width] = frame
    image = Image.fromarray(square.astype(np.float32), mode="F").resize((side, side), Image.Resampling.BOX)
    return np.clip(np.rint(np.asarray(image)), 0, 255).astype(np.uint8)


def brightened(frames: Pixels, p99: float, max_gain: float) -> tuple[Pixels, float]:
    """Scales a dark clip so that the 99th percentile of what is not black reaches p99; and the gain that was used."""
    lit = frames[frames > 0]
    gain = float(np.clip(p99 / max(float(np.percentile(lit, 99)), 1.0), 1.0, max_gain))
    return np.clip(np.rint(frames * gain), 0, 255).astype(np.uint8), gain


def read_clip(path: Path, side: int) -> Pixels:
    """The sector of a clip at the bundle's size, [N, side, side]."""
    grey = read_grey(path)
    rows, columns = find_sector(grey)
    return np.stack([fit(frame[rows, columns], side) for frame in grey])
