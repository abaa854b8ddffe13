"""Moving observed frames, and whatever lies on them, by a displacement.

No image decoder draws a frame, so its texture stays the source's. The displacement is a backward warp in the [-1, 1]
units of grid_sample, a smooth field on a coarse grid, so that it moves the same frame at any size. All frames of a clip
are sampled in one go from its references, which stand below each other in one tall picture. That has places for `most`
references, however many there are: how a place is rounded must not depend on the company that a clip is made in.
Shapes: N frames, B clips of T frames with K references, g x g field grid, S x S pixels, C channels.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, Shaped
from torch import Tensor


def take_reference(values: Shaped[Tensor, "B K *rest"], nearest: Int[Tensor, "B T"]) -> Shaped[Tensor, "B T *rest"]:
    """values[b, nearest[b, t]] for every frame."""
    rest = values.shape[2:]
    index = nearest.reshape(*nearest.shape, *(1 for _ in rest)).expand(*nearest.shape, *rest)
    return torch.gather(values, 1, index)


def resize(field: Float[Tensor, "N C g h"], side: int) -> Float[Tensor, "N C side side2"]:
    """Bilinear, pixel centres aligned."""
    return F.interpolate(field, size=(side, side), mode="bilinear", align_corners=False)


def smoothed(field: Float[Tensor, "N C g g"]) -> Float[Tensor, "N C g g"]:
    """1-2-1 both ways, border repeated: takes out what alternates from cell to cell, a lattice in the picture."""
    return F.avg_pool2d(F.avg_pool2d(F.pad(field, (1, 1, 1, 1), mode="replicate"), 2, 1), 2, 1)


def identity_grid(side: int, like: Tensor) -> Float[Tensor, "1 2 side side"]:
    """Where each pixel looks when nothing moves: x, y of the pixel centres in [-1, 1]."""
    centre = (torch.arange(side, dtype=like.dtype, device=like.device) + 0.5) / side * 2.0 - 1.0
    return torch.stack([centre[None, :].expand(side, side), centre[:, None].expand(side, side)])[None]


def warp(image: Float[Tensor, "N C H H"], displacement: Float[Tensor, "N 2 g g"]) -> Float[Tensor, "N C H H"]:
    """Backward warp, bilinear, border repeated: pixel p takes image(p + displacement(p))."""
    side = image.shape[-1]
    field = displacement if displacement.shape[-1] == side else resize(displacement, side)
    grid = (identity_grid(side, image) + field).permute(0, 2, 3, 1)
    return F.grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=False)


def places(
    displacement: Float[Tensor, "B T 2 g g"], nearest: Int[Tensor, "B T"], most: int, side: int
) -> Float[Tensor, "B TS S 2"]:
    """Where every pixel of every frame looks in the tall picture of its clip's references; `sampled` takes it."""
    batch, frames = nearest.shape
    field = displacement.flatten(0, 1)
    look = identity_grid(side, field) + (field if field.shape[-1] == side else resize(field, side))
    x, y = look.unflatten(0, (batch, frames)).unbind(2)  # [B, T, S, S] each
    # Half a pixel within its own reference, so that no frame looks into the one above or below.
    inside = ((y + 1.0) / 2.0).clamp(0.5 / side, 1.0 - 0.5 / side)
    y = (inside + nearest[:, :, None, None].to(y.dtype)) * (2.0 / most) - 1.0
    return torch.stack([x, y], -1).flatten(1, 2)


def sampled(
    references: Float[Tensor, "B K C H H"], look: Float[Tensor, "B TS S 2"], most: int
) -> Float[Tensor, "B C T S S"]:
    """Every frame of each clip from its references, of the fields' size or any other; bilinear, border repeated."""
    side = look.shape[2]
    spare = torch.zeros_like(references[:, :1]).expand(-1, most - 1, -1, -1, -1)
    tall = torch.cat([references, spare], 1)[:, :most].transpose(1, 2).flatten(2, 3)  # [B, C, most*H, H]
    made = F.grid_sample(tall, look, mode="bilinear", padding_mode="border", align_corners=False)
    return made.unflatten(2, (-1, side))
