"""Stage 4: the mover, and the features that it reads, on what the finished flow draws.

The flow's draws are about a pixel off, because one frame does not tell how the heart will rock. This stage learns how
bright and how sharp a frame is best shown there, and to let the volume be seen that the moved mask has: by similarity
to the truth alone it would paint a mean of all leaflets into the cavity. The bundle's own measurer does the seeing.
Where tissue goes the stage leaves to the flow, but for one factor on all displacements, measured at the end, that makes
the mean exact EF what was asked for.
Shapes: B clips, J frames of each that are judged, N = B * J.
"""

from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from echocohort_lab.autoencoder import Encoder
from echocohort_lab.checkpoint import averaged, under
from echocohort_lab.losses import (
    VOLUME_BETA,
    PixelWeights,
    away_from_edge,
    exact_ef,
    lost_fineness,
    pixel_loss,
    warped_volumes,
)
from echocohort_lab.measurer import Measurer
from echocohort_lab.motion import MotionDecoder
from echocohort_lab.motion_flow import MotionFlow, take_reference
from echocohort_lab.move import move, warp
from echocohort_lab.phantom.geometry import beats
from echocohort_lab.phantom.render import curve_of
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import EF_RANGE
from echocohort_lab.pool import Ask, ClipBatch, draw_ask, draw_clips
from echocohort_lab.stages.autoencoder import trained_encoder
from echocohort_lab.stages.base import Figures, Group, Stage
from echocohort_lab.stages.examples import exact_masks
from echocohort_lab.stages.flow import conditions
from echocohort_lab.stages.motion import drawn_frame, pixels, volumes_of

JUDGED = 6  # frames of each clip
LEAST_CHANCE = 0.25  # of a frame whose volume is its reference's, to be judged
FINENESS_WEIGHT, SHOWN_WEIGHT = 3.0, 12.0
WEIGHTS = PixelWeights(structure=2.0, contrast=6.0)
VOLUME = 5  # channel of the curve
REACH_CLIPS, CHUNK = 512, 32
FURTHER = 1.05  # the factor at which the error of EF is measured beside 1
REACH = 0.75, 1.33


class MoverStage(Stage):
    """Trains features and mover of the decoder; measures the reach of its displacement."""

    name = "mover"

    def __init__(self, image: Encoder, flow: MotionFlow, decoder: MotionDecoder, reader: Measurer) -> None:
        self.image, self.flow, self.decoder, self.reader = image, flow, decoder, reader
        for part in (image, flow, decoder, reader):
            part.eval().requires_grad_(False)
        self.trained = nn.ModuleDict({"features": decoder.features, "mover": decoder.mover}).requires_grad_(True)
        self.network = nn.ModuleDict({**self.trained, "displacement": decoder.displacement})

    def groups(self) -> list[Group]:
        return [Group(params=list(self.trained.parameters()), factor=1.0)]

    def compile(self) -> None:
        for block in self.flow.blocks:
            block.compile()
        self.decoder.body.compile()

    @torch.no_grad()
    def draws(
        self, clips: ClipBatch, ask: Ask, frame: Int[Tensor, "B J"], generator: torch.Generator
    ) -> tuple[Float[Tensor, "N 2 28 28"], Float[Tensor, "N S 14 14"]]:
        """Displacement, and what the features are read from, of one draw of each clip, on the judged frames."""
        asked = conditions(self.image, clips, ask)
        shape = (*ask.valid.shape, self.flow.space.spread.shape[0], 1, 1)
        noise = torch.randn(shape, generator=generator, device=generator.device)
        codes = take_reference(self.flow(noise, asked), frame).flatten(0, 1)
        context = self.decoder.context(asked.latents.flatten(0, 1)).unflatten(0, asked.latents.shape[:2])
        own = take_reference(context, ask.nearest.gather(1, frame)).flatten(0, 1)
        return self.decoder.motion(codes, own)[0], self.decoder.hidden(codes, own)

    def shown(self, made: Tensor, reference: Tensor, mask: Tensor, displacement: Tensor) -> Tensor:
        """How far the volume read of made frames, over that of their references, is from the moved masks' own."""
        wanted = volumes_of(warp(mask, displacement)) / volumes_of(mask).clamp(min=1.0)

        def seen(frames: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N"]:
            return volumes_of(torch.sigmoid(self.reader(frames).float()))

        with torch.no_grad():
            start = seen(reference).clamp(min=1.0)
        return F.smooth_l1_loss(seen(made.clamp(0.0, 1.0)) / start, wanted, beta=VOLUME_BETA)

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        clips = draw_clips(pool, batch, generator)
        ask = draw_ask(clips, generator)
        volume = ask.curve[:, :, VOLUME]
        apart = (volume - volume.gather(1, ask.reference_frame)).abs()
        unseen = ask.valid * (1.0 - ask.observed)
        frame = drawn_frame(unseen * (LEAST_CHANCE + apart), JUDGED, generator)
        displacement, hidden = self.draws(clips, ask, frame, generator)

        source = ask.reference_frame.gather(1, frame)
        reference, truth = pixels(clips, source), pixels(clips, frame)
        moved = warp(reference, displacement)
        fields = self.decoder.mover(reference, moved, displacement, self.decoder.seen(hidden))
        made = move(reference, fields, moved)
        inside = away_from_edge(clips.video).repeat_interleave(JUDGED, 0)
        picture = pixel_loss(made, truth, fields, inside, torch.ones(len(made), device=made.device), WEIGHTS)
        lost = lost_fineness(made, truth, apart.gather(1, frame).flatten())
        mask = take_reference(clips.mask, source).flatten(0, 1)[:, None].float()
        shown = self.shown(made, reference, mask, displacement)
        total = picture + FINENESS_WEIGHT * lost + SHOWN_WEIGHT * shown
        return total, {"picture": picture, "lostFineness": lost, "shown": shown}

    @torch.no_grad()
    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Scales the displacement so that the exact EF of twins is right on average."""
        errors = []
        for _ in range(-(-min(REACH_CLIPS, pool.count) // CHUNK)):
            clips = draw_clips(pool, min(CHUNK, pool.count), generator)
            ask = own_beat_at_another_ef(clips, draw_ask(clips, generator), generator)
            every = torch.arange(ask.valid.shape[1], device=ask.valid.device).expand(clips.count, -1)
            field = self.draws(clips, ask, every, generator)[0].unflatten(0, every.shape)
            single = (ask.positions == ask.positions[:, :1]).all(1)  # several observed frames have an EF of their own
            errors.append(torch.stack([ef_errors(clips, ask, reach * field)[single] for reach in (1.0, FURTHER)]))
        near, far = torch.cat(errors, 1).mean(1).tolist()
        if not near - far < 0.0:  # nothing moves yet, or no clip has a single observed frame
            return
        reach = min(max(1.0 + (FURTHER - 1.0) * near / (near - far), REACH[0]), REACH[1])
        last = self.decoder.displacement[-1]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        last.weight.mul_(reach)
        last.bias.mul_(reach)


def own_beat_at_another_ef(clips: ClipBatch, ask: Ask, generator: torch.Generator) -> Ask:
    """A twin: what the observed frame shows of its phase stays true."""
    ef = Sampler(clips.count, generator).uniform(*EF_RANGE)
    return replace(ask, ef=ef, curve=curve_of(beats(replace(clips.subject.beat, ef=ef))))


def ef_errors(clips: ClipBatch, ask: Ask, displacement: Float[Tensor, "B T 2 28 28"]) -> Float[Tensor, "B"]:
    """Exact EF of the moved masks less the EF that was asked for. Masks of half size would read a point more."""
    frames, side = ask.valid.shape[1], clips.video.shape[-1]
    every = torch.arange(frames, device=ask.valid.device).expand(clips.count, -1)
    masks = exact_masks(clips.subject, every, side)
    volumes = warped_volumes(masks, displacement, ask.reference_frame, ask.observed)
    return exact_ef(volumes, ask.valid) - ask.ef


def flow_parts(run: Path) -> tuple[MotionFlow, MotionDecoder]:
    """Flow and decoder as the flow's stage left them."""
    state = averaged(run / "flow.pt")
    flow, decoder = MotionFlow(), MotionDecoder()
    flow.load_state_dict(under(state, "flow."))
    decoder.load_state_dict(under(state, "decoder."))
    return flow, decoder


def trained_flow(run: Path) -> tuple[MotionFlow, MotionDecoder]:
    """Flow and decoder of a finished run."""
    flow, decoder = flow_parts(run)
    state = averaged(run / "mover.pt")
    decoder.features.load_state_dict(under(state, "features."))
    decoder.mover.load_state_dict(under(state, "mover."))
    decoder.displacement.load_state_dict(under(state, "displacement."))
    return flow, decoder


def build(run: Path, device: torch.device) -> MoverStage:
    """The mover as the flow's stage left it, seen by the selector of the same run."""
    flow, decoder = (part.to(device) for part in flow_parts(run))
    assert isinstance(flow, MotionFlow)
    assert isinstance(decoder, MotionDecoder)
    reader = Measurer()
    reader.load_state_dict(averaged(run / "selector.pt"))
    return MoverStage(trained_encoder(run).to(device), flow, decoder, reader.to(device))
