"""Figures of drawn beats, on cases whose answer is known."""

import math

import pytest
import torch
from torch import Tensor

from echocohort_lab.metrics.beats import crps, pooled_energy_distance, reversals


def padded(*curves: list[float]) -> tuple[Tensor, Tensor]:
    """Curves of any length as [N, 12], and their validity."""
    values, valid = torch.zeros(len(curves), 12), torch.zeros(len(curves), 12)
    for row, curve in enumerate(curves):
        values[row, : len(curve)] = torch.tensor(curve)
        valid[row, : len(curve)] = 1.0
    return values, valid


def test_reversals_count_turns_of_more_than_a_fifth() -> None:
    cases = {
        0: [0.0, 0.2, 0.6, 1.0],
        1: [0.0, 1.0, 0.5],
        2: [0.0, 1.0, 0.0, 1.0],
        3: [1.0, 0.0, 0.5, 0.25, 0.9],
    }
    small = [0.0, 0.5, 0.4, 0.6, 0.5, 1.0, 0.9]  # wiggles of a tenth
    slow = [0.0, 1.0, 0.95, 0.9, 0.85, 0.75, 0.7]  # a turn of three tenths in small steps
    tenth = [0.0, 0.1, 0.03, 0.1]  # the amplitude counts, not the unit
    values, valid = padded(*cases.values(), small, slow, tenth)
    assert reversals(values, valid).tolist() == [*cases, 0, 1, 2]


def test_frames_past_the_end_do_not_turn() -> None:
    values, valid = padded([0.0, 0.5, 1.0])
    values[0, 3:] = torch.tensor([0.0, 1.0] * 4 + [0.0])
    assert reversals(values, valid).tolist() == [0]
    assert int(reversals(values, torch.ones_like(valid))[0]) > 5


def normals(subjects: int, draws: int, mean: float, spread: float, seed: int) -> Tensor:
    """The same normal number at every frame of a curve."""
    value = mean + spread * torch.randn(subjects, draws, 1, generator=torch.Generator().manual_seed(seed))
    return value.expand(-1, -1, 32)


def test_energy_distance_of_normals() -> None:
    valid = torch.ones(200, 32)
    prior = normals(200, 16, 0.0, 1.0, 1)
    unshifted = pooled_energy_distance(normals(200, 16, 0.0, 1.0, 2), prior, valid).mean()
    assert float(unshifted) == pytest.approx(0.0, abs=0.02)
    shifted = pooled_energy_distance(normals(200, 16, 1.0, 1.0, 2), prior, valid).mean()
    across = 2.0 / math.sqrt(math.pi) * math.exp(-0.25) + math.erf(0.5)  # E|x - y| of N(1, 2)
    assert float(shifted) == pytest.approx(2.0 * across - 4.0 / math.sqrt(math.pi), abs=0.03)


def test_pooled_draws_may_know_their_subject_and_single_ones_may_not() -> None:
    """Half of the prior's variance is told of each subject: calibrated, and not the prior of any one of them."""
    subjects = 300
    valid = torch.ones(subjects, 32)
    told = torch.randn(subjects, 1, 1, generator=torch.Generator().manual_seed(3)).expand(-1, 4, 32) * math.sqrt(0.5)
    draws = told + normals(subjects, 4, 0.0, math.sqrt(0.5), 4)
    prior = normals(subjects, 4, 0.0, 1.0, 5)
    assert float(pooled_energy_distance(draws, prior, valid).mean()) == pytest.approx(0.0, abs=0.02)
    assert float(pooled_energy_distance(draws + 1.0, prior, valid).mean()) > 0.3


def test_a_flow_that_ignores_the_length_is_found_out() -> None:
    frames = torch.tensor([8, 32]).repeat(60)
    valid = (torch.arange(32)[None] < frames[:, None]).float()
    level = torch.where(frames == 8, 0.0, 1.0)[:, None, None].expand(-1, 4, 32)
    noise = normals(120, 4, 0.0, 0.2, 6)
    assert abs(float(pooled_energy_distance(level + noise, level + noise.flip(0), valid).mean())) < 0.02
    assert float(pooled_energy_distance(1.0 - level + noise, level + noise.flip(0), valid).mean()) > 0.1


def test_crps_of_normals() -> None:
    """CRPS of a standard normal at 0 is (sqrt 2 - 1) / sqrt pi; at its own draws it is 1 / sqrt pi."""
    valid, truth = torch.ones(400, 32), torch.zeros(400, 32)
    draws = normals(400, 16, 0.0, 1.0, 7)
    assert float(crps(draws, truth, valid).mean()) == pytest.approx(
        (math.sqrt(2.0) - 1.0) / math.sqrt(math.pi), abs=0.02
    )
    own = normals(400, 1, 0.0, 1.0, 8)[:, 0]
    assert float(crps(draws, own, valid).mean()) == pytest.approx(1.0 / math.sqrt(math.pi), abs=0.03)
