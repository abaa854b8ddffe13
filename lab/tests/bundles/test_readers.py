"""A bundle's own reader as it is trained: batch norms that were folded come back, and change nothing."""

import pytest
import torch
from torch import nn

from echocohort_lab.bundles.readers import with_norms
from echocohort_lab.graphs.graph import deployable
from echocohort_lab.readers.measurer import Measurer


def a_reader() -> Measurer:
    """With norms that are far from doing nothing."""
    torch.manual_seed(4)
    reader = Measurer()
    for module in reader.modules():
        if isinstance(module, nn.BatchNorm2d):
            for values, low, high in ((module.running_mean, -0.5, 0.5), (module.running_var, 0.3, 2.0)):
                assert values is not None
                values.uniform_(low, high)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    return reader.eval()


@torch.no_grad()
def test_a_reader_says_what_it_said() -> None:
    folded = deployable(a_reader())
    frames = torch.rand(6, 1, 112, 112, generator=torch.Generator().manual_seed(5))
    said = folded(frames)
    back = with_norms(folded, frames)
    norms = [module for module in back.modules() if isinstance(module, nn.BatchNorm2d)]
    assert len(norms) > 8
    torch.testing.assert_close(back(frames), said, atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(back.train()(frames), said, atol=0.02, rtol=0.02)  # as training begins
    norms[3].bias.add_(0.5)
    with pytest.raises(AssertionError):
        torch.testing.assert_close(back.eval()(frames), said, atol=0.02, rtol=0.02)
