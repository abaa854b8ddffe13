"""Where a frame shows anything: the sector. It belongs to the probe, so nothing moves it.

Shapes: N frames, H x W pixels.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

WIDEST_GAP = 21  # pixels of black, of a frame of 112, that the sector may hold: blood, shadows


def widened(mask: Float[Tensor, "N 1 H W"], size: int) -> Float[Tensor, "N 1 H W"]:
    """1 wherever a square of so many pixels holds a 1."""
    rows = F.max_pool2d(mask, (size, 1), 1, (size // 2, 0))
    return F.max_pool2d(rows, (1, size), 1, (0, size // 2))


def framed(mask: Float[Tensor, "N 1 H W"], reach: int) -> Float[Tensor, "N 1 H2 W2"]:
    """With a border of zeros. Not by padding, which ONNX Runtime merges into the pooling behind it and then refuses."""
    rows = torch.zeros_like(mask[:, :, :reach])
    tall = torch.cat([rows, mask, rows], 2)
    columns = torch.zeros_like(tall[:, :, :, :reach])
    return torch.cat([columns, tall, columns], 3)


def sector(frame: Float[Tensor, "N 1 H W"], gap: int = WIDEST_GAP) -> Float[Tensor, "N 1 H W"]:
    """1 inside: what is not black, and black that is no wider than `gap`, an odd number of pixels, either way."""
    reach = gap // 2
    lit = framed((frame > 0.0).to(frame.dtype), reach)  # so that the picture's border closes no gap
    closed = 1.0 - widened(1.0 - widened(lit, gap), gap)
    return closed[:, :, reach:-reach, reach:-reach]
