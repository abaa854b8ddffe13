"""Stage 3: the motion flow, and the decoder's last touch.

A step's clips are asked for in three ways: as they were (two one-step draws, scored against the truth), at another EF
and beat (two draws, scored against the motion that follows from the stored geometry), and at random flow times, which
makes the network a mean flow that also takes many steps. Shapes: F factual clips, N rows of the network's batch.
"""

from pathlib import Path
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.data.pool import Ask, ClipBatch, counterfactual, draw_ask, draw_clips, wanted_material
from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.checkpoint import averaged, under
from echocohort_lab.networks.motion import MotionDecoder, MotionEncoder, MotionSpace
from echocohort_lab.networks.motion_flow import Conditions, FlowConfig, MotionFlow
from echocohort_lab.phantom.subject import select
from echocohort_lab.picture.move import take_reference
from echocohort_lab.stages.autoencoder import trained_encoder
from echocohort_lab.stages.base import Figures, Group, Stage
from echocohort_lab.stages.losses import (
    energy_score,
    exact_ef,
    fold_loss,
    frame_error,
    moved_material,
    volume_loss,
    warped_volumes,
)
from echocohort_lab.stages.motion import clip_codes, trained_motion
from echocohort_lab.stages.reach import measured_reach

DECODER_FACTOR = 0.3
# Over the training: early on the material maps tell where tissue goes; on their 28 x 28 grid they pull EF some points
# low, so that they fade while the exact volume gains.
MATERIAL_FADE, VOLUME_GAIN = 0.75, 1.5
LEAST_ALPHA = 0.1


class Weights(NamedTuple):
    """Weights of the terms. `apart` is how far the energy score keeps two draws apart: 1 as far as the truth asks."""

    code: float = 1.0
    material: float = 25.0
    volume: float = 8.0
    flow: float = 0.3
    fold: float = 5.0
    apart: float = 0.8


def adaptive(error: Float[Tensor, "N"], t: Float[Tensor, "N"]) -> Tensor:
    """Squared errors of a mean flow, weighted so that clips of large and of small error count alike."""
    return (error * (error.detach() + 1e-3) ** -0.5).mean() + (t**2 * error).mean()


def flow_times(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Pairs t >= r in 0..1, logit-normal."""
    pair = torch.sigmoid(0.3 + 1.2 * torch.randn(2, count, generator=generator, device=generator.device))
    return pair.amax(0), pair.amin(0)


@torch.no_grad()
def conditions(image: Encoder, clips: ClipBatch, ask: Ask) -> Conditions:
    """What is asked, with the latents of the observed frames."""
    side = clips.video.shape[-1]
    references = take_reference(clips.video, ask.positions).float() / 255.0  # [B, K, H, W]
    latents = image(references.reshape(-1, 1, side, side)).unflatten(0, references.shape[:2])
    return Conditions(latents, ask.nearest, ask.observed, ask.curve, ask.valid)


class FlowStage(Stage):
    """Trains the flow; image encoder and motion encoder stay as they are, the decoder learns slowly."""

    name = "flow"

    def __init__(
        self,
        image: Encoder,
        motion: tuple[MotionEncoder, MotionDecoder, MotionSpace],
        config: FlowConfig | None = None,
        weights: Weights | None = None,
    ) -> None:
        encoder, self.decoder, space = motion
        self.image = image.eval().requires_grad_(False)
        self.encoder = encoder.eval().requires_grad_(False)
        self.flow = MotionFlow(config, space)
        self.network = nn.ModuleDict({"flow": self.flow, "decoder": self.decoder})
        self.weights = weights or Weights()

    def groups(self) -> list[Group]:
        return [
            Group(params=list(self.flow.parameters()), factor=1.0),
            Group(params=list(self.decoder.parameters()), factor=DECODER_FACTOR),
        ]

    def compile(self) -> None:
        for block in self.flow.blocks:
            block.compile()
        self.encoder.net.compile()
        self.decoder.body.compile()

    def noise(self, rows: int, frames: int, generator: torch.Generator) -> Float[Tensor, "N T 8 14 14"]:
        shape = (rows, frames, self.flow.space.spread.shape[0], 1, 1)
        return self.flow.space.coloured(torch.randn(shape, generator=generator, device=generator.device))

    def context(self, asked: Conditions) -> Float[Tensor, "N M 14 14"]:
        """The decoder's view of each frame's reference."""
        each = self.decoder.context(asked.latents.flatten(0, 1)).unflatten(0, asked.latents.shape[:2])
        return take_reference(each, asked.nearest).flatten(0, 1)

    def displaced(self, x: Float[Tensor, "B T 8 14 14"], context: Tensor) -> Float[Tensor, "B T 2 28 28"]:
        return self.decoder.motion(self.flow.space.code(x).flatten(0, 1), context).unflatten(0, x.shape[:2])

    def mean_flow(
        self, x: Tensor, asked: Conditions, noise: Tensor, t: Tensor, r: Tensor, made: Tensor, alpha: Tensor
    ) -> Tensor:
        """Mean-flow loss of rows at times t > r or t = r, by a step of share alpha (alpha-flow, arXiv 2510.20771).

        `made` is what the network took for clean at z = x + t (noise - x).
        """
        wide = t[:, None, None, None, None]
        velocity = noise - x
        z = x + wide * velocity
        mean = (z - made) / wide.clamp(min=0.05)
        part = alpha * (t - r)
        with torch.no_grad():
            ahead = self.flow.velocity(z - part[:, None, None, None, None] * velocity, t - part, t - r - part, asked)
            wanted = velocity - (1.0 - alpha) / alpha * (mean - ahead) * (t > r)[:, None, None, None, None]
        error = (frame_error(mean, wanted) * asked.valid).sum(1) / asked.valid.sum(1)
        return adaptive(error, t)

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        w = self.weights
        device = generator.device
        clips = draw_clips(pool, batch, generator)
        ask = draw_ask(clips, generator)
        half = torch.arange(max(1, batch // 2), device=device)
        some = torch.arange(max(1, batch // 4), device=device)
        own_half, other = select(clips, half), counterfactual(select(ask, half), generator)
        factual = conditions(self.image, clips, ask)
        asked = factual.rows(half)._replace(curve=other.curve)
        truth = self.flow.space.standardised(clip_codes(self.encoder, clips, ask.reference_frame))
        truth = self.flow.space.projected(truth) * (1.0 - ask.observed)[:, :, None, None, None]

        # Rows of the one network call: two draws of each factual and counterfactual clip, then random flow times.
        draws = 2 * batch + 2 * len(half)
        flowing = factual.rows(torch.cat([some, torch.arange(batch, device=device)]))
        clean = torch.cat([truth[some], truth])
        t, r = flow_times(len(clean), generator)
        r[: len(some)] = t[: len(some)]
        t[-len(some) :].fill_(1.0)
        parts = (factual, factual, asked, asked, flowing)
        rows = Conditions(*(torch.cat(values) for values in zip(*parts, strict=True)))
        noise = self.noise(draws + len(clean), ask.valid.shape[1], generator)
        one = torch.ones(draws, device=device)
        mixed = clean + t[:, None, None, None, None] * (noise[draws:] - clean)
        made = self.flow.clean(
            torch.cat([noise[:draws], mixed]), torch.cat([one, t]), torch.cat([one, t - r]), rows
        ).float()

        alpha = (1.0 - 1.8 * progress).clamp(min=LEAST_ALPHA)
        flow = self.mean_flow(clean, flowing, noise[draws:], t, r, made[draws:], alpha)
        first, second = made[:batch], made[batch : 2 * batch]
        unseen = ask.valid * (1.0 - ask.observed)
        code = energy_score(first, second, truth, unseen, w.apart)

        context = self.context(factual)
        context = torch.cat([context, context, *(2 * [context.unflatten(0, (batch, -1))[half].flatten(0, 1)])])
        displacement = self.displaced(made[:draws], context)
        wanted, counted = wanted_material(own_half, other)
        a, b, c, d = displacement.split([batch, batch, len(half), len(half)])

        def shown(of: ClipBatch, like: Ask, field: Tensor) -> Tensor:
            return moved_material(of.material.float(), field, like.reference_frame)

        moved = shown(clips, ask, a), shown(clips, ask, b)
        material = energy_score(*moved, clips.material.float(), unseen, w.apart)
        imagined = energy_score(shown(own_half, other, c), shown(own_half, other, d), wanted, counted, w.apart)

        def volumes(of: ClipBatch, like: Ask, field: Tensor) -> Tensor:
            return warped_volumes(of.mask.float(), field, like.reference_frame, like.observed)

        exact = [volume_loss(volumes(clips, ask, field), ask.valid, ask.ef, ask.curve) for field in (a, b)]
        other_volumes = [volumes(own_half, other, field) for field in (c, d)]
        exact += [volume_loss(v, other.valid, other.ef, other.curve) for v in other_volumes]
        volume = torch.stack(exact).mean()

        folded = fold_loss(displacement.flatten(0, 1))
        total = (
            w.code * code
            + w.material * (1.0 - MATERIAL_FADE * progress) * 0.5 * (material + imagined)
            + w.volume * (1.0 + VOLUME_GAIN * progress) * volume
            + w.flow * flow
            + w.fold * folded
        )
        with torch.no_grad():
            spread = ((frame_error(*moved) * unseen).sum() / unseen.sum()).sqrt()
            error = ((frame_error(moved[0], clips.material.float()) * unseen).sum() / unseen.sum()).sqrt()
            ef_mae = (exact_ef(other_volumes[0], other.valid) - other.ef).abs().mean()
        figures = {
            "exactEfMae": ef_mae,
            "volume": volume,
            "code": code,
            "material": material,
            "imagined": imagined,
            "spread": spread / error,
            "flow": flow,
            "fold": folded,
        }
        return total, figures

    @torch.no_grad()
    def drawn(self, clips: ClipBatch, ask: Ask, generator: torch.Generator) -> Float[Tensor, "B T 2 28 28"]:
        """The displacement of one draw of each clip."""
        asked = conditions(self.image, clips, ask)
        noise = self.noise(clips.count, ask.valid.shape[1], generator)
        one = torch.ones_like(ask.ef)
        return self.displaced(self.flow.clean(noise, one, one, asked), self.context(asked))

    @torch.no_grad()
    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Scales the displacement so that the exact EF of twins is right on average."""
        reach = measured_reach(self.drawn, pool, generator)
        last = self.decoder.displacement[-1]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        last.weight.mul_(reach)
        last.bias.mul_(reach)


def trained_flow(run: Path) -> tuple[MotionFlow, MotionDecoder]:
    """Flow and decoder of a finished run."""
    state = averaged(run / "flow.pt")
    flow, decoder = MotionFlow(), MotionDecoder()
    flow.load_state_dict(under(state, "flow."))
    decoder.load_state_dict(under(state, "decoder."))
    return flow, decoder


def put_channels_last_(network: nn.Module) -> None:
    """Kernels as tensor cores want them, in memory; else each convolution turns its input around, and back."""
    for parameter in network.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)


def build(run: Path, device: torch.device) -> FlowStage:
    """A fresh flow on top of the image and motion autoencoders of the same run."""
    encoder, decoder, space = (part.to(device) for part in trained_motion(run))
    assert isinstance(encoder, MotionEncoder)
    assert isinstance(decoder, MotionDecoder)
    assert isinstance(space, MotionSpace)
    stage = FlowStage(trained_encoder(run).to(device), (encoder, decoder, space))
    if device.type == "cuda":
        for part in (stage.network, stage.image, stage.encoder):
            put_channels_last_(part)
    return stage
