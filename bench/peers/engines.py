"""Ways to run a bundle's generator in Python, each a function from one batch on the host to its results on the host.

That is what a PyTorch script does that makes clips: copy the inputs to the device, run, copy frames and LV curves back.
On CUDA it computes in float16 by autocast, as inference in PyTorch usually does, on the CPU in float32.
"""

import copy
import functools
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

PRODUCTS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)
MEASURER = "selector"

Array = NDArray[np.generic]
Run = Callable[[], Sequence[Array]]


def halved(module: nn.Module) -> nn.Module:
    """The module with the weights of its products and convolutions in float16, so that autocast need not cast them.

    What a measurer marks goes on in float32: moments of a mask are too large for float16.
    """
    half = copy.deepcopy(module)
    for name, layer in half.named_modules():
        if isinstance(layer, PRODUCTS):
            layer.half()
        if name == MEASURER:
            layer.register_forward_hook(lambda _, __, logits: logits.float())
    return half


class Repeated(nn.Module):
    """Calls a network as often as a sampler of so many steps would; only its time means anything."""

    def __init__(self, inner: nn.Module, times: int) -> None:
        super().__init__()
        self.inner = inner
        self.times = times

    def forward(self, *inputs: Any) -> Any:
        for _ in range(self.times - 1):
            self.inner(*inputs)
        return self.inner(*inputs)


def made_in_steps(module: nn.Module) -> Callable[..., Any] | None:
    """The generator's method that takes a number of steps; None for one that was made for a single step."""
    make: Callable[..., Any] | None = getattr(module, "make", None)
    return make if make is not None and "steps" in inspect.signature(make).parameters else None


def with_steps(module: nn.Module, steps: int) -> nn.Module:
    """The generator in so many steps. A flow of one step is called that often instead, which costs the same."""
    stepped = copy.copy(module)
    make = made_in_steps(module)
    if make is not None:
        vars(stepped)["make"] = functools.partial(make, steps=steps)
    else:
        stepped._modules = {**module._modules, "flow": Repeated(module.get_submodule("flow"), steps)}
    return stepped


def compiled(module: nn.Module) -> Callable[..., Any]:
    """The module through torch.compile, but for its choice of a curve, a handful of numbers a clip.

    Triton 3.6 fails on the kernel that PyTorch 2.11 fuses from those ("PassManager::run failed").
    """
    parts = copy.copy(module)
    if hasattr(module, "used_curve"):
        vars(parts)["used_curve"] = torch.compiler.disable(module.used_curve)
    whole: Callable[..., Any] = torch.compile(parts)
    return whole


def torch_engine(module: Callable[..., Any], feeds: Sequence[Array], device: str) -> Run:
    """A batch through the module, copies included."""
    host = [torch.from_numpy(feed) for feed in feeds]
    if device == "cuda":
        host = [tensor.pin_memory() for tensor in host]

    def run() -> Sequence[Array]:
        with torch.inference_mode(), torch.autocast(device, torch.float16, enabled=device == "cuda"):
            outputs = module(*(tensor.to(device, non_blocking=True) for tensor in host))
            return [output.cpu().numpy() for output in outputs]

    return run


def onnxruntime_engine(graph: Path, feeds: dict[str, Array], threads: int) -> Run:
    """The bundle's own graph through onnxruntime's Python package on the CPU."""
    from echocohort_lab.graphs.graph import open_session, run_graph

    session = open_session(graph, threads)
    return lambda: run_graph(session, feeds)
