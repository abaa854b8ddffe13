"""What a bundle brings along from the phantom: end-diastolic anchor frames, and a demonstration clip."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from echocohort_lab.bundles.sample import Pixels
from echocohort_lab.phantom.geometry import Beats, Motion
from echocohort_lab.phantom.render import Clips, render, render_video
from echocohort_lab.phantom.subject import FRAMES, Subject, sample_subjects
from echocohort_lab.readers.gate import Gate, passes
from echocohort_lab.readers.readings import Readings

ANCHOR_SEED = 64_001
CLIP_SEED = 55_001
CLIP_EF = 0.55
SUBJECTS_A_ROUND = 8
SUBJECTS_AN_ANCHOR = 4  # to look at, at most

Read = Callable[[Tensor], Readings]  # uint8 [N, H, W]


def subjects_from_end_diastole(count: int, generator: torch.Generator, ef: Tensor | None = None) -> Subject:
    """Subjects whose clips have all frames and begin at end-diastole."""
    subject = sample_subjects(count, generator, ef=ef, frames=torch.full((count,), FRAMES))
    subject.beat.phase_offset.zero_()
    return subject


def fullest_frames(clips: Clips) -> Pixels:
    """The frame of contraction 0 of each clip [B, H, W]."""
    at = clips.beats.contraction.argmin(1)
    frames: Pixels = clips.video[torch.arange(len(at)), at].numpy()
    return frames


def first_frame(subject: Subject, b: Beats, motion: Motion, fresh: tuple[Tensor, Tensor]) -> Tensor:
    """In place of render_video where nobody looks at the other frames: they stay black."""
    real, imaginary = (noise[:, :1] for noise in fresh)
    now = Beats(*(part[:, :1] for part in b)), Motion(*(part[:, :1] for part in motion))
    return F.pad(render_video(subject, *now, (real, imaginary)), (0, 0, 0, 0, 0, FRAMES - 1))


def end_diastolic_frames(count: int, generator: torch.Generator) -> Pixels:
    """A frame of each of varied subjects [count, H, W]."""
    return fullest_frames(render(subjects_from_end_diastole(count, generator), generator, first_frame))


def anchor_frames(count: int, read: Read, gate: Gate) -> Pixels:
    """End-diastolic frames of varied subjects [count, H, W]; fixed seed.

    A subject in whom the bundle's readers see no ventricle is passed over: a sample from it would be refused.
    Raises ValueError when they see one in too few: a bundle with such readers would refuse everything.
    """
    generator = torch.Generator().manual_seed(ANCHOR_SEED)
    kept: list[Pixels] = []
    for _ in range(0, SUBJECTS_AN_ANCHOR * count, SUBJECTS_A_ROUND):
        if len(kept) >= count:
            break
        frames = end_diastolic_frames(SUBJECTS_A_ROUND, generator)
        kept.extend(frames[passes(gate, read(torch.from_numpy(frames))).numpy()])
    if len(kept) < count:
        raise ValueError(
            f"readers: expected a ventricle in one of {SUBJECTS_AN_ANCHOR} phantom subjects at least, "
            f"they see {len(kept)} in {SUBJECTS_AN_ANCHOR * count}: train selector and audit for longer"
        )
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
