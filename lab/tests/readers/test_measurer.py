"""Area, length and EF of masks whose answer is known."""

import math

import pytest
import torch
from torch import Tensor

from echocohort_lab.graphs.graph import deployable
from echocohort_lab.readers.measurer import Measurer, area_and_length, ejection_fraction, volume


def ellipse(semi_major: float, semi_minor: float, angle: float, centre: tuple[float, float] = (56.0, 56.0)) -> Tensor:
    """Soft mask [112, 112] by 4 x 4 oversampling."""
    fine = (torch.arange(448, dtype=torch.float64) + 0.5) / 4.0
    dx, dy = fine[None, :] - centre[0], fine[:, None] - centre[1]
    along = dx * math.cos(angle) + dy * math.sin(angle)
    across = -dx * math.sin(angle) + dy * math.cos(angle)
    inside = ((along / semi_major) ** 2 + (across / semi_minor) ** 2 < 1.0).double()
    return torch.nn.functional.avg_pool2d(inside[None, None], 4)[0, 0].float()


@pytest.mark.parametrize("angle", [0.0, 0.4, math.pi / 2, 2.5])
@pytest.mark.parametrize("axes", [(30.0, 12.0), (20.0, 15.0), (11.0, 5.0)])
def test_ellipse(axes: tuple[float, float], angle: float) -> None:
    area, length = area_and_length(ellipse(*axes, angle, centre=(50.3, 61.7))[None])
    assert abs(float(area) / (math.pi * axes[0] * axes[1]) - 1.0) < 0.005
    assert abs(float(length) / (2.0 * axes[0]) - 1.0) < 0.01
    assert abs(float(length) / (2.0 * axes[1]) - 1.0) > 0.2


def test_volume_of_an_ellipse_is_that_of_its_ellipsoid() -> None:
    area, length = area_and_length(ellipse(30.0, 12.0, 0.3)[None])
    assert float(volume(area, length)) == pytest.approx(4.0 / 3.0 * math.pi * 30.0 * 12.0**2, rel=0.02)


def test_ef_ignores_frames_that_are_not_valid() -> None:
    axes = [(30.0, 12.0), (27.0, 10.0), (24.0, 7.0), (10.0, 3.0)]
    area, length = area_and_length(torch.stack([ellipse(*pair, 0.2) for pair in axes]))
    exact = 1.0 - (24.0 * 7.0**2) / (30.0 * 12.0**2)
    valid = torch.tensor([[1.0, 1.0, 1.0, 0.0]])
    assert float(ejection_fraction(area[None], length[None], valid)) == pytest.approx(exact, abs=0.01)
    assert abs(float(ejection_fraction(area[None], length[None], torch.ones(1, 4))) - exact) > 0.1


def test_folding_batch_norms_changes_nothing_but_rounding() -> None:
    torch.manual_seed(0)
    measurer = Measurer((8, 8, 8, 8))
    for _ in range(3):
        measurer(torch.rand(4, 1, 32, 32))
    frames = torch.rand(2, 1, 32, 32)
    measurer.eval()
    with torch.no_grad():
        before = measurer(frames)
        after = deployable(measurer)(frames)
    assert torch.allclose(before, after, rtol=2e-3, atol=2e-3)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in measurer.modules())
