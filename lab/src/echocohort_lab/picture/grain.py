"""What a receiver adds of itself: noise that is another in every frame, most of all where little echo comes back.

A moved frame brings its source's noise along. Here a share of a frame's fine detail, the larger the darker it is there,
gives way to fresh noise of the same strength. The noise is a window of one tile, laid at a place that the
sample's own noise tells, so that a sample is what it is on every device and in any company.
Shapes: B batch, T frames, H x W pixels.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.draws.seeds import seeded

REACH = 128  # places of a window, down and across
BLUR = 0.1, 0.3  # of the display, down and across, beside 1 for the pixel itself
SMOOTH = 5  # pixels: what is coarser is no detail
STEPS = 8.0  # windows pass through all places so often while a standard normal number grows by 1
IN_BLACK = 0.2  # share of the detail, by energy, that is fresh where nothing comes back
BLACK = 0.01  # grey 0..1 at which it is half of that


def coarse(image: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    return F.avg_pool2d(image, SMOOTH, 1, SMOOTH // 2, count_include_pad=False)


def draw_tile(side: int) -> Float[Tensor, "S"]:
    """Noise of variance 1 without coarse parts, as fine as a display shows it; rows one behind the other."""
    length = side + REACH
    noise = torch.randn(1, 1, length, length, generator=seeded(torch.device("cpu"), "grain"))
    down, across = (torch.tensor([blur, 1.0, blur]) for blur in BLUR)
    shown = F.conv2d(noise, (down[:, None] * across)[None, None], padding=1)
    fine = shown - coarse(shown)
    return (fine / fine.std()).flatten()


class Grain(nn.Module):
    """Fresh noise for frames of `side` x `side` pixels."""

    tile: Tensor

    def __init__(self, side: int) -> None:
        super().__init__()
        self.length = side + REACH
        self.register_buffer("tile", draw_tile(side))

    def fresh(self, noise: Float[Tensor, "B T k 1 1"], side: int) -> Float[Tensor, "N 1 H W"]:
        """Noise of variance 1, [B*T, 1, side, side]."""
        turns = noise[:, :, :2, 0, 0].flatten(0, 1) * STEPS
        place = ((turns - turns.floor()) * REACH).long()
        pixel = torch.arange(side, device=noise.device)
        down, across = (place[:, axis, None] + pixel for axis in (0, 1))
        return self.tile[down[:, :, None] * self.length + across[:, None]][:, None]

    def forward(self, made: Float[Tensor, "N 1 H W"], noise: Float[Tensor, "B T k 1 1"]) -> Float[Tensor, "N 1 H W"]:
        """The frames with a share of their detail fresh."""
        smooth = coarse(made)
        detail = made - smooth
        strength = coarse(detail**2).sqrt()
        share = IN_BLACK * BLACK / (BLACK + smooth)
        fresh = self.fresh(noise, made.shape[-1])
        return smooth + (1.0 - share).sqrt() * detail + share.sqrt() * strength * fresh
