"""What a stage of training is: a network, and the loss of one step. The loop is in training/train.py."""

from typing import TypedDict

import torch
from torch import Tensor, nn

from echocohort_lab.data.pool import ClipBatch

Figures = dict[str, Tensor]


class Group(TypedDict):
    """Parameters that learn at `factor` times the schedule's rate."""

    params: list[nn.Parameter]
    factor: float


class Stage:
    """A network and the loss of one step. Everything random comes from the generator.

    `takes_labelled` says that the loss looks only at what a ClipBatch knows, so that clips of data sets may stand in
    its pool; to other stages the trainer gives phantom clips only.
    """

    name: str
    network: nn.Module
    takes_labelled: bool = False

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        """Loss and figures (scalars to log) of one step; `progress`, a scalar, runs from 0 to 1 over the training."""
        raise NotImplementedError

    def groups(self) -> list[Group]:
        """Every parameter to train, once."""
        return [Group(params=list(self.network.parameters()), factor=1.0)]

    def compile(self) -> None:
        """Compiles what of the stage pays (`module.compile()` keeps the names of the weights). Called on CUDA only."""

    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Measures what belongs to the averaged weights, which the network holds while this runs."""


def draw_frames(pool: ClipBatch, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random valid frames [N, 1, 112, 112] in 0..1 and their exact masks at half size [N, 1, 56, 56]."""
    valid = pool.valid.flatten().nonzero()[:, 0]
    pick = valid[torch.randint(len(valid), (count,), generator=generator, device=generator.device)]
    frames = pool.video.flatten(0, 1)[pick][:, None].float() / 255.0
    return frames, pool.mask.flatten(0, 1)[pick][:, None]
