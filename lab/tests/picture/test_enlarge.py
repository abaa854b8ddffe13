"""Enlarging loses nothing: pixels come back, and waves between them are where they belong."""

import math

import pytest
import torch

from echocohort_lab.picture.enlarge import TIMES, Enlarge, between


def test_every_pixel_is_kept() -> None:
    torch.manual_seed(0)
    picture = torch.rand(2, 1, 40, 40)
    large = Enlarge(40)(picture)
    middle = slice(TIMES // 2, None, TIMES)
    assert large.shape == (2, 1, 120, 120)
    assert torch.allclose(large[..., middle, middle], picture, atol=1e-5)
    assert not torch.allclose(large[..., ::TIMES, ::TIMES], picture, atol=0.05)
    assert float(large.min()) >= 0.0


@pytest.mark.parametrize("turns", [5.0, 7.5, 19.0])
def test_a_wave_runs_on_between_the_pixels(turns: float) -> None:
    """Half turns fit the mirror at the border; up to nearly two pixels a wave, which lines between them lose."""
    side = 40

    def wave(count: int) -> torch.Tensor:
        return torch.cos((torch.arange(count) + 0.5) / count * 2.0 * math.pi * turns)

    assert torch.allclose(between(side) @ wave(side), wave(TIMES * side), atol=1e-4)
    lines = torch.nn.functional.interpolate(wave(side)[None, None], scale_factor=3.0, mode="linear")[0, 0]
    assert float((lines - wave(TIMES * side)).abs().max()) > 0.05
