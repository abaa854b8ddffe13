"""Outlines of masks whose border is known, and how far two masks agree."""

import math

import pytest
import torch
from test_measurer import ellipse

from echocohort_lab.readers.measurer import area_and_length, volume
from echocohort_lab.readers.outline import POINTS, agreement, centre, dice, outline


def enclosed(polygon: torch.Tensor) -> torch.Tensor:
    """Area of closed polygons [N, P, 2] (shoelace), positive when they run clockwise on the screen."""
    x, y = polygon.unbind(-1)
    return 0.5 * (x * y.roll(-1, -1) - x.roll(-1, -1) * y).sum(-1)


@pytest.mark.parametrize("angle", [0.0, 0.7, 2.0])
@pytest.mark.parametrize("axes", [(30.0, 12.0), (20.0, 15.0), (11.0, 6.0)])
def test_the_outline_of_an_ellipse(axes: tuple[float, float], angle: float) -> None:
    mask = ellipse(*axes, angle, centre=(50.3, 61.7))[None]
    border = outline(mask)
    assert border.shape == (1, POINTS, 2)
    assert float(enclosed(border)) / (math.pi * axes[0] * axes[1]) == pytest.approx(1.0, abs=0.02)
    dx, dy = (border[0] - torch.tensor([50.3, 61.7])).T
    along, across = dx * math.cos(angle) + dy * math.sin(angle), dy * math.cos(angle) - dx * math.sin(angle)
    radius = ((along / axes[0]) ** 2 + (across / axes[1]) ** 2).sqrt()
    assert torch.allclose(radius, torch.ones(POINTS), atol=0.06)
    moved = outline(ellipse(*axes, angle, centre=(56.3, 61.7))[None])
    assert float((moved - border)[..., 0].mean()) == pytest.approx(6.0, abs=0.1)


def test_without_a_mask_it_is_a_point() -> None:
    border = outline(torch.zeros(2, 40, 40))
    assert torch.equal(border, border[:, :1].expand_as(border))
    assert torch.equal(centre(torch.zeros(1, 40, 60)), torch.tensor([[30.0, 20.0]]))


def test_a_mask_that_fills_the_picture_ends_at_its_border() -> None:
    border = outline(torch.ones(1, 40, 40))
    assert float(border.min()) >= -0.6
    assert float(border.max()) <= 40.6
    assert float(enclosed(border)) > 0.7 * 1600


def test_each_mask_has_its_own() -> None:
    masks = torch.stack([ellipse(20.0, 10.0, 0.3), ellipse(30.0, 12.0, 1.0)])
    assert torch.equal(outline(masks)[1:], outline(masks[1:]))


def test_dice() -> None:
    wide, narrow, away = ellipse(20.0, 10.0, 0.0), ellipse(20.0, 5.0, 0.0), ellipse(8.0, 8.0, 0.0, centre=(12.0, 12.0))
    empty = torch.zeros(112, 112)
    got = dice(torch.stack([wide, wide, wide, empty, empty]), torch.stack([wide, narrow, away, wide, empty]))
    assert got.tolist() == pytest.approx([1.0, 2.0 / 3.0, 0.0, 0.0, 0.0], abs=0.02)


def test_an_empty_mask_has_no_area_and_no_volume() -> None:
    area, length = area_and_length(torch.zeros(1, 112, 112))
    assert float(area) == 0.0
    assert float(volume(area, length)) == 0.0


def test_unsure_readers_do_not_agree() -> None:
    sure, unsure = ellipse(20.0, 10.0, 0.0)[None], 0.9 * ellipse(20.0, 10.0, 0.0)[None]
    assert float(dice(sure, unsure)) == pytest.approx(1.0, abs=0.02)
    assert float(agreement(sure, sure)) > 0.8
    assert float(agreement(sure, unsure)) == 0.0
    assert float(agreement(torch.zeros(1, 112, 112), torch.zeros(1, 112, 112))) == 0.0
