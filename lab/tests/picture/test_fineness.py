"""Moved pictures are as fine as their source, and never leave its range."""

import torch

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.picture.fineness import as_fine, fineness, high_pass, look_of
from echocohort_lab.picture.move import warp

SIDE = 112


def speckle(count: int, seed: int = 5) -> torch.Tensor:
    generator = seeded(torch.device("cpu"), seed, "speckle")
    coarse = torch.rand(count, 1, SIDE // 2, SIDE // 2, generator=generator)
    return torch.nn.functional.interpolate(coarse, size=(SIDE, SIDE), mode="bicubic").clamp(0.05, 0.95)


def shifted(source: torch.Tensor, pixels: float) -> torch.Tensor:
    return warp(source, torch.full((len(source), 2, 28, 28), 2.0 * pixels / SIDE))


def detail(frames: torch.Tensor) -> torch.Tensor:
    return fineness(high_pass(frames)).flatten()


def test_gives_back_what_interpolation_took() -> None:
    source = speckle(4)
    blurred = shifted(source, 0.5)
    assert (detail(blurred) < 0.85 * detail(source)).all()
    torch.testing.assert_close(detail(as_fine(blurred, look_of(source))), detail(source), rtol=0.1, atol=0.0)


def test_leaves_alone_what_is_as_fine_already() -> None:
    source = speckle(2)
    torch.testing.assert_close(as_fine(source, look_of(source)), source)


def test_takes_away_what_is_too_fine() -> None:
    source = speckle(2)
    sharp = (source + 0.2 * high_pass(source)).clamp(0.0, 1.0)
    assert (detail(as_fine(sharp, look_of(source))) < detail(sharp)).all()


def test_stays_within_the_sources_range() -> None:
    source = 0.5 * speckle(3)
    made = as_fine(3.0 * shifted(source, 1.3) - 0.4, look_of(source))
    assert made.min() >= 0.0
    assert (made.amax((1, 2, 3)) <= source.amax((1, 2, 3))).all()


def test_a_black_or_an_even_picture_stays_what_it_is() -> None:
    even = torch.full((2, 1, SIDE, SIDE), 0.3)
    even[1] = 0.0
    torch.testing.assert_close(as_fine(even, look_of(even)), even)


def test_each_frame_is_its_own() -> None:
    source = speckle(3)
    made = torch.stack([shifted(source[n : n + 1], 0.2 * n)[0] for n in range(3)])
    whole = as_fine(made, look_of(source))
    for n in range(3):
        torch.testing.assert_close(
            whole[n : n + 1], as_fine(made[n : n + 1], look_of(source[n : n + 1])), rtol=0, atol=1e-6
        )
