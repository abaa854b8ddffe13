"""The audit's network: what it makes of a frame does not depend on the frames beside it, nor on its size."""

import pytest
import torch

from echocohort_lab.readers.audit import AuditMeasurer

SIDE = 48


@pytest.fixture(scope="module")
def audit() -> AuditMeasurer:
    """Weights that are nowhere equal, as after training."""
    torch.manual_seed(0)
    measurer = AuditMeasurer().eval()
    with torch.no_grad():
        for parameter in measurer.parameters():
            parameter.add_(
                0.1 * parameter.abs().mean() * torch.randn_like(parameter) + 1e-3 * torch.randn_like(parameter)
            )
    return measurer


def test_a_frame_is_seen_the_same_alone(audit: AuditMeasurer) -> None:
    torch.manual_seed(1)
    frames = torch.rand(5, 1, SIDE, SIDE)
    with torch.no_grad():
        together = audit(frames)
        assert torch.allclose(together[2:3], audit(frames[2:3]), atol=1e-5)
        assert not torch.allclose(together[2:3], audit(frames[3:4]), atol=1e-3)
    assert together.shape == frames.shape
