"""A stand-in bundle for tests of queueing: the interface of the real one, 32 x 32 pixels, milliseconds a batch.

A small convolution with seeded random weights turns the reference and the noise into a dim texture; over it stands a
bright ellipse that shrinks with the requested volume. The measurer reads the ellipse by its brightness. Nothing here
was trained, and nothing looks like a heart; only interface, EF control and determinism are real.
Shapes: B batch, K references, T = 8 frames, S = 32 pixels, latent 4 x 4 x 4.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from echocohort_lab.bundle import Sizes
from echocohort_lab.generate import Clip
from echocohort_lab.measurer import area_and_length
from echocohort_lab.motion_flow import take_reference

TINY_SIZES = Sizes(frames=8, side=32, references=2, latent=(4, 4, 4))
TINY_INPUTS = ("references", "nearest", "observed", "noise", "ef", "efKnown", "curve", "valid")
WEIGHT_SEED = 8
SEMI_AXES = (10.0, 6.5)  # px at end-diastole, along and across
CENTRE = (16.5, 16.0)  # x, y in px
BRIGHT = 230.0 / 255.0
DIM = 100.0 / 255.0  # nothing but the ellipse is brighter
TREMOR = 0.004  # relative change of the ellipse's size by the noise: some 0.5 pp of EF


class TinyMeasurer(nn.Module):
    """Soft threshold: how far a pixel stands above the dim background. Frames [N, S, S] in 0..1 -> mask."""

    def forward(self, frames: Float[Tensor, "N S S"]) -> Float[Tensor, "N S S"]:
        return ((frames - DIM) / (BRIGHT - DIM)).clamp(0.0, 1.0)


class TinyMeasureGraph(nn.Module):
    """frames uint8 [N, S, S] -> area [N] in px^2, length [N] in px."""

    def __init__(self) -> None:
        super().__init__()
        self.measurer = TinyMeasurer()

    def forward(self, frames: UInt8[Tensor, "N S S"]) -> tuple[Float[Tensor, "N"], Float[Tensor, "N"]]:
        return area_and_length(self.measurer(frames.float() / 255.0))


class TinyGenerator(nn.Module):
    """Follows the curve that it is given. Every frame carries the ellipse, observed ones too."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(WEIGHT_SEED)
        latent = TINY_SIZES.latent[0]
        self.texture = nn.Sequential(
            nn.Conv2d(1 + latent, 8, 3, padding=1), nn.SiLU(), nn.Conv2d(8, 1, 3, padding=1), nn.Sigmoid()
        )
        self.measurer = TinyMeasurer()

    def ellipse(self, scale: Float[Tensor, "B T"]) -> Float[Tensor, "B T S S"]:
        """Coverage of each pixel by an ellipse of this scale, its edge one pixel soft."""
        side = TINY_SIZES.side
        pixel = torch.arange(side, dtype=scale.dtype, device=scale.device) + 0.5
        x, y = (pixel - CENTRE[0])[None, :], (pixel - CENTRE[1])[:, None]
        along, across = SEMI_AXES
        radius = torch.sqrt((y / along) ** 2 + (x / across) ** 2 + 1e-6)  # [S, S], 1 on the edge at scale 1
        slope = torch.sqrt((y / along**2) ** 2 + (x / across**2) ** 2 + 1e-6) / radius  # its change a pixel
        return ((scale[:, :, None, None] - radius) / slope + 0.5).clamp(0.0, 1.0)

    def forward(
        self,
        references: UInt8[Tensor, "B K S S"],
        nearest: Int[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        noise: Float[Tensor, "B T c g g"],
        ef: Float[Tensor, "B"],
        ef_known: Float[Tensor, "B"],
        curve: Float[Tensor, "B T 7"],
        valid: Float[Tensor, "B T"],
    ) -> Clip:
        batch, frames = nearest.shape
        side = TINY_SIZES.side
        reference = take_reference(references.float() / 255.0, nearest)  # [B, T, S, S]
        grain = F.interpolate(noise.flatten(0, 1), size=(side, side), mode="nearest")
        texture = self.texture(torch.cat([reference.reshape(-1, 1, side, side), grain], 1)).view(reference.shape)
        dim = (0.6 * reference.clamp(max=DIM) + 0.3 * DIM * texture + 0.1 * DIM * observed[:, :, None, None]) * 0.9
        asked = (1.0 - ef * ef_known)[:, None].clamp(min=0.05)  # the least volume that was asked for
        volume = torch.maximum(curve[:, :, 5], asked)  # V goes as the cube of the scale
        scale = volume.clamp(min=0.02) ** (1.0 / 3.0) * (1.0 + TREMOR * torch.tanh(noise.mean((2, 3, 4)) * 4.0))
        clip = (dim + self.ellipse(scale) * (BRIGHT - dim)) * valid[:, :, None, None]
        pixels = torch.round(clip * 255.0).to(torch.uint8)
        area, length = area_and_length(self.measurer((pixels.float() / 255.0).view(-1, side, side)))
        return pixels, curve.clone(), area.view(batch, frames), length.view(batch, frames)


def tiny_anchors(count: int) -> UInt8[Tensor, "count S S"]:
    """End-diastolic anchor frames: the ellipse at full size on dim noise."""
    generator = torch.Generator().manual_seed(WEIGHT_SEED)
    side = TINY_SIZES.side
    dim = DIM * torch.rand(count, side, side, generator=generator) * 0.6
    ellipse = TinyGenerator().ellipse(torch.ones(1, count))[0]
    return torch.round((dim + ellipse * (BRIGHT - dim)) * 255.0).to(torch.uint8)
