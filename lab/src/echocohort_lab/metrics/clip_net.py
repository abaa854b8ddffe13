"""A small network that looks at whole clips: four 3-D convolutions on 2 x 2 pixel blocks, then one number a clip.

It is the classifier of two_sample.py and the EF regressor of downstream.py. On CUDA its convolutions run in half
precision (bfloat16), channels last; norms keep their statistics and the head its numbers in single. Batch norms, not
group norms: on tensors of this size each of those took longer than the convolution before it.
Shapes: N clips, T frames, H x W pixels.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from torch import Tensor, nn

CLIPS_A_CALL = 64


class Videos(NamedTuple):
    """Clips."""

    frames: UInt8[Tensor, "N T H W"]
    valid: Float[Tensor, "N T"]

    def rows(self, index: Tensor | slice) -> "Videos":
        return Videos(self.frames[index], self.valid[index])


def together(parts: list[Videos]) -> Videos:
    """All clips, one part after the other."""
    return Videos(*(torch.cat(column) for column in zip(*parts, strict=True)))


def half_mirrored(clips: Videos, generator: torch.Generator) -> Videos:
    """Each clip as it is or left for right."""
    mirrored = torch.rand(len(clips.valid), 1, 1, 1, generator=generator, device=generator.device) < 0.5
    return clips._replace(frames=torch.where(mirrored, clips.frames.flip(3), clips.frames))


class ClipNet(nn.Module):
    """Mean, deviation and largest of each feature on valid frames decide."""

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 128, 128)) -> None:
        super().__init__()
        strides = ((1, 1, 1), (1, 2, 2), (2, 2, 2), (2, 1, 1))
        inputs = (5, *widths[:-1])
        self.layers = nn.ModuleList(
            nn.Conv3d(a, b, 3, stride, 1) for a, b, stride in zip(inputs, widths, strides, strict=True)
        )
        self.norms = nn.ModuleList(nn.BatchNorm3d(width) for width in widths)
        self.head = nn.Sequential(nn.Linear(3 * widths[-1], 128), nn.SiLU(), nn.Linear(128, 1))

    def forward(self, clips: Videos) -> Float[Tensor, "N"]:
        frames, valid = clips
        half = torch.bfloat16 if frames.is_cuda else torch.float32
        grey = frames.float() / 127.5 - 1.0
        blocks = F.pixel_unshuffle(grey[:, :, None], 2).transpose(1, 2)  # [N, 4, T, H/2, W/2]
        shown = valid[:, None, :, None, None]
        x = torch.cat([blocks * shown, shown.expand(-1, 1, -1, *blocks.shape[3:])], 1)
        x = x.to(half, memory_format=torch.channels_last_3d)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            assert isinstance(layer, nn.Conv3d)
            assert layer.bias is not None
            made = F.conv3d(x, layer.weight.to(half), layer.bias.to(half), layer.stride, layer.padding)
            shown = F.adaptive_max_pool3d(shown, (made.shape[2], 1, 1))
            x = F.relu(norm(made)) * shown.to(half)
        last = x.float()
        count = shown.sum((2, 3, 4)) * last.shape[3] * last.shape[4]
        average = last.sum((2, 3, 4)) / count
        deviation = ((last**2).sum((2, 3, 4)) / count - average**2).clamp(min=1e-4).sqrt()
        said: Tensor = self.head(torch.cat([average, deviation, last.amax((2, 3, 4))], 1))[:, 0]
        return said


def new_network(seed: int, device: torch.device) -> ClipNet:
    """Weights that follow from the seed."""
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        network = ClipNet().to(device)
    if device.type == "cuda":
        for layer in network.layers:
            assert isinstance(layer, nn.Conv3d)
            layer.weight.data = layer.weight.data.contiguous(memory_format=torch.channels_last_3d)
    return network


@torch.no_grad()
def said_of(network: nn.Module, clips: Videos) -> Float[Tensor, "N"]:
    """What a trained network says of each clip."""
    network.eval()
    said = torch.cat([network(clips.rows(part)) for part in torch.arange(len(clips.valid)).split(CLIPS_A_CALL)])
    network.train()
    return said
