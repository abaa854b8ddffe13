"""The three things that are trained, one class each: what a step's loss is. The loop is in train.py.

Order: autoencoder -> selector and audit (any time) -> flow, which needs the encoder.
"""

from typing import Protocol, runtime_checkable

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.autoencoder import LATENT_CHANNELS, Decoder, Encoder
from echocohort_lab.flow import Conditions, Fields, FlowConfig, MotionFlow, take_reference
from echocohort_lab.losses import (
    Weights,
    exact_ef,
    material_loss,
    pixel_loss,
    stuck_loss,
    volume_loss,
    warped_volumes,
)
from echocohort_lab.measurer import Measurer
from echocohort_lab.move import Mover
from echocohort_lab.pool import Ask, ClipBatch, counterfactual, draw_ask, draw_clips, wanted_material

Figures = dict[str, Tensor]

GRADIENT_WEIGHT = 0.5
KL_WEIGHT = 2e-5
BLUR_MAX = 0.8
STATISTICS_FRAMES = 512


@runtime_checkable
class Stage(Protocol):
    """A network and the loss of one step. Everything random comes from the generator."""

    name: str

    @property
    def network(self) -> nn.Module: ...

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator) -> tuple[Tensor, Figures]: ...

    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None: ...


def draw_frames(pool: ClipBatch, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random valid frames [N, 1, 112, 112] in 0..1 and their exact masks at half size [N, 1, 56, 56]."""
    valid = pool.valid.flatten().nonzero()[:, 0]
    pick = valid[torch.randint(len(valid), (count,), generator=generator, device=generator.device)]
    frames = pool.video.flatten(0, 1)[pick][:, None].float() / 255.0
    return frames, pool.mask.flatten(0, 1)[pick][:, None]


class AutoencoderStage:
    """L1, gradients and a light KL term; no discriminator (it leaves combs)."""

    name = "autoencoder"

    def __init__(self) -> None:
        self.encoder, self.decoder = Encoder(), Decoder()
        self.network = nn.ModuleDict({"encoder": self.encoder, "decoder": self.decoder})

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        frames, _ = draw_frames(pool, batch, generator)
        mean, log_variance = self.encoder.posterior(frames)
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        error = self.decoder(mean + torch.exp(0.5 * log_variance) * noise) - frames
        gradient = error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()
        kl = 0.5 * (mean**2 + log_variance.exp() - 1.0 - log_variance).mean()
        l1 = error.abs().mean()
        return l1 + GRADIENT_WEIGHT * gradient + KL_WEIGHT * kl, {"l1": l1, "kl": kl}

    @torch.no_grad()
    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Measures the statistics by which latents are standardised."""
        frames, _ = draw_frames(pool, STATISTICS_FRAMES, generator)
        self.encoder.mean.zero_()
        self.encoder.scale.fill_(1.0)
        latents = self.encoder(frames)
        self.encoder.mean.copy_(latents.mean((0, 2, 3)).view(1, LATENT_CHANNELS, 1, 1))
        self.encoder.scale.copy_(latents.std((0, 2, 3)).clamp(min=1e-3).view(1, LATENT_CHANNELS, 1, 1))


class MeasurerStage:
    """Cross entropy and soft Dice against the exact mask; half of the frames are blurred, as generated ones may be."""

    def __init__(self, name: str, widths: tuple[int, int, int, int]) -> None:
        self.name = name
        self.network = self.measurer = Measurer(widths)

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        frames, mask = draw_frames(pool, batch, generator)
        share = BLUR_MAX * torch.rand(batch, 1, 1, 1, generator=generator, device=frames.device)
        share[batch // 2 :] = 0.0
        frames = frames + share * (F.avg_pool2d(frames, 3, 1, 1) - frames)
        logits = self.measurer(frames)
        wanted = F.interpolate(mask, scale_factor=2.0, mode="bilinear", align_corners=False)
        marked = torch.sigmoid(logits)
        overlap = (2.0 * marked * wanted).sum((1, 2, 3)) + 1.0
        dice = (overlap / ((marked + wanted).sum((1, 2, 3)) + 1.0)).mean()
        return F.binary_cross_entropy_with_logits(logits, wanted) + 1.0 - dice, {"dice": dice}

    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Nothing to measure."""


class FlowStage:
    """Motion of observed frames, half of the batch factual and half counterfactual. The encoder stays as it is."""

    name = "flow"

    def __init__(self, encoder: Encoder, config: FlowConfig | None = None, weights: Weights | None = None) -> None:
        self.encoder = encoder.eval()
        for parameter in encoder.parameters():
            parameter.requires_grad_(False)
        self.flow, self.mover = MotionFlow(config), Mover()
        self.network = nn.ModuleDict({"flow": self.flow, "mover": self.mover})
        self.weights = weights or Weights()

    def fields(self, clips: ClipBatch, ask: Ask, generator: torch.Generator) -> Fields:
        """One step of the flow for what is asked."""
        batch, frames = ask.valid.shape
        side = clips.video.shape[-1]
        references = take_reference(clips.video, ask.positions).float() / 255.0  # [B, K, H, W]
        with torch.no_grad():
            latents = self.encoder(references.reshape(-1, 1, side, side)).unflatten(0, (batch, -1))
        config = self.flow.config
        shape = (batch, frames, config.latent_channels, config.latent_side, config.latent_side)
        noise = torch.randn(shape, generator=generator, device=latents.device)
        asked = Conditions(latents, ask.nearest, ask.observed, ask.ef, ask.ef_known, ask.curve, ask.valid)
        fields: Fields = self.flow(noise, asked)
        return fields

    def exact_volumes(self, clips: ClipBatch, ask: Ask, fields: Fields) -> Float[Tensor, "B T"]:
        return warped_volumes(clips.mask, fields.displacement, ask.reference_frame, ask.observed)

    def pixels(self, clips: ClipBatch, ask: Ask, fields: Fields) -> Tensor:
        """Pixel losses of factual clips, over the frames that were not observed."""
        side = clips.video.shape[-1]
        truth = clips.video.float() / 255.0
        reference = take_reference(truth, ask.reference_frame).reshape(-1, 1, side, side)
        made, still = self.mover(reference, fields.displacement.flatten(0, 1), fields.features.flatten(0, 1))
        weight = (ask.valid * (1.0 - ask.observed)).flatten()
        stuck = stuck_loss(still, fields.displacement.flatten(0, 1), weight)
        pixels = pixel_loss(made, still, truth.reshape(-1, 1, side, side), weight, self.weights)
        return pixels + self.weights.stuck * stuck

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        w = self.weights
        clips = draw_clips(pool, batch, generator)
        ask = draw_ask(clips, generator)
        fields = self.fields(clips, ask, generator)
        unseen = ask.valid * (1.0 - ask.observed)
        material = material_loss(clips.material, fields.displacement, ask.reference_frame, clips.material, unseen)
        volumes = self.exact_volumes(clips, ask, fields)
        factual = volume_loss(volumes, ask.valid, ask.ef, ask.ef_known, ask.curve)

        other = counterfactual(ask, generator)
        moved = self.fields(clips, other, generator)
        wanted, counted = wanted_material(clips, other)
        imagined = material_loss(clips.material, moved.displacement, other.reference_frame, wanted, counted)
        other_volumes = self.exact_volumes(clips, other, moved)
        asked = volume_loss(other_volumes, other.valid, other.ef, other.ef_known, other.curve)
        ef_mae = (exact_ef(other_volumes, other.valid) - other.ef).abs().mean()
        total = (
            w.material * material
            + w.counterfactual * imagined
            + w.volume * 0.5 * (factual + asked)
            + self.pixels(clips, ask, fields)
        )
        return total, {"material": material, "imagined": imagined, "volume": asked, "exactEfMae": ef_mae}

    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        """Nothing to measure."""
