"""What measurers are shown is true, and their losses move the size of a mask the right way."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from echocohort_lab.data.exact_motion import displacement_between
from echocohort_lab.data.pool import ClipBatch, make_pool
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.picture.move import warp
from echocohort_lab.stages.base import Stage
from echocohort_lab.stages.examples import (
    Examples,
    draw_examples,
    exact_masks,
    placed,
    taken,
    telling_frames,
    varied_for_audit,
    varied_for_selector,
)
from echocohort_lab.stages.measurer import AuditStage, SelectorStage, Sizes, dice, size_error, volume_error

CLIPS = 6


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(CLIPS, seed=5, device=torch.device("cpu"))


@pytest.fixture
def sampler() -> Sampler:
    return Sampler(CLIPS, torch.Generator().manual_seed(3))


def test_masks_drawn_anew_are_those_of_the_pool(pool: ClipBatch, sampler: Sampler) -> None:
    at, _ = telling_frames(pool, sampler)
    full = exact_masks(pool.subject, at, pool.video.shape[-1])
    assert torch.allclose(F.avg_pool2d(full, 2), taken(pool.mask, at), atol=1e-4)
    assert not torch.allclose(F.avg_pool2d(full, 2), taken(pool.mask, at.flip(1)), atol=1e-1)


def test_the_first_two_frames_have_the_ef_of_the_clip(pool: ClipBatch, sampler: Sampler) -> None:
    at, reference = telling_frames(pool, sampler)
    assert float(taken(pool.valid, torch.cat([at, reference], 1)).min()) == 1.0
    sizes = Sizes(exact_masks(pool.subject, at, pool.video.shape[-1]))
    assert float((sizes.ef - pool.ef).abs().max()) < 0.01
    assert float((Sizes(exact_masks(pool.subject, at[:, 2:], 112)).ef - pool.ef).abs().max()) > 0.05


def test_exact_fields_move_picture_and_mask_to_the_wanted_frame(pool: ClipBatch, sampler: Sampler) -> None:
    at, _ = telling_frames(pool, sampler)
    material, frames = taken(pool.material, at), taken(pool.video, at).float() / 255.0
    masks = exact_masks(pool.subject, at, frames.shape[-1])
    field = displacement_between(material[:, 0], material[:, 1])  # end-diastole to end-systole
    assert float((warp(material[:, 0], field) - material[:, 1]).abs().mean()) < 2e-3

    moved = warp(torch.stack([frames[:, 0], masks[:, 0]], 1), field)
    assert float(dice((moved[:, 1:] > 0.5).float(), (masks[:, 1:2] > 0.5).float())) > 0.97
    assert float(dice((masks[:, :1] > 0.5).float(), (masks[:, 1:2] > 0.5).float())) < 0.9
    near = F.max_pool2d(masks[:, :1], 9, 1, 4)[:, 0]  # cavity and wall
    error = ((moved[:, 0] - frames[:, 1]).abs() * near).sum() / near.sum()
    unmoved = ((frames[:, 0] - frames[:, 1]).abs() * near).sum() / near.sum()
    assert float(error) < 0.8 * float(unmoved)


def test_a_quarter_of_the_clips_is_moved(pool: ClipBatch) -> None:
    def still(examples: Examples) -> list[bool]:
        """Whether every frame of a clip is one that the phantom drew."""
        drawn = (pool.video.flatten(0, 1).float() / 255.0).flatten(1)
        return [all(bool((drawn == frame.flatten()).all(1).any()) for frame in clip) for clip in examples.frames]

    examples = draw_examples(pool, 8, torch.Generator().manual_seed(1))
    assert still(examples) == [False, False, True, True, True, True, True, True]
    assert 0.02 < float(examples.mask[:2].mean()) < 0.3


def test_frames_and_masks_are_placed_alike(sampler: Sampler) -> None:
    mask = torch.rand(CLIPS, 4, 16, 16, generator=sampler.generator)
    after = placed(Examples(mask, mask), sampler)
    assert torch.equal(after.frames, after.mask)
    assert not torch.allclose(after.mask, mask, atol=0.05)


@pytest.mark.parametrize("varied", [varied_for_selector, varied_for_audit])
def test_varied_frames_stay_in_range_and_black(
    varied: Callable[[Examples, Sampler], Examples], pool: ClipBatch, sampler: Sampler
) -> None:
    after = varied(draw_examples(pool, CLIPS, sampler.generator), sampler)
    assert float(after.frames.min()) >= 0.0
    assert float(after.frames.max()) <= 1.0
    assert float(after.frames[:, :, :2, :2].max()) < 0.01


def disc(radius: Tensor) -> Tensor:
    """Logits [1, 2, 48, 48] of two discs."""
    y, x = torch.meshgrid(torch.arange(48.0) - 23.5, torch.arange(48.0) - 23.5, indexing="ij")
    return (radius[:, None, None] - torch.sqrt(x**2 + 1.3 * y**2))[None]


@pytest.mark.parametrize("error", [volume_error, size_error])
def test_a_mask_that_is_too_large_shrinks(error: Callable[[Sizes, Sizes], Tensor]) -> None:
    exact = Sizes(torch.sigmoid(disc(torch.tensor([14.0, 10.0]))))

    def slope(radii: list[float]) -> Tensor:
        radius = torch.tensor(radii, requires_grad=True)
        torch.autograd.backward(error(Sizes(torch.sigmoid(disc(radius))), exact))
        assert radius.grad is not None
        return radius.grad

    assert (slope([16.1, 11.5]) > 0).all()
    assert (slope([12.6, 9.0]) < 0).all()
    assert float(error(exact, exact)) == 0.0


def test_ef_counts_by_itself() -> None:
    """Both frames 10 % too wide: the volumes are wrong and EF is right."""
    exact = Sizes(torch.sigmoid(disc(torch.tensor([14.0, 10.0]))))
    wide, narrow = (Sizes(torch.sigmoid(disc(torch.tensor(r)))) for r in ([15.4, 11.0], [15.4, 9.0]))
    assert float((wide.ef - exact.ef).abs()) < 0.01
    assert float((narrow.ef - exact.ef).abs()) > 0.1
    assert float(volume_error(narrow, exact)) > float(volume_error(wide, exact))


@pytest.mark.parametrize("stage", [lambda: SelectorStage((8, 8, 16, 16)), lambda: AuditStage((8, 8, 16, 16, 16))])
def test_a_stage_overfits_one_batch(stage: Callable[[], Stage], pool: ClipBatch) -> None:
    torch.manual_seed(0)
    made = stage()
    optimizer = torch.optim.AdamW(made.network.parameters(), 1e-2)
    dices, values, invented = [], [], []
    for _ in range(30):
        loss, figures = made.loss(pool, 8, torch.Generator().manual_seed(2), torch.zeros(()))
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        values.append(float(loss.detach()))
        dices.append(float(figures["dice"]))
        invented.append(float(figures["invented"]))  # in a picture without a ventricle
    assert values[-1] < 0.5 * values[0]
    assert dices[-1] > 3.0 * dices[0]  # 0.5: with most seeds batch norms rest there for some dozens of steps
    assert invented[-1] < 0.02
    assert max(invented) > 0.05  # while it learnt
