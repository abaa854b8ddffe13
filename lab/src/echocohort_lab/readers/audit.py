"""The audit measurer: what reports a sample's EF after the selector has chosen it. It shares neither architecture nor
data nor loss with the selector, so that a sample cannot be chosen for the very fault that would flatter it.

Residual blocks (He et al., arXiv:1603.05027, before-activation) with group norm (Wu and He, arXiv:1803.08494), five
levels, 1.9 M parameters. Shapes: N frames, H x W pixels, C channels.
"""

from itertools import pairwise

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

AUDIT_WIDTHS = (24, 48, 80, 112, 128)
GROUPS = 8
DEEP_LEVEL = 3  # has two blocks

Widths = tuple[int, int, int, int, int]


class GroupNorm(nn.Module):
    """Group norm whose scale and shift keep their names through the export, so that a bundle can be read back."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C h w"]:
        return F.group_norm(x, GROUPS) * self.weight + self.bias


class ResidualBlock(nn.Module):
    """x + conv(silu(norm(conv(silu(norm(x)))))), 3 x 3; a 1 x 1 convolution on the shortcut where widths differ."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.first = nn.Sequential(GroupNorm(inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.second = nn.Sequential(GroupNorm(outputs), nn.SiLU(), nn.Conv2d(outputs, outputs, 3, padding=1))
        self.shortcut = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C2 h w"]:
        total: Tensor = self.shortcut(x) + self.second(self.first(x))
        return total


class AuditMeasurer(nn.Module):
    """Residual U-Net that starts at half resolution: frames [N, 1, H, W] in 0..1 -> mask logits [N, 1, H, W]."""

    def __init__(self, widths: Widths = AUDIT_WIDTHS) -> None:
        super().__init__()
        entries = [nn.Conv2d(1, widths[0], 5, stride=2, padding=2)]
        entries += [nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in pairwise(widths)]
        self.entries = nn.ModuleList(entries)
        self.down = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(width, width) for _ in range(2 if level == DEEP_LEVEL else 1)))
            for level, width in enumerate(widths)
        )
        self.up = nn.ModuleList(ResidualBlock(a + b, a) for a, b in pairwise(widths))
        head = nn.Conv2d(widths[0], 4, 3, padding=1)
        self.out = nn.Sequential(GroupNorm(widths[0]), nn.SiLU(), head, nn.PixelShuffle(2))

    def forward(self, x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
        skips = []
        for entry, blocks in zip(self.entries, self.down, strict=True):
            x = blocks(entry(x))
            skips.append(x)  # [N, widths[level], H / 2^(level + 1), W / 2^(level + 1)], rounded up
        for level in reversed(range(len(self.up))):
            x = F.interpolate(x, size=skips[level].shape[-2:], mode="nearest")
            x = self.up[level](torch.cat([skips[level], x], 1))
        logits: Tensor = self.out(x)
        return logits
