"""A frame continued beyond its sector, so that tissue which moves into the sector is not black.

The sector stands still on the screen; the heart in it does not. Where a motion brings in what lay outside, there is
nothing to bring: a moved frame had black slivers along its sector's border, and those of a raw clip never do. Here the
frame goes on below the sector as its own mirror image, then to both sides.
Shapes: N frames, H x W pixels.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def ends(inside: Float[Tensor, "N 1 H W"]) -> tuple[Int[Tensor, "N 1 H W"], Int[Tensor, "N 1 H W"]]:
    """Of each column, the first and the last row inside; the last and the first of all where there is none."""
    height = inside.shape[2]
    row = torch.arange(height, dtype=inside.dtype, device=inside.device)[:, None]
    first, last = ((inside * reach).amax(2, keepdim=True).long() for reach in (height - 1 - row, row))
    return (height - 1 - first).expand(inside.shape), last.expand(inside.shape)


def rows_of(frame: Tensor) -> Int[Tensor, "N 1 H W"]:
    """The row that each pixel is in."""
    return torch.arange(frame.shape[2], device=frame.device)[:, None].expand(frame.shape)


def mirrored(frame: Float[Tensor, "N 1 H W"], inside: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    """Each column above and below what is inside as its mirror image; where that ends, as its last pixel."""
    (first, last), row = ends(inside), rows_of(frame)
    look = torch.where(row < first, 2 * first - 1 - row, row)
    look = torch.where(row > last, 2 * last + 1 - row, look)
    return torch.gather(frame, 2, torch.minimum(torch.maximum(look, first), last))


def continued(frame: Float[Tensor, "N 1 H W"], inside: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    """`frame` where `inside` is 1, and around it what may move in. Rows above all that is inside stay black."""
    _, last = ends(inside)
    below = (rows_of(frame) > last).to(frame.dtype) * inside.amax(2, keepdim=True)
    down = torch.where(below > 0, mirrored(frame, inside), frame)
    return mirrored(down.transpose(2, 3), torch.maximum(inside, below).transpose(2, 3)).transpose(2, 3)
