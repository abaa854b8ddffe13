"""Warping by a known displacement, one frame or all frames of a clip from its references."""

import torch

from echocohort_lab.picture.move import places, sampled, smoothed, warp


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


def test_the_same_displacement_moves_a_larger_picture_alike() -> None:
    small = smooth_image().clamp(0, 1)
    large = torch.nn.functional.interpolate(small, size=(448, 448), mode="bilinear", align_corners=False)
    coarse = 0.04 * torch.randn(1, 2, 7, 7)
    shift = torch.nn.functional.interpolate(coarse, size=(28, 28), mode="bilinear", align_corners=False)
    expected, got = warp(small, shift), warp(large, shift)
    assert float((torch.nn.functional.avg_pool2d(got, 4) - expected).abs().mean()) < 0.01
    assert not torch.allclose(expected, small, atol=0.05)


def some_clips() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """References [2, 3, 1, 112, 112], displacements [2, 4, 2, 28, 28], and which reference each frame leans on."""
    references = torch.cat([smooth_image(seed) for seed in range(6)]).view(2, 3, 1, 112, 112)
    coarse = 0.2 * torch.randn(8, 2, 4, 4)
    shift = torch.nn.functional.interpolate(coarse, size=(28, 28), mode="bilinear").view(2, 4, 2, 28, 28)
    return references, shift, torch.tensor([[0, 2, 1, 1], [2, 0, 0, 1]])


def test_all_frames_of_a_clip_are_moved_as_each_alone() -> None:
    references, shift, nearest = some_clips()
    made = sampled(references, places(shift, nearest, 3, 112), 3)
    assert made.shape == (2, 1, 4, 112, 112)
    for b in range(2):
        for t in range(4):
            alone = warp(references[b, nearest[b, t]][None], shift[b, t][None])[0, 0]
            inner = (slice(2, -2), slice(2, -2))  # beyond the border a frame may look half a pixel less far
            assert torch.allclose(made[b, 0, t][inner], alone[inner], atol=2e-2)
            assert float((made[b, 0, t] - alone).abs().mean()) < 1e-4
    wrong = sampled(references, places(shift, nearest.flip(1), 3, 112), 3)
    assert float((wrong - made).abs().mean()) > 0.01


def test_places_do_not_depend_on_how_many_references_a_batch_has() -> None:
    references, shift, nearest = some_clips()
    look = places(shift, nearest.clamp(max=0), 4, 112)
    alone, together = sampled(references[:, :1], look, 4), sampled(references, look, 4)
    assert torch.equal(alone, together)
    assert not torch.equal(alone, sampled(references.flip(1), look, 4))


def test_a_reference_never_looks_into_its_neighbour() -> None:
    black_and_white = torch.zeros(1, 2, 1, 112, 112)
    black_and_white[:, 1] = 1.0
    far = torch.zeros(1, 2, 2, 28, 28)
    far[:, 0, 1], far[:, 1, 1] = 1.5, -1.5  # the upper looks down, the lower one up, past their borders
    made = sampled(black_and_white, places(far, torch.tensor([[0, 1]]), 2, 112), 2)
    assert float(made[0, 0, 0].max()) == 0.0
    assert float(made[0, 0, 1].min()) == 1.0


def test_a_picture_of_three_times_the_size_is_looked_at_in_the_same_places() -> None:
    references, shift, nearest = some_clips()
    large = torch.nn.functional.interpolate(references.flatten(0, 1), scale_factor=3.0, mode="bilinear").unflatten(
        0, (2, 3)
    )
    look = places(shift, nearest, 3, 112)
    assert float((sampled(large, look, 3) - sampled(references, look, 3)).abs().mean()) < 2e-3


def test_a_smoothed_field_has_no_lattice_and_keeps_its_slopes() -> None:
    row = torch.arange(28.0)
    slope = (row[None, :] + 2.0 * row[:, None])[None, None]
    lattice = (-1.0) ** (row[None, :] + row[:, None])[None, None]
    smooth = smoothed(slope + 5.0 * lattice)
    assert torch.allclose(smooth[..., 1:-1, 1:-1], slope[..., 1:-1, 1:-1], atol=1e-4)
    assert float((smooth - slope)[..., 0, 0].abs().max()) < 3.0
