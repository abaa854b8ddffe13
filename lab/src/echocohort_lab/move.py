"""Moving an observed frame: y = gain * blend(warped frame, unwarped frame) + offset.

No image decoder draws the frame, so its texture stays the source's. The displacement is a backward warp in the
[-1, 1] units of grid_sample; gain and offset live on a 28 x 28 grid, the blend (for what does not move: clutter, the
sector's edge) on 56 x 56. Shapes: N frames, g x g field grid.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

FEATURES = 8
GAIN_RANGE = 0.5
OFFSET_RANGE = 0.2
BLACK_SLOPE = 30.0  # the offset fades out on black, so that it cannot light up what lies outside the sector


def resize(field: Float[Tensor, "N C g h"], side: int) -> Float[Tensor, "N C side side2"]:
    """Bilinear, pixel centres aligned."""
    return F.interpolate(field, size=(side, side), mode="bilinear", align_corners=False)


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


class Mover(nn.Module):
    """Turns displacement and features into a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.tone = nn.Sequential(  # gain and offset, from warped and unwarped frame at 28 x 28
            nn.Conv2d(2 + FEATURES, 32, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(32, 32, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(32, 2, 3, padding=1),
        )
        self.blend = nn.Sequential(  # share of the unwarped frame, from 2 x 2 pixel blocks at 56 x 56
            nn.Conv2d(8 + FEATURES, 24, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(24, 24, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(24, 1, 3, padding=1),
        )
        for head, bias in ((self.tone[4], 0.0), (self.blend[4], -2.0)):
            assert isinstance(head, nn.Conv2d)
            assert head.bias is not None
            nn.init.zeros_(head.weight)
            nn.init.constant_(head.bias, bias)

    def forward(
        self,
        reference: Float[Tensor, "N 1 H H"],
        displacement: Float[Tensor, "N 2 g g"],
        features: Float[Tensor, "N 8 g g"],
    ) -> tuple[Float[Tensor, "N 1 H H"], Float[Tensor, "N 1 H H"]]:
        """The moved frame (not clamped), and the blend mask."""
        side = reference.shape[-1]
        moved = warp(reference, displacement)
        coarse = torch.cat([F.avg_pool2d(moved, 4), F.avg_pool2d(reference, 4), features], 1)
        gain, offset = resize(self.tone(coarse), side).chunk(2, 1)
        blocks = [F.pixel_unshuffle(moved, 2), F.pixel_unshuffle(reference, 2)]
        fine = torch.cat([*blocks, F.interpolate(features, scale_factor=2.0, mode="nearest")], 1)
        still = torch.sigmoid(resize(self.blend(fine), side))
        mixed = moved + still * (reference - moved)
        toned = mixed * (1.0 + GAIN_RANGE * torch.tanh(gain))
        return toned + OFFSET_RANGE * offset * (BLACK_SLOPE * mixed).clamp(0.0, 1.0), still
