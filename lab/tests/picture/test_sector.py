"""The sector of a frame: its black blood belongs to it, what lies around it does not."""

import torch

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.phantom.render import SIDE, render
from echocohort_lab.phantom.subject import sample_subjects
from echocohort_lab.picture.sector import sector


def disc(radius: float, x: float = 0.5, y: float = 0.5) -> torch.Tensor:
    at = (torch.arange(SIDE) + 0.5) / SIDE
    return (((at[None] - x) ** 2 + (at[:, None] - y) ** 2) < radius**2).float()[None, None]


def test_blood_within_belongs_to_it() -> None:
    heart = disc(0.4) - disc(0.08)
    torch.testing.assert_close(sector(heart), sector(disc(0.4)))


def test_a_convex_shape_is_hardly_larger() -> None:
    grown = sector(disc(0.3)) - disc(0.3)
    assert grown.min() == 0.0
    assert grown.mean() < 0.02


def test_a_wide_gap_is_outside() -> None:
    assert sector(disc(0.48) - disc(0.3))[0, 0, SIDE // 2, SIDE // 2] == 0.0


def test_a_gap_to_the_border_of_the_picture_is_outside() -> None:
    frame = torch.ones(1, 1, SIDE, SIDE)
    frame[:, :, -4:] = 0.0
    torch.testing.assert_close(sector(frame), frame)


def test_a_frame_at_the_border_of_the_picture_is_whole() -> None:
    assert sector(torch.ones(1, 1, SIDE, SIDE)).min() == 1.0


def test_covers_whatever_a_phantom_clip_shows_in_any_frame() -> None:
    clips = render(sample_subjects(4, seeded(torch.device("cpu"), "sectors")), seeded(torch.device("cpu"), "noise"))
    shown = (clips.video > 0).any(1, keepdim=True)
    inside = sector(clips.video[:, :1].float() / 255.0)
    assert (shown & (inside == 0.0)).float().mean() < 0.005
    assert (~shown & (inside > 0.0)).float().mean() < 0.02
