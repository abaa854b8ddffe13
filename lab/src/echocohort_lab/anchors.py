"""What a bundle brings along from the phantom: end-diastolic anchor frames, and a demonstration clip."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from echocohort_lab.measurer import MeasureGraph
from echocohort_lab.phantom.render import Clips, render
from echocohort_lab.phantom.subject import FRAMES, Subject, sample_subjects
from echocohort_lab.sample import Pixels

ANCHOR_SEED = 64_001
CLIP_SEED = 55_001
CLIP_EF = 0.55
AREA_TOLERANCE = 0.08
SUBJECTS_A_ROUND = 8


def subjects_from_end_diastole(count: int, generator: torch.Generator, ef: Tensor | None = None) -> Subject:
    """Subjects whose clips have all frames and begin at end-diastole."""
    subject = sample_subjects(count, generator, ef=ef, frames=torch.full((count,), FRAMES))
    subject.beat.phase_offset.zero_()
    return subject


def fullest_frames(clips: Clips) -> tuple[Pixels, Tensor]:
    """The frame of contraction 0 of each clip [B, H, W], and the exact LV area in it, px^2 [B]."""
    at = clips.beats.contraction.argmin(1)
    rows = torch.arange(len(at))
    return clips.video[rows, at].numpy(), clips.mask[rows, at].sum((1, 2))


def anchor_frames(count: int, measure: MeasureGraph) -> Pixels:
    """End-diastolic frames of varied subjects [count, H, W]; fixed seed.

    A subject whose ventricle the bundle's measurer misreads by more than 8 % in area is passed over: a clip that starts
    from it could not be verified.
    """
    generator = torch.Generator().manual_seed(ANCHOR_SEED)
    kept: list[Pixels] = []
    while len(kept) < count:
        clips = render(subjects_from_end_diastole(SUBJECTS_A_ROUND, generator), generator)
        frames, exact = fullest_frames(clips)
        area, _ = measure(torch.from_numpy(frames))
        good = ((area / exact - 1.0).abs() < AREA_TOLERANCE).numpy()
        kept.extend(frames[good])
    return np.stack(kept[:count])


def demonstration_clip(choice: int = 0) -> tuple[Pixels, dict[str, object]]:
    """One subject's clip [T, H, W] that begins at end-diastole, and what is exact about it."""
    generator = torch.Generator().manual_seed(CLIP_SEED + choice)
    clips = render(subjects_from_end_diastole(1, generator, ef=torch.tensor([CLIP_EF])), generator)
    return clips.video[0].numpy(), {
        "efPercent": 100.0 * CLIP_EF,
        "frames": FRAMES,
        "framesPerSecond": 30,
        "origin": f"EchoCohort phantom, one subject, seed {CLIP_SEED + choice}; synthetic, no patient",
    }


def write_demonstration_clip(folder: Path, choice: int = 0) -> None:
    video, facts = demonstration_clip(choice)
    np.save(folder / "phantom-clip.npy", video)
    (folder / "phantom-clip.json").write_text(json.dumps(facts, indent=2) + "\n")
