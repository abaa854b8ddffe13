"""What the losses ask for, on cases whose answer is known."""

import math

import pytest
import torch

from echocohort_lab.fineness import low_pass
from echocohort_lab.losses import (
    away_from_edge,
    energy_score,
    fold_loss,
    jacobian,
    lost_fineness,
    stuck_share,
)
from echocohort_lab.move import Fields


def fields(displacement: torch.Tensor, still: float) -> Fields:
    count = len(displacement)
    coarse, fine = torch.zeros(count, 1, 28, 28), torch.zeros(count, 1, 56, 56)
    return Fields(displacement, coarse, coarse, fine + still, fine)


def score_of_spread(spread: float, apart: float) -> float:
    """Energy score of one-dimensional normal draws of a spread, when the truth has spread 1."""
    torch.manual_seed(0)
    first, second, truth = torch.randn(3, 40_000, 1, 1)
    weight = torch.ones(40_000, 1)
    return float(energy_score(spread * first, spread * second, truth, weight, apart))


@pytest.mark.parametrize("apart", [1.0, 0.8])
def test_the_energy_score_is_least_at_the_spread_that_it_promises(apart: float) -> None:
    best = apart / math.sqrt(2.0 - apart**2)
    scores = [score_of_spread(best * factor, apart) for factor in (0.6, 1.0, 1.5)]
    assert scores[1] < scores[0]
    assert scores[1] < scores[2]


def test_jacobian_of_a_stretch_and_of_a_fold() -> None:
    x = ((torch.arange(28) + 0.5) / 28 * 2 - 1)[None, :].expand(28, 28)
    stretch = torch.stack([0.5 * x, torch.zeros(28, 28)])[None]
    assert torch.allclose(jacobian(stretch), torch.full((1, 27, 27), 1.5), atol=1e-4)
    fold = torch.stack([-1.5 * x, torch.zeros(28, 28)])[None]
    assert torch.allclose(jacobian(fold), torch.full((1, 27, 27), -0.5), atol=1e-4)
    assert float(fold_loss(stretch)) == 0.0
    assert float(fold_loss(fold)) == pytest.approx(0.7, abs=1e-4)


def test_a_blend_may_hide_only_what_stands_still() -> None:
    shift = torch.tensor([0.2, 3.0]) * 2.0 / 112.0  # pixels
    displacement = shift[:, None, None, None] * torch.tensor([1.0, 0.0])[None, :, None, None].expand(2, 2, 28, 28)
    inside = torch.ones(2, 1, 112, 112)
    slow, fast = stuck_share(fields(displacement, 0.5), inside).tolist()
    assert fast == pytest.approx(0.5, abs=1e-3)
    assert slow < 0.05
    assert stuck_share(fields(displacement, 0.5), torch.zeros(2, 1, 112, 112)).tolist() == [0.0, 0.0]


def test_the_sector_edge_is_exempt() -> None:
    clip = torch.zeros(1, 3, 112, 112, dtype=torch.uint8)
    clip[:, 1, 20:90, 20:90] = 120
    clip[:, :, 50:52, 50:52] = 0  # a black speck inside is no edge
    inside = away_from_edge(clip)
    assert float(inside[0, 0, 55, 55]) == 1.0
    assert float(inside[0, 0, 51, 51]) == 1.0
    assert float(inside[0, 0, 22, 55]) == 0.0
    assert float(inside[0, 0, 5, 5]) == 0.0


def test_a_blurred_frame_has_lost_fineness_where_it_counts() -> None:
    torch.manual_seed(0)
    sharp = torch.rand(2, 1, 32, 32)
    made = torch.stack([low_pass(sharp)[0], sharp[1]])
    assert float(lost_fineness(sharp, sharp, torch.ones(2))) == 0.0
    assert float(lost_fineness(made, sharp, torch.tensor([0.0, 1.0]))) == 0.0
    assert float(lost_fineness(made, sharp, torch.tensor([1.0, 0.0]))) > 0.7
    assert 0.2 < float(lost_fineness(made, sharp, torch.ones(2))) < 0.6
