"""The whole generator as one graph: uint8 reference frames in, uint8 clip and LV curves out.

encode the references -> timing (a volume curve that fits EF and the anchor's phase) -> motion of every frame -> move
the nearest reference -> make it as fine as that, with noise of its own -> measure.
Input and output names are the roles of libs/shared/src/bundle.ts.
Shapes: B batch, K references, T frames, H x W pixels.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from echocohort_lab.autoencoder import Encoder
from echocohort_lab.fineness import as_fine
from echocohort_lab.grain import Grain
from echocohort_lab.measurer import SELECTOR_WIDTHS, Measurer, area_and_length
from echocohort_lab.motion import MotionDecoder
from echocohort_lab.motion_flow import Conditions, MotionFlow, take_reference
from echocohort_lab.move import Fields, move
from echocohort_lab.phantom.render import SIDE
from echocohort_lab.sector import sector
from echocohort_lab.timing_flow import TimingFlow

INPUTS = (
    "references",
    "nearest",
    "observed",
    "noise",
    "timingNoise",
    "ef",
    "phase",
    "curve",
    "curveKnown",
    "valid",
)
OUTPUTS = ("frames", "curveUsed", "lvArea", "lvLength")


class Inputs(NamedTuple):
    """What a batch of samples is made from, in the graph's order."""

    references: UInt8[Tensor, "B K H W"]
    nearest: Int[Tensor, "B T"]  # which reference each frame leans on
    observed: Float[Tensor, "B T"]
    noise: Float[Tensor, "B T k 1 1"]
    timing_noise: Float[Tensor, "B 8"]
    ef: Float[Tensor, "B"]  # fraction
    phase: Float[Tensor, "B 3"]  # contraction 0..1 at the anchor, direction, known
    curve: Float[Tensor, "B T 7"]
    curve_known: Float[Tensor, "B"]
    valid: Float[Tensor, "B T"]


class Made(NamedTuple):
    """A batch of samples. Area in px^2 and length in px are the selector's; fields are [B, T, ...]."""

    frames: UInt8[Tensor, "B T H W"]
    curve: Float[Tensor, "B T 7"]
    area: Float[Tensor, "B T"]
    length: Float[Tensor, "B T"]
    fields: Fields


Clip = tuple[UInt8[Tensor, "B T H W"], Float[Tensor, "B T 7"], Float[Tensor, "B T"], Float[Tensor, "B T"]]


class Generator(nn.Module):
    """Encoder, timing flow, motion flow, motion decoder, and the selector that measures what they made."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.timing = TimingFlow()
        self.flow = MotionFlow()
        self.decoder = MotionDecoder()
        self.grain = Grain(SIDE)
        self.selector = Measurer(SELECTOR_WIDTHS)

    def used_curve(self, x: Inputs, latents: Float[Tensor, "B K 16 14 14"], steps: int) -> Float[Tensor, "B T 7"]:
        """The curve that was given, or one of the timing flow's."""
        first = x.observed.argmax(1, keepdim=True)
        anchor = take_reference(latents, torch.gather(x.nearest, 1, first))[:, 0]
        # Twice the rows, half of the result: a product of a single row is rounded unlike one of many.
        noise, ef, valid, observed, latent, phase = (
            torch.cat([each, each]) for each in (x.timing_noise, x.ef, x.valid, x.observed, anchor, x.phase)
        )
        drawn = self.timing.sample(noise, ef, valid, observed, latent, phase, steps=steps).unflatten(0, (2, -1))[0]
        return torch.where(x.curve_known[:, None, None] > 0, x.curve, drawn)

    def fields(self, x: Inputs, latents: Tensor, grey: Tensor, curve: Tensor, steps: int) -> tuple[Fields, Tensor]:
        """Fields [B*T, ...] of every frame relative to its nearest reference, and that, warped; in so many steps."""
        asked = Conditions(latents, x.nearest, x.observed, curve, x.valid)
        codes = self.flow(x.noise, asked, steps).flatten(0, 1)
        context = self.decoder.context(latents.flatten(0, 1)).unflatten(0, latents.shape[:2])
        own = take_reference(context, x.nearest).flatten(0, 1)
        made: tuple[Fields, Tensor] = self.decoder.fields(grey, codes, own)
        return made

    def make(self, x: Inputs, steps: int = 1) -> Made:
        """Observed frames come back as they were; frames that are not valid come back black."""
        batch, frames = x.nearest.shape
        height, width = x.references.shape[2:]
        grey = x.references.float() / 255.0  # [B, K, H, W]
        latents = self.encoder(grey.flatten(0, 1)[:, None]).unflatten(0, (batch, -1))  # [B, K, 16, 14, 14]
        curve = self.used_curve(x, latents, steps)
        reference = take_reference(grey, x.nearest)  # [B, T, H, W]
        source = reference.reshape(-1, 1, height, width)
        fields, moved = self.fields(x, latents, source, curve, steps)
        inside = sector(grey.flatten(0, 1)[:, None]).view_as(grey)
        fine = self.grain(as_fine(move(source, fields, moved), source), x.noise).view_as(reference)
        clip = fine.clamp(0.0, 1.0) * take_reference(inside, x.nearest)
        clip = torch.where(x.observed[:, :, None, None] > 0, reference, clip) * x.valid[:, :, None, None]
        pixels = torch.round(clip * 255.0).to(torch.uint8)
        # The selector sees the rounded frames, so that a clip read back from its file measures the same.
        logits = self.selector((pixels.float() / 255.0).view(-1, 1, height, width))
        area, length = area_and_length(torch.sigmoid(logits)[:, 0])
        whole = Fields(*(field.unflatten(0, (batch, frames)) for field in fields))
        return Made(pixels, curve, area.view(batch, frames), length.view(batch, frames), whole)

    def forward(
        self,
        references: UInt8[Tensor, "B K H W"],
        nearest: Int[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        noise: Float[Tensor, "B T k 1 1"],
        timing_noise: Float[Tensor, "B 8"],
        ef: Float[Tensor, "B"],
        phase: Float[Tensor, "B 3"],
        curve: Float[Tensor, "B T 7"],
        curve_known: Float[Tensor, "B"],
        valid: Float[Tensor, "B T"],
    ) -> Clip:
        made = self.make(
            Inputs(references, nearest, observed, noise, timing_noise, ef, phase, curve, curve_known, valid)
        )
        return made.frames, made.curve, made.area, made.length
