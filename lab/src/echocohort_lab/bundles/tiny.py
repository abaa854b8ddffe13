"""A stand-in bundle for tests of queueing: the interface of the real one, 32 x 32 pixels, milliseconds a batch.

A small convolution with seeded random weights turns the reference and the noise into a dim texture; over it stands a
bright ellipse that shrinks with the requested volume. Two readers find what is bright in the reference, each by a
threshold of its own; the ellipse's own motion carries what they found. Nothing here was trained, and nothing looks like
a heart; only interface, EF control and determinism are real.
Shapes: B batch, K references, T = 8 frames, N pictures, S = 32 pixels, latent 4 x 4 x 4.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from echocohort_lab.bundles.bundle import Sizes
from echocohort_lab.picture.move import places, sampled, take_reference
from echocohort_lab.readers.outline import dice
from echocohort_lab.readers.readings import Reader, Readings, readings_of

TINY_SIZES = Sizes(frames=8, side=32, references=2, latent=(4, 4, 4))
TINY_INPUTS = ("references", "nearest", "observed", "noise", "ef", "efKnown", "curve", "valid")
WEIGHT_SEED = 8
SEMI_AXES = (10.0, 6.5)  # px at end-diastole, along and across
CENTRE = (16.5, 16.0)  # x, y in px
BRIGHT = 230.0 / 255.0
DIM = 100.0 / 255.0  # nothing but the ellipse is brighter
TREMOR = 0.004  # relative change of the ellipse's size by the noise: some 0.5 pp of EF


def above(grey: Float[Tensor, "N S S"], dark: float) -> Float[Tensor, "N S S"]:
    """How far a pixel stands between dark and the ellipse."""
    return ((grey - dark) / (BRIGHT - dark)).clamp(0.0, 1.0)


class TinyGenerator(Reader):
    """Follows the curve that it is given. Every frame carries the ellipse, observed ones too."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(WEIGHT_SEED)
        latent = TINY_SIZES.latent[0]
        self.texture = nn.Sequential(
            nn.Conv2d(1 + latent, 8, 3, padding=1), nn.SiLU(), nn.Conv2d(8, 1, 3, padding=1), nn.Sigmoid()
        )

    @staticmethod
    def masks(grey: Float[Tensor, "N S S"]) -> Float[Tensor, "N 2 S S"]:
        """What is bright, by two thresholds; never at the border, from where nothing could be carried away."""
        inner = F.pad(torch.ones_like(grey[:, 2:, 2:]), (1, 1, 1, 1))
        return torch.stack([above(grey, DIM), above(grey, 1.1 * DIM)], 1) * inner[:, None]

    def read(self, frames: UInt8[Tensor, "N S S"]) -> Readings:
        masks = self.masks(frames.float() / 255.0)
        return readings_of(masks, dice(*masks.unbind(1)))

    def ellipse(self, scale: Float[Tensor, "B T"]) -> Float[Tensor, "B T S S"]:
        """Coverage of each pixel by an ellipse of this scale, its edge one pixel soft."""
        side = TINY_SIZES.side
        pixel = torch.arange(side, dtype=scale.dtype, device=scale.device) + 0.5
        x, y = (pixel - CENTRE[0])[None, :], (pixel - CENTRE[1])[:, None]
        along, across = SEMI_AXES
        radius = torch.sqrt((y / along) ** 2 + (x / across) ** 2 + 1e-6)  # [S, S], 1 on the edge at scale 1
        slope = torch.sqrt((y / along**2) ** 2 + (x / across**2) ** 2 + 1e-6) / radius  # its change a pixel
        return ((scale[:, :, None, None] - radius) / slope + 0.5).clamp(0.0, 1.0)

    @staticmethod
    def displacement(
        scale: Float[Tensor, "B T"], nearest: Int[Tensor, "B T"], observed: Float[Tensor, "B T"]
    ) -> Float[Tensor, "B T 2 S S"]:
        """Towards the centre or away from it, by how much smaller or larger the ellipse is than in the reference."""
        side = TINY_SIZES.side
        same = (nearest[:, :, None] == nearest[:, None, :]).to(scale.dtype)
        at_reference = (same * observed[:, None, :]) @ scale[:, :, None]  # [B, T, 1]
        growth = (at_reference / scale[:, :, None])[:, :, :, None, None] - 1.0
        pixel = torch.arange(side, dtype=scale.dtype, device=scale.device) + 0.5
        x, y = (pixel - CENTRE[0]).expand(side, side), (pixel - CENTRE[1])[:, None].expand(side, side)
        return growth * torch.stack([x, y]) * (2.0 / side)

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
    ) -> tuple[Tensor, ...]:
        """In the order of OUTPUTS."""
        batch, count, side, _ = references.shape
        grey = references.float() / 255.0
        reference = take_reference(grey, nearest)  # [B, T, S, S]
        grain = F.interpolate(noise.flatten(0, 1), size=(side, side), mode="nearest")
        texture = self.texture(torch.cat([reference.reshape(-1, 1, side, side), grain], 1)).view(reference.shape)
        dim = (0.6 * reference.clamp(max=DIM) + 0.3 * DIM * texture + 0.1 * DIM * observed[:, :, None, None]) * 0.9
        asked = (1.0 - ef * ef_known)[:, None].clamp(min=0.05)  # the least volume that was asked for
        volume = torch.maximum(curve[:, :, 5], asked)  # V goes as the cube of the scale
        scale = volume.clamp(min=0.02) ** (1.0 / 3.0) * (1.0 + TREMOR * torch.tanh(noise.mean((2, 3, 4)) * 4.0))
        clip = (dim + self.ellipse(scale) * (BRIGHT - dim)) * valid[:, :, None, None]
        pixels = torch.round(clip * 255.0).to(torch.uint8)
        masks = self.masks(grey.flatten(0, 1))
        look = places(self.displacement(scale, nearest, observed), nearest, TINY_SIZES.references, side)
        moved = sampled(masks.unflatten(0, (batch, count)), look, TINY_SIZES.references).transpose(
            1, 2
        )  # [B, T, 2, S, S]
        agreement = dice(*masks.unbind(1)).unflatten(0, (batch, count))
        return pixels, curve.clone(), *readings_of(moved.flatten(0, 1), agreement).clips(batch).flat()


def tiny_anchors(count: int) -> UInt8[Tensor, "count S S"]:
    """End-diastolic anchor frames: the ellipse at full size on dim noise."""
    generator = torch.Generator().manual_seed(WEIGHT_SEED)
    side = TINY_SIZES.side
    dim = DIM * torch.rand(count, side, side, generator=generator) * 0.6
    ellipse = TinyGenerator().ellipse(torch.ones(1, count))[0]
    return torch.round((dim + ellipse * (BRIGHT - dim)) * 255.0).to(torch.uint8)
