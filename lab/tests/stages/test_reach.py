"""The factor on a flow's displacement that makes the mean exact EF right."""

import pytest
import torch

from echocohort_lab.data.exact_motion import displacement_between
from echocohort_lab.data.pool import Ask, ClipBatch, make_pool, wanted_material
from echocohort_lab.picture.move import take_reference
from echocohort_lab.stages.reach import measured_reach


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=torch.device("cpu"))


def reach(pool: ClipBatch, share: float) -> float:
    """What is found when draws go that far of the way that is wanted."""

    def draw(clips: ClipBatch, ask: Ask, generator: torch.Generator) -> torch.Tensor:
        wanted, _ = wanted_material(clips, ask)
        source = take_reference(clips.material, ask.reference_frame)
        return share * displacement_between(source.flatten(0, 1), wanted.flatten(0, 1)).view(source.shape)

    return measured_reach(draw, pool, torch.Generator().manual_seed(1))


def test_it_makes_up_for_what_draws_fall_short(pool: ClipBatch) -> None:
    whole = reach(pool, 1.0)
    assert 1.0 < whole < 1.35  # even the exact field falls short on a grid of 28
    assert reach(pool, 0.95) / whole == pytest.approx(1.05, abs=0.03)


def test_what_does_not_move_is_left_alone(pool: ClipBatch) -> None:
    assert reach(pool, 0.0) == 1.0
