"""The readers of a bundle as weights of a run, so that `lab train --start` can go on from them.

A bundle's own reader has its batch norms folded into the convolutions before them. Here each gets its norm back: one
that takes out the mean and deviation that the convolution's outputs have on frames of the phantom, and puts them in
again. On these the reader says what it said; in training the norm can follow what is shown.
Shapes: N frames, C channels, H x W pixels.
"""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.bundles.bundle import GENERATE_FILE
from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.data.pool import render_batch
from echocohort_lab.draws.seeds import seeded
from echocohort_lab.networks.checkpoint import halved, save_atomically, weights_file
from echocohort_lab.readers.measurer import Measurer

CLIPS, EVERY = 16, 4  # clips whose frames norms are fitted on, and which of their frames


def phantom_frames() -> Float[Tensor, "N 1 H W"]:
    """Frames in 0..1, by scanners of every kind."""
    clips = render_batch(CLIPS, seeded(torch.device("cpu"), "frames for norms"))
    shown = clips.valid[:, ::EVERY].flatten() > 0
    return clips.video[:, ::EVERY].flatten(0, 1)[shown][:, None].float() / 255.0


def fitted_norm_(norm: nn.BatchNorm2d, outputs: Float[Tensor, "N C h w"], bias: Float[Tensor, "C"]) -> None:
    """Makes the norm add the bias and nothing else to outputs like these."""
    mean, variance = outputs.mean((0, 2, 3)), outputs.var((0, 2, 3))
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_((variance + norm.eps).sqrt())
    norm.bias.copy_(mean + bias)


@torch.no_grad()
def with_norms(folded: Measurer, frames: Float[Tensor, "N 1 H W"]) -> Measurer:
    """The same reader as it is trained."""
    reader, weights = Measurer(), folded.state_dict()
    norms = {name: module for name, module in reader.named_modules() if isinstance(module, nn.BatchNorm2d)}
    biases = {}
    for name in norms:  # `down0.1.1` follows the convolution `down0.1.0`
        block, _, at = name.rpartition(".")
        biases[name] = weights.pop(f"{block}.{int(at) - 1}.bias")
    reader.load_state_dict(weights, strict=False)
    reader.eval()
    hooks = []
    for name, norm in norms.items():
        bias = biases[name]

        def fit(module: nn.Module, given: tuple[Tensor], bias: Tensor = bias) -> None:
            assert isinstance(module, nn.BatchNorm2d)
            fitted_norm_(module, given[0], bias)

        hooks.append(norm.register_forward_pre_hook(fit))  # called in the order of the layers, each on fitted ones
    reader(frames)
    for hook in hooks:
        hook.remove()
    return reader


def write_readers(bundle: Path, run: Path) -> list[Path]:
    """Both readers of a bundle as weights in the folder of a run."""
    kept = restore_generator(bundle / GENERATE_FILE)
    run.mkdir(parents=True, exist_ok=True)
    written = []
    for name, network in (("selector", with_norms(kept.selector, phantom_frames())), ("audit", kept.audit)):
        path = weights_file(run / f"{name}.pt")
        save_atomically({"stage": name, "average": halved(network.state_dict())}, path)
        written.append(path)
    return written
