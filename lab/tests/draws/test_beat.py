"""The beat: EF is exact on the sampled frames, an anchor is honoured, and the vectors for TypeScript are current."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from echocohort_lab.bundles.golden import GOLDEN as VECTORS
from echocohort_lab.draws.beat import (
    AnchorPhase,
    TimingPrior,
    contraction,
    drawn_timing,
    mismatch,
    phase_input,
    phases,
    volume_curve,
)
from echocohort_lab.phantom.geometry import beats
from echocohort_lab.phantom.render import curve_of
from echocohort_lab.phantom.subject import Beat

PRIOR = TimingPrior()
GOLDEN = Path(__file__).resolve().parents[2] / "golden"


@pytest.mark.parametrize("frames", [2, 3, 5, 9, 10, 17, 32])
@pytest.mark.parametrize("ef", [0.05, 0.5, 0.85])
def test_ef_is_exact_on_the_sampled_frames(frames: int, ef: float) -> None:
    for index in range(20):
        curve = volume_curve(drawn_timing(PRIOR, frames, None, 1, index, 0), frames, ef, 32)
        volume = curve[:frames, 5].astype(np.float64)
        assert np.isfinite(curve).all()
        assert abs(1.0 - volume.min() / volume.max() - ef) < 1e-6
        assert not curve[frames:].any()
        assert abs(1.0 - volume.min() / volume.max() - ef - 0.02) > 1e-3


def test_two_frames_of_one_phase_still_differ() -> None:
    timing = drawn_timing(PRIOR, 32, None, 1, 0, 0)
    still = type(timing)(**{**vars(timing), "beats": 1.0})
    assert contraction(still, 2).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "anchor", [AnchorPhase(0, 0.0), AnchorPhase(4, 0.5, True), AnchorPhase(4, 0.5, False), AnchorPhase(9, 1.0)]
)
def test_drawn_beats_fit_the_anchor(anchor: AnchorPhase) -> None:
    missed = unconditional = 0
    for index in range(100):
        drawn = drawn_timing(PRIOR, 32, anchor, 5, index, 0)
        missed += mismatch(drawn, 32, anchor) > 0.08
        unconditional += mismatch(drawn_timing(PRIOR, 32, None, 5, index, 0), 32, anchor) > 0.08
        if anchor.contracting is not None and mismatch(drawn, 32, anchor) <= 0.08:
            assert (phases(drawn, 32)[anchor.position] < drawn.end_systole) == anchor.contracting
    assert missed <= 10
    assert unconditional > 50


def test_the_phantom_has_the_same_beat() -> None:
    timings = [drawn_timing(PRIOR, frames, None, 9, index, 0) for index, frames in enumerate((32, 20, 11))]

    def column(name: str) -> torch.Tensor:
        return torch.tensor([getattr(timing, name) for timing in timings], dtype=torch.float32)

    names = list(vars(timings[0]))
    beat = Beat(torch.tensor([0.3, 0.5, 0.7]), torch.tensor([32, 20, 11]), **{name: column(name) for name in names})
    batched = curve_of(beats(beat)).numpy()
    for at, (frames, ef) in enumerate(((32, 0.3), (20, 0.5), (11, 0.7))):
        assert np.abs(batched[at] - volume_curve(timings[at], frames, ef, 32)).max() < 1e-4
    assert np.abs(batched[0] - volume_curve(timings[1], 32, 0.3, 32)).max() > 0.1


def test_golden_vectors_are_current() -> None:
    for name, vectors in VECTORS.items():
        assert json.loads((GOLDEN / name).read_text()) == json.loads(json.dumps(vectors()))


def test_the_phase_that_goes_in_is_that_of_the_first_observed_frame() -> None:
    assert phase_input(AnchorPhase(4, 0.25, True), 4).tolist() == [0.25, 1.0, 1.0]
    assert phase_input(AnchorPhase(4, 0.25, False), 4).tolist() == [0.25, -1.0, 1.0]
    assert phase_input(AnchorPhase(0, 0.0), 0).tolist() == [0.0, 0.0, 1.0]
    assert not phase_input(AnchorPhase(4, 0.25, True), 3).any()
    assert not phase_input(None, 0).any()
