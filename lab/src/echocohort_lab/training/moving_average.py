"""Moving average of weights: what is measured, exported, and read by later stages."""

import torch
from torch import Tensor, nn

from echocohort_lab.networks.checkpoint import copied


class Average:
    """Moving average of a network's weights, kept as a state dict; buffers are copied."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.state = copied(network.state_dict())

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Early on it forgets faster, so that the weights of the start do not linger."""
        keep = min(self.decay, (step + 1) / (step + 10))
        weights: dict[str, Tensor] = dict(network.named_parameters())
        torch._foreach_lerp_([self.state[name] for name in weights], list(weights.values()), 1.0 - keep)
        for name, value in network.state_dict().items():
            if name not in weights:
                self.state[name].copy_(value)
