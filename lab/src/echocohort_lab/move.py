"""Moving an observed frame: y = gain * blend(warped frame, unwarped frame) + offset + glint.

No image decoder draws the frame, so its texture stays the source's. The displacement is a backward warp in the
[-1, 1] units of grid_sample; gain and offset live on a 28 x 28 grid, the blend (for what does not move: clutter, the
sector's edge) and the glint (for what comes and goes: valve leaflets) on 56 x 56. All are smooth fields, so they move
the same frame at any size. Shapes: N frames, g x g field grid.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

FEATURES = 8
GAIN_RANGE = 0.5
OFFSET_RANGE = 0.2
GLINT_RANGE = 0.3
STILL_BIAS = -2.0
BLACK_SLOPE = 30.0  # the offset fades out on black, so that it cannot light up what lies outside the sector


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


class Fields(NamedTuple):
    """How each frame is made from its reference."""

    displacement: Float[Tensor, "*N 2 28 28"]
    gain: Float[Tensor, "*N 1 28 28"]  # factor less 1
    offset: Float[Tensor, "*N 1 28 28"]  # in grey 0..1
    still: Float[Tensor, "*N 1 56 56"]  # share of the unwarped frame
    glint: Float[Tensor, "*N 1 56 56"]  # in grey 0..1


def move(
    reference: Float[Tensor, "N 1 H H"], fields: Fields, warped: Float[Tensor, "N 1 H H"] | None = None
) -> Float[Tensor, "N 1 H H"]:
    """The frame that the fields make of a reference of any size; not clamped. `warped` saves warping it again."""
    side = reference.shape[-1]
    moved = warp(reference, fields.displacement) if warped is None else warped
    mixed = moved + resize(fields.still, side) * (reference - moved)
    offset = resize(fields.offset, side) * (BLACK_SLOPE * mixed).clamp(0.0, 1.0)
    return mixed * (1.0 + resize(fields.gain, side)) + offset + resize(fields.glint, side)


def head(inputs: int, width: int, outputs: int) -> nn.Sequential:
    """Three 3 x 3 convolutions; starts at zero."""
    net = nn.Sequential(
        nn.Conv2d(inputs, width, 3, padding=1),
        nn.SiLU(),
        nn.Conv2d(width, width, 3, padding=1),
        nn.SiLU(),
        nn.Conv2d(width, outputs, 3, padding=1),
    )
    last = net[4]
    assert isinstance(last, nn.Conv2d)
    assert last.bias is not None
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return net


class Mover(nn.Module):
    """Completes a displacement to fields, from the features beside it and the reference, warped and unwarped."""

    def __init__(self) -> None:
        super().__init__()
        self.tone = head(2 + FEATURES, 32, 2)
        self.detail = head(8 + FEATURES, 24, 2)

    def forward(
        self,
        reference: Float[Tensor, "N 1 112 112"],
        moved: Float[Tensor, "N 1 112 112"],
        displacement: Float[Tensor, "N 2 28 28"],
        features: Float[Tensor, "N 8 28 28"],
    ) -> Fields:
        coarse = torch.cat([F.avg_pool2d(moved, 4), F.avg_pool2d(reference, 4), features], 1)
        gain, offset = smoothed(self.tone(coarse).float()).chunk(2, 1)
        blocks = [F.pixel_unshuffle(moved, 2), F.pixel_unshuffle(reference, 2)]
        fine = torch.cat([*blocks, F.interpolate(features, scale_factor=2.0, mode="nearest")], 1)
        still, glint = self.detail(fine).float().chunk(2, 1)
        # A leaflet may light up in black blood, but nothing may outside the sector: a wider neighbourhood decides.
        near = F.avg_pool2d(F.avg_pool2d(reference, 2), 7, 1, 3)
        return Fields(
            displacement=displacement,
            gain=GAIN_RANGE * torch.tanh(gain),
            offset=OFFSET_RANGE * torch.tanh(offset),
            still=torch.sigmoid(still + STILL_BIAS),
            glint=GLINT_RANGE * torch.tanh(glint) * (BLACK_SLOPE * near).clamp(0.0, 1.0),
        )
