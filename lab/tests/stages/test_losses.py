"""What the losses ask for, on cases whose answer is known."""

import math

import pytest
import torch

from echocohort_lab.stages.losses import energy_score, fold_loss, jacobian


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
