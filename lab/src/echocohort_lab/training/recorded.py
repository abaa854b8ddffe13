"""A computation on a CUDA device, recorded once and replayed: thousands of small kernels for one call of the host."""

from collections.abc import Callable
from typing import Generic, TypeVar

import torch

Input = TypeVar("Input")
Result = TypeVar("Result")
WARM_UPS = 3  # calls in which libraries choose their kernels, and autograd its buffers


class Recorded(Generic[Input, Result]):
    """What `compute` does with `given`. Must ask nothing of the host while it runs.

    Its random numbers come from `generator`, whose seed counts at each call; all else comes from tensors that stay
    where they are, and that may change in place. So do its results: the next call overwrites them.
    """

    def __init__(self, compute: Callable[[Input], Result], given: Input, generator: torch.Generator) -> None:
        self.given = given
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                compute(given)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        self.graph.register_generator_state(generator)
        with torch.cuda.graph(self.graph):
            self.result = compute(given)

    def __call__(self) -> Result:
        self.graph.replay()
        return self.result
