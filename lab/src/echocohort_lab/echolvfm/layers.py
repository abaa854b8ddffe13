"""Layers that the flow's network and the autoencoder share. Modules carry the published names of their weights.

N pictures or sequences, S tokens, C channels. The architecture is that of diffusers' ResnetBlock2D, Attention and
their samplers; this is a rewriting for one configuration.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn


def inner(x: Tensor) -> tuple[int, ...]:
    """All sizes but the first, as plain numbers: only the first changes from call to call, so a traced graph reads no
    sizes at run time."""
    return tuple(int(size) for size in x.shape[1:])


def mean_of_rows(x: Float[Tensor, "N G c H W"]) -> Float[Tensor, "N G 1 1 1"]:
    """Rows are averaged, then their averages."""
    return x.mean(-1, keepdim=True).mean((-3, -2), keepdim=True)


class GroupNorm(nn.GroupNorm):
    """PyTorch's, in sums that stay short.

    Its own becomes InstanceNormalization in a graph. That kernel adds up a group's numbers one after the other; where
    most are equal, as on a flat background, all these additions round the same way, and the mean of 25,088 numbers is
    off by 3e-5 of itself. fuse_norms.py knows this form: on CUDA it is one operator.
    """

    def forward(self, x: Float[Tensor, "N C H W"]) -> Float[Tensor, "N C H W"]:
        channels, height, width = inner(x)
        own = (self.num_groups, channels // self.num_groups, 1, 1)
        groups = x.reshape(-1, *own[:2], height, width)
        centred = groups - mean_of_rows(groups)
        scale = self.weight.reshape(own) / torch.sqrt(mean_of_rows(centred * centred) + self.eps)
        return (centred * scale + self.bias.reshape(own)).reshape(-1, channels, height, width)


class Residual(nn.Module):
    """Two normalised convolutions beside a shortcut. `time_width` is that of the time embedding, if there is one.

    The time embedding is a constant here: `fold_time_` of network.py puts it into the first convolution's bias.
    """

    def __init__(self, inputs: int, outputs: int, groups: int, epsilon: float, time_width: int | None = None) -> None:
        super().__init__()
        self.norm1 = GroupNorm(groups, inputs, epsilon)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        if time_width is not None:
            self.time_emb_proj = nn.Linear(time_width, outputs)
        self.norm2 = GroupNorm(groups, outputs, epsilon)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.conv_shortcut = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Float[Tensor, "N C H W"]) -> Float[Tensor, "N D H W"]:
        y = self.conv1(F.silu(self.norm1(x)))
        return self.conv_shortcut(x) + self.conv2(F.silu(self.norm2(y)))


class Attention(nn.Module):
    """Softmax self-attention without a mask, scale (C / heads)^-1/2."""

    def __init__(self, width: int, heads: int, bias: bool = False) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.to_q = nn.Linear(width, width, bias)
        self.to_k = nn.Linear(width, width, bias)
        self.to_v = nn.Linear(width, width, bias)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x: Float[Tensor, "N S C"]) -> Float[Tensor, "N S C"]:
        tokens, width = inner(x)
        rows = (-1, tokens, self.heads, width // self.heads)
        q, k, v = (part(x).reshape(rows).transpose(1, 2) for part in (self.to_q, self.to_k, self.to_v))
        y = F.scaled_dot_product_attention(q, k, v, scale=self.scale)
        return self.to_out[0](y.transpose(1, 2).reshape(-1, tokens, width))


class Upsample(nn.Module):
    """Each pixel twice, then a convolution."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C H W"]:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))
