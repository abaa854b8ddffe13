"""The published model as one graph: a grey reference frame in, grey frames and their latents out.

encode -> z-score -> one flow step -> undo the z-score -> decode. Input and output names are the roles of
libs/shared/src/bundle.ts. B clips, K references, T frames, H x W pixels, c x g x g latent.
"""

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from echocohort_lab.echolvfm.files import Published
from echocohort_lab.echolvfm.layers import inner

INPUTS = ("references", "nearest", "observed", "noise", "ef", "valid")
OUTPUTS = ("frames", "latents")

# Of the CAMUS latents that the flow was trained on, per channel; published beside the code, not with the weights.
LATENT_MEAN = (1.080578327178955, -9.900126457214355, -5.865808963775635, -4.070407390594482)
LATENT_STD = (6.413843631744385, 12.653392791748047, 9.931635856628418, 6.686555862426758)

Clip = tuple[UInt8[Tensor, "B T H W"], Float[Tensor, "B T c g g"]]


class EchoLvfm(nn.Module):
    """Every frame is the model's own, observed ones too; frames that are not valid come back black."""

    mean: Tensor
    std: Tensor

    def __init__(self, published: Published) -> None:
        super().__init__()
        self.flow = published.flow
        self.autoencoder = published.autoencoder
        self.register_buffer("mean", torch.tensor(LATENT_MEAN)[:, None, None])
        self.register_buffer("std", torch.tensor(LATENT_STD)[:, None, None])

    def encode(self, references: UInt8[Tensor, "B K H W"]) -> Float[Tensor, "B K c g g"]:
        """Latents of the references, z-scored."""
        height, width = inner(references)[1:]
        grey = (references.to(self.mean.dtype) / 255.0 * 2.0 - 1.0).reshape(-1, 1, height, width)
        z = (self.autoencoder.encode(torch.cat([grey, grey, grey], 1)) - self.mean) / self.std
        return z.reshape(-1, references.shape[1], *inner(z))

    def decode(self, latents: Float[Tensor, "B T c g g"], valid: Float[Tensor, "B T"]) -> UInt8[Tensor, "B T H W"]:
        """Frames of z-scored latents."""
        raw = (latents * self.std + self.mean).reshape(-1, *inner(latents)[1:])
        grey = (self.autoencoder.decode(raw) / 2.0 + 0.5).clamp(0.0, 1.0).mean(1)  # [B T, H, W]
        clip = grey.reshape(-1, inner(latents)[0], *inner(grey)) * valid[:, :, None, None]
        return torch.round(clip * 255.0).to(torch.uint8)

    def make(
        self,
        seen: Float[Tensor, "B K c g g"],
        nearest: Int[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        noise: Float[Tensor, "B T c g g"],
        ef: Float[Tensor, "B"],
        valid: Float[Tensor, "B T"],
    ) -> Clip:
        """From the references' latents on."""
        channels, side, _ = inner(noise)[1:]
        place = nearest[:, :, None, None, None].expand(-1, -1, channels, side, side)
        shown = torch.gather(seen, 1, place) * observed[:, :, None, None, None]
        mask = valid[:, :, None, None, None].expand(-1, -1, 1, side, side)
        latents = self.flow(noise, torch.cat([shown, mask], 2), ef)
        return self.decode(latents, valid), latents

    def forward(
        self,
        references: UInt8[Tensor, "B K H W"],
        nearest: Int[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        noise: Float[Tensor, "B T c g g"],
        ef: Float[Tensor, "B"],
        valid: Float[Tensor, "B T"],
    ) -> Clip:
        """`latents` are z-scored, as the flow gives them. The model was trained with one observed frame."""
        return self.make(self.encode(references), nearest, observed, noise, ef, valid)


class Opened(nn.Module):
    """Gives the references' latents as well: what comes out when a graph is traced keeps its name in it."""

    def __init__(self, model: EchoLvfm) -> None:
        super().__init__()
        self.model = model

    def forward(self, references: UInt8[Tensor, "B K H W"], *others: Tensor) -> tuple[Tensor, ...]:
        seen = self.model.encode(references)
        return *self.model.make(seen, *others), seen
