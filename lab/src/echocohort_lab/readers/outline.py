"""The border of a mask as a closed polygon, and how far two masks agree.

A ventricle is seen whole from its centre: rays from there meet its border once. A ray's end is where the mask falls
below one half, between two steps of a pixel. Shapes: N masks, H x W pixels, P = 48 points, R steps along a ray.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

POINTS = 48
HALF = 0.5
POSSIBLE, SURE = 0.05, 0.95


def centre(mask: Float[Tensor, "N H W"]) -> Float[Tensor, "N 2"]:
    """x, y of the mean of the pixels above one half, px; that of the picture where there is none."""
    height, width = mask.shape[1:]
    inside = (mask > HALF).to(mask.dtype)
    columns, rows = inside.sum(1), inside.sum(2)  # [N, W], [N, H]
    count = rows.sum(1)
    x = (columns * (torch.arange(width, device=mask.device) + 0.5)).sum(1)
    y = (rows * (torch.arange(height, device=mask.device) + 0.5)).sum(1)
    middle = torch.tensor([width / 2.0, height / 2.0], dtype=mask.dtype, device=mask.device)
    mean = torch.stack([x, y], 1) / count.clamp(min=1.0)[:, None]
    return torch.where(count[:, None] > 0, mean, middle)


def outline(mask: Float[Tensor, "N H W"]) -> Float[Tensor, "N 48 2"]:
    """Closed polygon of x, y in px, clockwise on the screen from the ray that points right. Without a mask, a point."""
    side = max(mask.shape[1:])
    angle = torch.arange(POINTS, dtype=mask.dtype, device=mask.device) * (2.0 * math.pi / POINTS)
    ray = torch.stack([torch.cos(angle), torch.sin(angle)], 1)  # [P, 2]
    step = torch.arange(side // 2 + 1, dtype=mask.dtype, device=mask.device)
    start = centre(mask)
    along = start[:, None, None] + ray[:, None] * step[:, None]  # [N, P, R, 2]
    size = torch.tensor(list(mask.shape[:0:-1]), dtype=mask.dtype, device=mask.device)
    seen = F.grid_sample(mask[:, None], along / size * 2.0 - 1.0, padding_mode="zeros", align_corners=False)[:, 0]
    # A last step that is outside for certain, so that every ray ends.
    seen = torch.cat([seen, torch.zeros_like(seen[:, :, :1])], 2)
    end = (seen <= HALF).to(mask.dtype).argmax(2, keepdim=True)
    before = (end - 1).clamp(min=0)
    outer, inner = seen.gather(2, end), seen.gather(2, before)
    share = ((inner - HALF) / (inner - outer).clamp(min=1e-6)).clamp(0.0, 1.0)
    length = torch.where(end > 0, before.to(mask.dtype) + share, torch.zeros_like(share))
    return start[:, None] + ray * length


def dice(a: Float[Tensor, "N H W"], b: Float[Tensor, "N H W"]) -> Float[Tensor, "N"]:
    """2 |a b| / (|a| + |b|) of masks cut at one half; 0 where both are empty."""
    return overlap(a, b, HALF, HALF)


def agreement(a: Float[Tensor, "N H W"], b: Float[Tensor, "N H W"]) -> Float[Tensor, "N"]:
    """Dice of what both masks are sure of with what either holds possible: low as well where one is unsure.

    Networks that were trained on ventricles find one in many a picture, and sometimes the same; but not so surely.
    """
    return overlap(a, b, POSSIBLE, SURE)


def overlap(a: Float[Tensor, "N H W"], b: Float[Tensor, "N H W"], low: float, high: float) -> Float[Tensor, "N"]:
    """2 |a b| / (|a| + |b|), above by masks cut at `high`, below at `low`; 0 where nothing is above either."""
    both = ((a > high) & (b > high)).to(a.dtype).sum((1, 2))
    either = (a > low).to(a.dtype).sum((1, 2)) + (b > low).to(a.dtype).sum((1, 2))
    return 2.0 * both / either.clamp(min=1.0)
