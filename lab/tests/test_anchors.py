"""Anchors: end-diastolic frames of phantom subjects, without those that the measurer misreads."""

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from echocohort_lab.anchors import (
    ANCHOR_SEED,
    SUBJECTS_A_ROUND,
    anchor_frames,
    fullest_frames,
    subjects_from_end_diastole,
)
from echocohort_lab.measurer import MeasureGraph, Measurer
from echocohort_lab.phantom.render import render


class Misreading(MeasureGraph):
    """Knows the exact areas of the first round of subjects, and misreads every second frame by a third."""

    def __init__(self, exact: Tensor) -> None:
        super().__init__(Measurer())
        self.exact = exact

    def forward(self, frames: UInt8[Tensor, "N H W"]) -> tuple[Float[Tensor, "N"], Float[Tensor, "N"]]:
        wrong = torch.arange(len(frames)) % 2
        return self.exact * (1.0 + wrong / 3.0), torch.ones(len(frames))


def test_misread_subjects_are_passed_over() -> None:
    generator = torch.Generator().manual_seed(ANCHOR_SEED)
    clips = render(subjects_from_end_diastole(SUBJECTS_A_ROUND, generator), generator)
    frames, exact = fullest_frames(clips)
    kept = anchor_frames(SUBJECTS_A_ROUND // 2, Misreading(exact))
    assert np.array_equal(kept, frames[::2])
    assert not np.array_equal(kept, frames[1::2])
    assert float(clips.beats.contraction[:, 0].max()) == 0.0
