"""Anchors: end-diastolic frames of phantom subjects in which a ventricle is seen."""

import numpy as np
import pytest
import torch
from jaxtyping import UInt8
from torch import Tensor

from echocohort_lab.bundles.anchors import (
    ANCHOR_SEED,
    SUBJECTS_A_ROUND,
    anchor_frames,
    fullest_frames,
    subjects_from_end_diastole,
)
from echocohort_lab.phantom.render import render
from echocohort_lab.readers.gate import Gate
from echocohort_lab.readers.outline import POINTS
from echocohort_lab.readers.readings import Reading, Readings

GATE = Gate(agreement_min=0.6, area_share=(0.01, 0.5), side=112)


def sees_every_second(frames: UInt8[Tensor, "N H W"]) -> Readings:
    """Readers that agree on the frames of even number alone."""
    size = torch.full((len(frames),), 2000.0)
    agreement = (torch.arange(len(frames)) % 2 == 0).float()
    return Readings(Reading(size, size), Reading(size, size), torch.zeros(len(frames), POINTS, 2), agreement)


def test_subjects_without_a_ventricle_are_passed_over() -> None:
    generator = torch.Generator().manual_seed(ANCHOR_SEED)
    clips = render(subjects_from_end_diastole(SUBJECTS_A_ROUND, generator), generator)
    frames = fullest_frames(clips)
    kept = anchor_frames(SUBJECTS_A_ROUND // 2, sees_every_second, GATE)
    assert np.array_equal(kept, frames[::2])
    assert not np.array_equal(kept, frames[1::2])
    assert float(clips.beats.contraction[:, 0].max()) == 0.0


def test_readers_that_see_no_ventricle_are_refused() -> None:
    def sees_nothing(frames: UInt8[Tensor, "N H W"]) -> Readings:
        return sees_every_second(frames)._replace(agreement=torch.zeros(len(frames)))

    with pytest.raises(
        ValueError, match="readers: expected a ventricle in one of 4 phantom subjects at least, they see 0"
    ):
        anchor_frames(1, sees_nothing, GATE)
