"""A clip with a few labelled frames, and a pool of such clips.

Every clip runs from end-diastole, its first frame, to end-systole, its last: these two are what the data sets label,
and between them lies half a beat, as in a share of the phantom's clips. Shapes: T frames, H x W pixels.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from torch import Tensor

from echocohort_lab.data.pool import FIELD_SIDE, ClipBatch, without_seeds
from echocohort_lab.data.stream import gathered
from echocohort_lab.draws.seeds import seeded
from echocohort_lab.phantom.geometry import beats
from echocohort_lab.phantom.render import SIDE, curve_of
from echocohort_lab.phantom.subject import FRAMES, sample_subjects
from echocohort_lab.readers.measurer import area_and_length, volume

FINE = 4  # EF is read from masks this many times finer than the clip
CHUNK = 64
READERS = 8  # clips read at a time
SPLITS = ("training", "validation", "testing")

Spacing = tuple[float, float]  # size of a pixel: height, width


@dataclass(frozen=True)
class LabelledClip:
    """`masks` of some frames, those of the first and the last among them; `ef` is their area-length EF, a fraction."""

    name: str
    frames: UInt8[Tensor, "T 112 112"]
    masks: Mapping[int, Float[Tensor, "112 112"]]
    ef: float


@dataclass(frozen=True)
class Found:
    """Clips of a folder, and why others of it are left out, one line each."""

    clips: Sequence[LabelledClip]
    left_out: Sequence[str]


def read_each(attempts: Iterable[Callable[[], LabelledClip]]) -> Found:
    """Reads some clips at a time. One that is broken is left out; raises ValueError when nothing is left."""

    def tried(attempt: Callable[[], LabelledClip]) -> LabelledClip | str:
        try:
            return attempt()
        except (FileNotFoundError, ValueError) as error:
            return str(error)

    with ThreadPoolExecutor(READERS) as readers:
        told = list(readers.map(tried, attempts))
    clips = [each for each in told if isinstance(each, LabelledClip)]
    left_out = [each for each in told if isinstance(each, str)]
    if not clips:
        raise ValueError(f"expected clips that can be read, none can; the first: {left_out[0]}")
    return Found(clips, left_out)


def fitted(images: Float[Tensor, "T H W"], spacing: Spacing, side: int) -> Float[Tensor, "T side side"]:
    """Images as squares of square pixels: as large as fits, at the top and in the middle across; the rest is 0."""
    height, width = images.shape[1] * spacing[0], images.shape[2] * spacing[1]
    scale = side / max(height, width)
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    small = F.interpolate(images[:, None], (rows, columns), mode="bilinear", align_corners=False, antialias=True)[:, 0]
    left = (side - columns) // 2
    return F.pad(small, (left, side - columns - left, 0, side - rows)).clamp(min=0.0)


def area_length_ef(end_diastole: Float[Tensor, "H W"], end_systole: Float[Tensor, "H W"]) -> float:
    """Single-plane area-length EF of two masks, a fraction."""
    diastolic, systolic = volume(*area_and_length(torch.stack([end_diastole, end_systole])))
    return 1.0 - float(systolic / diastolic)


def labelled_clip(
    name: str, video: Float[Tensor, "T H W"], masks: Mapping[int, Float[Tensor, "h w"]], spacing: Spacing
) -> LabelledClip:
    """From greys 0..255 at any size, end-diastole first and end-systole last, and masks of the same field of view.

    A clip of more than 32 frames is thinned evenly; its ends stay.
    """
    last = len(video) - 1
    for frame, label in ((0, "end-diastole"), (last, "end-systole")):
        if frame not in masks or float(masks[frame].sum()) == 0.0:
            raise ValueError(f"{name}: expected a left ventricle marked at {label}")
    if last < 1:
        raise ValueError(f"{name}: expected end-diastole and end-systole in different frames")
    fine = {frame: fitted(mask[None], relative(spacing, video, mask), FINE * SIDE) for frame, mask in masks.items()}
    ef = area_length_ef(fine[0][0], fine[last][0])
    if ef <= 0.0:
        raise ValueError(f"{name}: expected a larger left ventricle at end-diastole than at end-systole")
    kept = torch.linspace(0, last, min(FRAMES, last + 1)).round().long().tolist()
    frames = fitted(video[kept], spacing, SIDE).round().clamp(0, 255).to(torch.uint8)
    small = {at: F.avg_pool2d(fine[frame], FINE)[0] for at, frame in enumerate(kept) if frame in fine}
    return LabelledClip(name, frames, small, ef)


def relative(spacing: Spacing, video: Tensor, mask: Tensor) -> Spacing:
    """Size of the mask's pixels, which cover what the video's cover."""
    return spacing[0] * video.shape[1] / mask.shape[0], spacing[1] * video.shape[2] / mask.shape[1]


def batch_of(clips: Sequence[LabelledClip], generator: torch.Generator) -> ClipBatch:
    """Clips of a pool with what is known of them.

    The curve is exact at end-diastole and end-systole; between them it is a beat of the prior, drawn to fit.
    """
    device = generator.device
    count = len(clips)
    video = torch.zeros(count, FRAMES, SIDE, SIDE, dtype=torch.uint8)
    mask, known = torch.zeros(count, FRAMES, SIDE // 2, SIDE // 2), torch.zeros(count, FRAMES)
    ends = torch.zeros(count, FRAMES)
    for row, clip in enumerate(clips):
        video[row, : len(clip.frames)] = clip.frames
        ends[row, [0, len(clip.frames) - 1]] = 1.0
        for frame, marked in clip.masks.items():
            mask[row, frame] = F.avg_pool2d(marked[None], 2)[0]
            known[row, frame] = 1.0
    ef = torch.tensor([clip.ef for clip in clips], device=device)
    lengths = torch.tensor([len(clip.frames) for clip in clips], device=device)
    subject = without_seeds(sample_subjects(count, generator, ef, lengths, half_cycle_share=1.0))
    assumed = beats(subject.beat)
    return ClipBatch(
        video=video.to(device),
        mask=mask.to(device),
        material=torch.zeros(count, FRAMES, 2, FIELD_SIDE, FIELD_SIDE, device=device),
        curve=curve_of(assumed),
        valid=assumed.valid,
        ef=ef,
        subject=subject,
        mask_known=known.to(device),
        curve_known=ends.to(device),
        material_known=torch.zeros(count, device=device),
    )


def pool_of(clips: Sequence[LabelledClip], seed: int, device: torch.device) -> ClipBatch:
    """A pool of all the clips, in their order."""
    generator = seeded(device, seed, "labelled clips")
    parts = (batch_of(clips[at : at + CHUNK], generator) for at in range(0, len(clips), CHUNK))
    return gathered(parts, len(clips))
