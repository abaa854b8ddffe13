"""A frame continued beyond its sector, so that tissue which moves into the sector is not black.

The sector stands still on the screen; the heart in it does not. Where a motion brings in what lay outside, there is
nothing to bring: a moved frame had black slivers along its sector's border, and those of a raw clip never do. Here the
frame goes on below the sector as its own mirror image, then to both sides.
Shapes: N frames, H x W pixels.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def last_row(inside: Float[Tensor, "N 1 H W"]) -> Int[Tensor, "N 1 1 W"]:
    """Of each column, the last row inside; 0 where there is none."""
    row = torch.arange(inside.shape[2], dtype=inside.dtype, device=inside.device)[:, None]
    return (inside * row).amax(2, keepdim=True).long()


def continued_down(
    frame: Float[Tensor, "N 1 H W"], inside: Float[Tensor, "N 1 H W"]
) -> tuple[Float[Tensor, "N 1 H W"], Float[Tensor, "N 1 H W"]]:
    """The frame with its mirror image below the sector, and the sector with what was added."""
    height = frame.shape[2]
    row = torch.arange(height, device=frame.device)[:, None].expand(frame.shape)
    last = last_row(inside).expand(frame.shape)
    look = torch.where(row > last, 2 * last + 1 - row, row).clamp(min=0)
    below = (row > last).to(frame.dtype) * inside.amax(2, keepdim=True)
    return torch.gather(frame, 2, look), torch.maximum(inside, below)


def continued_aside(frame: Float[Tensor, "N 1 H W"], inside: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    """The frame with its mirror image left and right of what is inside; rows with nothing inside stay black."""
    width = frame.shape[3]
    column = torch.arange(width, device=frame.device).expand(frame.shape)
    first = width - 1 - last_row(inside.flip(3).transpose(2, 3)).transpose(2, 3).expand(frame.shape)
    last = last_row(inside.transpose(2, 3)).transpose(2, 3).expand(frame.shape)
    look = torch.where(column < first, 2 * first - 1 - column, column)
    look = torch.where(column > last, 2 * last + 1 - column, look)
    return torch.gather(frame, 3, torch.minimum(torch.maximum(look, first), last))


def continued(frame: Float[Tensor, "N 1 H W"], inside: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    """`frame` where `inside` is 1, and around it what may move in."""
    down, grown = continued_down(frame, inside)
    return continued_aside(down, grown)
