"""Warping by a known displacement, and what the mover must not do."""

import torch

from echocohort_lab.move import STILL_BIAS, Mover, move, smoothed, warp


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
    with torch.no_grad():
        fields = Mover()(image, warp(image, shift), shift, torch.randn(1, 8, 28, 28))
    share = float(torch.sigmoid(torch.tensor(STILL_BIAS)))
    assert torch.allclose(fields.still, torch.full_like(fields.still, share), atol=1e-6)
    made = move(image, fields)
    assert torch.allclose(made, (1 - share) * warp(image, shift) + share * image, atol=1e-5)
    assert not torch.allclose(made, image, atol=1e-2)


def awake_mover() -> Mover:
    torch.manual_seed(2)
    mover = Mover()
    for parameter in mover.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return mover


def test_black_stays_black() -> None:
    mover, still, features = awake_mover(), torch.zeros(1, 2, 28, 28), torch.randn(1, 8, 28, 28)
    dark, grey = torch.zeros(1, 1, 112, 112), torch.full((1, 1, 112, 112), 0.4)
    with torch.no_grad():
        assert float(move(dark, mover(dark, dark, still, features)).abs().max()) == 0.0
        assert float((move(grey, mover(grey, grey, still, features)) - 0.4).abs().max()) > 0.0


def test_the_same_fields_move_a_larger_picture_alike() -> None:
    small = smooth_image().clamp(0, 1)
    large = torch.nn.functional.interpolate(small, size=(448, 448), mode="bilinear", align_corners=False)
    coarse = 0.04 * torch.randn(1, 2, 7, 7)
    shift = torch.nn.functional.interpolate(coarse, size=(28, 28), mode="bilinear", align_corners=False)
    with torch.no_grad():
        fields = awake_mover()(small, warp(small, shift), shift, 0.1 * torch.randn(1, 8, 28, 28))
    expected, got = move(small, fields), move(large, fields)
    assert float((torch.nn.functional.avg_pool2d(got, 4) - expected).abs().mean()) < 0.01
    assert not torch.allclose(expected, small, atol=0.05)


def test_a_smoothed_field_has_no_lattice_and_keeps_its_slopes() -> None:
    row = torch.arange(28.0)
    slope = (row[None, :] + 2.0 * row[:, None])[None, None]
    lattice = (-1.0) ** (row[None, :] + row[:, None])[None, None]
    smooth = smoothed(slope + 5.0 * lattice)
    assert torch.allclose(smooth[..., 1:-1, 1:-1], slope[..., 1:-1, 1:-1], atol=1e-4)
    assert float((smooth - slope)[..., 0, 0].abs().max()) < 3.0
