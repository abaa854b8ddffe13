"""The whole generator as one graph: uint8 reference frames in, uint8 clip, LV curves and outlines out.

encode the references -> timing (a volume curve that fits EF and the anchor's phase) -> displacement of every frame
from its nearest reference -> move that reference -> make it as fine as it was, with noise of its own. Two readers
outline the ventricle in the references; the same displacement carries their outlines from frame to frame, and what
these enclose is measured: nothing has to be found again in a made frame.
Input and output names are the roles of libs/shared/src/bundle.ts.
Shapes: B batch, K references, T frames, H x W pixels, P points of an outline.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.motion import MotionDecoder
from echocohort_lab.networks.motion_flow import Conditions, MotionFlow
from echocohort_lab.networks.timing_flow import TimingFlow
from echocohort_lab.phantom.render import SIDE
from echocohort_lab.picture.enlarge import Enlarge
from echocohort_lab.picture.fineness import Look, as_fine, look_of
from echocohort_lab.picture.grain import Grain
from echocohort_lab.picture.move import places, sampled, take_reference
from echocohort_lab.picture.sector import sector
from echocohort_lab.readers.audit import AuditMeasurer
from echocohort_lab.readers.measurer import SELECTOR_WIDTHS, Measurer
from echocohort_lab.readers.outline import agreement
from echocohort_lab.readers.readings import READINGS, Reader, Readings, readings_of

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
OUTPUTS = ("frames", "curveUsed", *READINGS)
MOST_REFERENCES = 4


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
    """A batch of samples."""

    frames: UInt8[Tensor, "B T H W"]
    curve: Float[Tensor, "B T 7"]
    readings: Readings  # of the outlines that the displacement carried
    displacement: Float[Tensor, "B T 2 28 28"]  # 0 where a frame is observed


class Generator(Reader):
    """Encoder, timing flow, motion flow, motion decoder; and the two readers, which share nothing with each other."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.timing = TimingFlow()
        self.flow = MotionFlow()
        self.decoder = MotionDecoder()
        self.enlarge = Enlarge(SIDE)
        self.grain = Grain(SIDE)
        self.selector = Measurer(SELECTOR_WIDTHS)
        self.audit = AuditMeasurer()

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

    def displacement(self, x: Inputs, latents: Tensor, curve: Tensor, steps: int) -> Float[Tensor, "B T 2 28 28"]:
        """Of every frame from its nearest reference, in so many steps."""
        asked = Conditions(latents, x.nearest, x.observed, curve, x.valid)
        codes = self.flow(x.noise, asked, steps).flatten(0, 1)
        context = self.decoder.context(latents.flatten(0, 1)).unflatten(0, latents.shape[:2])
        field = self.decoder.motion(codes, take_reference(context, x.nearest).flatten(0, 1))
        return field.unflatten(0, x.nearest.shape) * (1.0 - x.observed)[:, :, None, None, None]

    def masks(self, grey: Float[Tensor, "N H W"]) -> Float[Tensor, "N 2 H W"]:
        """Soft LV masks of pictures in 0..1: the selector's, the audit's."""
        return torch.sigmoid(torch.cat([self.selector(grey[:, None]), self.audit(grey[:, None])], 1))

    def moved(self, grey: Float[Tensor, "B K H W"], look: Float[Tensor, "B TH W 2"]) -> Float[Tensor, "B T H W"]:
        """Every frame, moved from its reference and nothing else."""
        enlarged = self.enlarge(grey.flatten(0, 1)[:, None]).unflatten(0, grey.shape[:2])
        return sampled(enlarged, look, MOST_REFERENCES)[:, 0]

    def finished(self, moved: Float[Tensor, "B T H W"], grey: Float[Tensor, "B K H W"], x: Inputs) -> Tensor:
        """Moved frames with their reference's fineness and sector and fresh noise, uint8 [B, T, H, W].

        Observed frames come back as they were; frames that are not valid come back black.
        """
        pictures = grey.flatten(0, 1)[:, None]
        of_frames = (take_reference(part.unflatten(0, grey.shape[:2]), x.nearest) for part in look_of(pictures))
        fine = as_fine(moved.flatten(0, 1)[:, None], Look(*(part.flatten(0, 1) for part in of_frames)))
        inside = sector(pictures).view_as(grey)
        clip = self.grain(fine, x.noise).view_as(moved).clamp(0.0, 1.0) * take_reference(inside, x.nearest)
        clip = torch.where(x.observed[:, :, None, None] > 0, take_reference(grey, x.nearest), clip)
        return torch.round(clip * x.valid[:, :, None, None] * 255.0).to(torch.uint8)

    def carried(self, grey: Float[Tensor, "B K H W"], look: Float[Tensor, "B TH W 2"]) -> Readings:
        """What the readers' outlines of the references enclose after the motion of each frame."""
        masks = self.masks(grey.flatten(0, 1))
        agreed = agreement(*masks.unbind(1)).unflatten(0, grey.shape[:2])
        moved = sampled(masks.unflatten(0, grey.shape[:2]), look, MOST_REFERENCES).transpose(1, 2)  # [B, T, 2, H, W]
        return readings_of(moved.flatten(0, 1), agreed).clips(grey.shape[0])

    def make(self, x: Inputs, steps: int = 1) -> Made:
        """A batch of samples, in one step or several."""
        batch, _, side, _ = x.references.shape
        grey = x.references.float() / 255.0  # [B, K, H, W]
        latents = self.encoder(grey.flatten(0, 1)[:, None]).unflatten(0, (batch, -1))  # [B, K, 16, 14, 14]
        curve = self.used_curve(x, latents, steps)
        displacement = self.displacement(x, latents, curve, steps)
        look = places(displacement, x.nearest, MOST_REFERENCES, side)
        frames = self.finished(self.moved(grey, look), grey, x)
        return Made(frames, curve, self.carried(grey, look), displacement)

    def read(self, frames: UInt8[Tensor, "N H W"]) -> Readings:
        """What both readers see in pictures, each for itself."""
        masks = self.masks(frames.float() / 255.0)
        return readings_of(masks, agreement(*masks.unbind(1)))

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
    ) -> tuple[Tensor, ...]:
        """In the order of OUTPUTS."""
        made = self.make(
            Inputs(references, nearest, observed, noise, timing_noise, ef, phase, curve, curve_known, valid)
        )
        return made.frames, made.curve, *made.readings.flat()
