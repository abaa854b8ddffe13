"""Stage 2: the motion autoencoder, trained on pairs of frames of one clip."""

from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from echocohort_lab.data.pool import ClipBatch, draw_clips
from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.checkpoint import averaged, under
from echocohort_lab.networks.motion import MotionDecoder, MotionEncoder, MotionSpace
from echocohort_lab.picture.move import take_reference, warp
from echocohort_lab.readers.measurer import area_and_length, volume
from echocohort_lab.stages.base import Figures, Stage
from echocohort_lab.stages.losses import VOLUME_BETA, fold_loss, material_loss

PAIRS = 6  # frames of each clip
CODE_NOISE = 0.3
LEAST_CHANCE = 0.15  # of a frame whose volume is the reference's, to be drawn
MATERIAL_WEIGHT, VOLUME_WEIGHT, FOLD_WEIGHT, CODE_WEIGHT = 50.0, 4.0, 5.0, 2e-3
SPACE_CLIPS = 1024
CHUNK = 64


def volumes_of(mask: Float[Tensor, "N 1 m m"]) -> Float[Tensor, "N"]:
    return volume(*area_and_length(mask[:, 0]))


def pixels(clips: ClipBatch, frame: Int[Tensor, "B J"]) -> Float[Tensor, "N 1 H W"]:
    """Chosen frames of each clip in 0..1."""
    return take_reference(clips.video, frame).flatten(0, 1)[:, None].float() / 255.0


def drawn_frame(weight: Float[Tensor, "B T"], count: int, generator: torch.Generator) -> Int[Tensor, "B count"]:
    """Frames with chances proportional to their weights, with replacement."""
    return torch.multinomial(weight, count, replacement=True, generator=generator)


class MotionStage(Stage):
    """Both frames are seen; what is judged is where the decoder's displacement takes tissue and the exact mask."""

    name = "motion"

    def __init__(self, encoder: Encoder) -> None:
        self.image = encoder.eval().requires_grad_(False)
        self.encoder, self.decoder, self.space = MotionEncoder(), MotionDecoder(), MotionSpace()
        self.network = nn.ModuleDict({"encoder": self.encoder, "decoder": self.decoder, "space": self.space})

    def compile(self) -> None:
        self.encoder.net.compile()
        self.decoder.body.compile()

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        clips = draw_clips(pool, batch, generator)
        at = drawn_frame(clips.valid, 1, generator)  # [B, 1]
        apart = (clips.curve[:, :, 5] - clips.curve[:, :, 5].gather(1, at)).abs()
        frame = drawn_frame(clips.valid * (LEAST_CHANCE + apart), PAIRS, generator)  # [B, J]
        first = at.expand(-1, PAIRS)

        reference, other = pixels(clips, at), pixels(clips, frame)
        with torch.no_grad():
            latent = self.image(reference)
        material = take_reference(clips.material, first).flatten(0, 1)
        wanted = take_reference(clips.material, frame).flatten(0, 1)
        own = material[::PAIRS]
        still = self.encoder.response(reference, reference, own, own).repeat_interleave(PAIRS, 0)
        reference = reference.repeat_interleave(PAIRS, 0)
        code = self.encoder.code(self.encoder.response(reference, other, material, wanted), still)
        share = CODE_NOISE * torch.rand(len(code), 1, 1, 1, generator=generator, device=code.device)
        noise = torch.randn(code.shape, generator=generator, device=code.device)
        context = self.decoder.context(latent).repeat_interleave(PAIRS, 0)
        displacement = self.decoder.motion(code + share * noise, context)

        shown = material_loss(warp(material, displacement), wanted)
        mask = take_reference(clips.mask, first).flatten(0, 1)[:, None].float()
        start = volumes_of(mask)
        goal = volumes_of(take_reference(clips.mask, frame).flatten(0, 1)[:, None].float()) / start
        exact = F.smooth_l1_loss(volumes_of(warp(mask, displacement)) / start, goal, beta=VOLUME_BETA)
        folded = fold_loss(displacement)

        total = MATERIAL_WEIGHT * shown + VOLUME_WEIGHT * exact + FOLD_WEIGHT * folded + CODE_WEIGHT * (code**2).mean()
        return total, {"material": shown, "volume": exact, "fold": folded, "code": code.std()}

    @torch.no_grad()
    def codes(self, clips: ClipBatch, reference_frame: Int[Tensor, "B T"]) -> Float[Tensor, "B T 8 14 14"]:
        """Codes of every frame of the clips relative to its reference frame."""
        return clip_codes(self.encoder, clips, reference_frame)

    @torch.no_grad()
    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Measures the space of the codes."""
        kept = []
        for _ in range(-(-min(SPACE_CLIPS, pool.count) // CHUNK)):
            clips = draw_clips(pool, min(CHUNK, pool.count), generator)
            at = drawn_frame(clips.valid, 1, generator)
            moving = clips.valid.scatter(1, at, 0.0).flatten() > 0
            kept.append(self.codes(clips, at.expand_as(clips.valid)).flatten(0, 1)[moving])
        self.space.fit(torch.cat(kept))


@torch.no_grad()
def clip_codes(
    encoder: MotionEncoder, clips: ClipBatch, reference_frame: Int[Tensor, "B T"]
) -> Float[Tensor, "B T 8 14 14"]:
    """What the motion encoder makes of every frame of the clips relative to its reference frame."""
    frames = clips.valid.shape[1]
    every = torch.arange(frames, device=reference_frame.device).expand_as(reference_frame)
    reference, other = pixels(clips, reference_frame), pixels(clips, every)
    material = take_reference(clips.material, reference_frame).flatten(0, 1)
    still = encoder.response(reference, reference, material, material)
    moved = encoder.response(reference, other, material, clips.material.flatten(0, 1))
    return encoder.code(moved, still).unflatten(0, (-1, frames))


def trained_motion(run: Path) -> tuple[MotionEncoder, MotionDecoder, MotionSpace]:
    """The motion autoencoder of a run, from its averaged weights."""
    state = averaged(run / "motion.pt")
    parts = MotionEncoder(), MotionDecoder(), MotionSpace()
    for name, part in zip(("encoder", "decoder", "space"), parts, strict=True):
        part.load_state_dict(under(state, f"{name}."))
    return parts
