"""Stage 1: the per-frame autoencoder, whose encoder every later stage looks through."""

from pathlib import Path

import torch
from torch import Tensor, nn

from echocohort_lab.data.pool import ClipBatch
from echocohort_lab.networks.autoencoder import LATENT_CHANNELS, Decoder, Encoder
from echocohort_lab.networks.checkpoint import averaged, under
from echocohort_lab.stages.base import Figures, Stage, draw_frames

GRADIENT_WEIGHT = 0.5
KL_WEIGHT = 2e-5
STATISTICS_FRAMES = 512


class AutoencoderStage(Stage):
    """L1, gradients and a light KL term; no discriminator (it leaves combs)."""

    name = "autoencoder"
    takes_labelled = True  # it looks at pictures only

    def __init__(self) -> None:
        self.encoder, self.decoder = Encoder(), Decoder()
        self.network = nn.ModuleDict({"encoder": self.encoder, "decoder": self.decoder})

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
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


def trained_encoder(run: Path) -> Encoder:
    """The encoder of a run, from its averaged weights."""
    encoder = Encoder()
    encoder.load_state_dict(under(averaged(run / "autoencoder.pt"), "encoder."))
    return encoder.eval()
