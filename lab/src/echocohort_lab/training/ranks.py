"""Several GPUs: one process each, started by torchrun. Gradients are averaged, so weights stay equal on every rank.

    torchrun --standalone --nproc-per-node 2 -m -- echocohort_lab.cli train flow --run runs/a

Data-parallel by hand and not by DistributedDataParallel: a stage's loss calls parts of its network as it likes, and the
networks are small enough that one flat all-reduce after the backward pass costs next to nothing.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn


@dataclass(frozen=True)
class Ranks:
    """Which process this is, of how many; `local` counts on this machine, hence its GPU."""

    rank: int = 0
    count: int = 1
    local: int = 0

    @property
    def leads(self) -> bool:
        """Rank 0 logs and saves."""
        return self.rank == 0

    def device(self, name: str) -> torch.device:
        """This rank's own device of the kind `name`."""
        many = self.count > 1 and torch.device(name).type == "cuda"
        return torch.device(f"cuda:{self.local}" if many else name)

    def agreed(self, values: Sequence[float], device: torch.device) -> list[float]:
        """Rank 0's values, on every rank: clocks differ, and a step's rate must not."""
        if self.count == 1:
            return list(values)
        told = torch.tensor(values, dtype=torch.float64, device=device)
        dist.broadcast(told, 0)
        return [float(value) for value in told.cpu()]

    def share_(self, tensors: Iterable[Tensor]) -> None:
        """Overwrites tensors by those of rank 0."""
        if self.count > 1:
            for tensor in tensors:
                dist.broadcast(tensor, 0)

    def average_gradients_(self, parameters: Iterable[nn.Parameter]) -> None:
        """Means over the ranks. A parameter without a gradient on this rank counts as zero."""
        if self.count == 1:
            return
        trained = [parameter for parameter in parameters if parameter.requires_grad]
        for parameter in trained:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        grads = [parameter.grad for parameter in trained if parameter.grad is not None]
        flat = torch.cat([grad.flatten() for grad in grads])
        dist.all_reduce(flat)
        flat /= self.count
        for grad, mean in zip(grads, flat.split([grad.numel() for grad in grads]), strict=True):
            grad.copy_(mean.view_as(grad))  # where it lies: a recorded step writes there again


@contextmanager
def joined_ranks(device: str) -> Iterator[Ranks]:
    """The ranks of torchrun's environment, or this process alone."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield Ranks()
        return
    ranks = Ranks(int(os.environ["RANK"]), count, int(os.environ["LOCAL_RANK"]))
    on_cuda = torch.device(device).type == "cuda"
    if on_cuda:
        torch.cuda.set_device(ranks.local)
    dist.init_process_group("nccl" if on_cuda else "gloo")
    try:
        yield ranks
    finally:
        dist.destroy_process_group()
