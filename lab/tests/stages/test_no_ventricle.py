"""Pictures without a ventricle: made of what is shown, of two kinds, and to be left unmarked."""

import torch
from torch import Tensor

from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.stages.no_ventricle import invented, scrambled, speckle_with_rounds, without_ventricle

COUNT, SIDE = 8, 112


def frames() -> Tensor:
    """A bright disc with a dark one in it, and noise, so that every square differs."""
    at = (torch.arange(SIDE) + 0.5) / SIDE - 0.5
    radius = torch.hypot(at[None], at[:, None])
    grey = 0.2 + 0.5 * ((radius < 0.4) & (radius > 0.15)).float()
    noise = 0.1 * torch.rand(COUNT, SIDE, SIDE, generator=torch.Generator().manual_seed(2))
    return (grey + noise) * (radius < 0.45)


def drawn(seed: int) -> Sampler:
    return Sampler(COUNT, torch.Generator().manual_seed(seed))


def test_scrambled_frames_keep_their_pixels_and_lose_their_shape() -> None:
    before = frames()
    after = scrambled(before, 4, drawn(1))
    assert torch.equal(after.flatten(1).sort(1).values, before.flatten(1).sort(1).values)
    square = after[0, :28, :28]
    held = [before[0, y : y + 28, x : x + 28] for y in range(0, SIDE, 28) for x in range(0, SIDE, 28)]
    assert sum(torch.equal(square, each) for each in held) == 1
    assert float((after - before).abs().mean()) > 0.05
    assert not torch.equal(after, scrambled(before, 4, drawn(2)))


def test_speckle_lies_in_the_sector_of_most_frames() -> None:
    made = speckle_with_rounds(frames(), drawn(3))
    assert float(made.min()) >= 0.0
    assert float(made.max()) <= 1.0
    corner = made[:, :8, :8].amax((1, 2))
    assert 0 < int((corner == 0.0).sum()) < COUNT
    assert bool((made[:, 40:72, 40:72].std((1, 2)) > 0.01).all())


def test_there_is_one_for_each_frame_however_few() -> None:
    for count in (1, 2, 5, COUNT):
        made = without_ventricle(frames()[:count], torch.Generator().manual_seed(4))
        assert made.shape == (count, SIDE, SIDE)
    again = without_ventricle(frames(), torch.Generator().manual_seed(4))
    assert torch.equal(again, without_ventricle(frames(), torch.Generator().manual_seed(4)))


def test_the_loss_wants_nothing_marked() -> None:
    blank, blob = torch.full((1, 16, 16), -8.0), torch.full((1, 16, 16), -8.0)
    blob[:, 4:8, 4:8] = 4.0
    assert float(invented(blank)) < 1e-3
    assert float(invented(blob)) > 0.2
