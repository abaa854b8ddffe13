"""Warping by a known displacement, and what the mover must not do."""

import torch

from echocohort_lab.move import Mover, warp


def smooth_image(seed: int = 0) -> torch.Tensor:
    torch.manual_seed(seed)
    coarse = torch.rand(1, 1, 14, 14)
    return torch.nn.functional.interpolate(coarse, size=(112, 112), mode="bicubic", align_corners=False)


def test_no_displacement_is_the_identity() -> None:
    image = smooth_image()
    assert torch.allclose(warp(image, torch.zeros(1, 2, 28, 28)), image, atol=1e-5)


def test_shift_by_whole_pixels() -> None:
    image = smooth_image()
    shift = torch.zeros(1, 2, 28, 28)
    shift[:, 0], shift[:, 1] = 3 * 2 / 112, -5 * 2 / 112  # look 3 px to the right and 5 px up
    moved = warp(image, shift)
    assert torch.allclose(moved[..., 10:100, 10:100], image[..., 5:95, 13:103], atol=1e-4)
    assert not torch.allclose(moved[..., 10:100, 10:100], image[..., 15:105, 7:97], atol=1e-2)


def test_an_untrained_mover_warps_only() -> None:
    torch.manual_seed(1)
    image, shift = smooth_image().clamp(0, 1), 0.05 * torch.randn(1, 2, 28, 28)
    mover = Mover()
    with torch.no_grad():
        made, still = mover(image, shift, torch.randn(1, 8, 28, 28))
    share = float(torch.sigmoid(torch.tensor(-2.0)))
    assert torch.allclose(still, torch.full_like(still, share), atol=1e-6)
    assert torch.allclose(made, (1 - share) * warp(image, shift) + share * image, atol=1e-5)
    assert not torch.allclose(made, image, atol=1e-2)


def test_black_stays_black() -> None:
    torch.manual_seed(2)
    mover = Mover()
    for parameter in mover.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    with torch.no_grad():
        dark, _ = mover(torch.zeros(1, 1, 112, 112), torch.zeros(1, 2, 28, 28), torch.randn(1, 8, 28, 28))
        grey, _ = mover(torch.full((1, 1, 112, 112), 0.4), torch.zeros(1, 2, 28, 28), torch.randn(1, 8, 28, 28))
    assert float(dark.abs().max()) == 0.0
    assert float((grey - 0.4).abs().max()) > 0.0
