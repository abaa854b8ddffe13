"""The whole generator as one graph: uint8 reference frames in, uint8 clip and LV curves out.

encode the references -> motion of every frame -> move the nearest reference -> measure. Input and output names are the
roles of libs/shared/src/bundle.ts. Shapes: B batch, K references, T frames, H x W pixels, c x g x g latent.
"""

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from echocohort_lab.autoencoder import Encoder
from echocohort_lab.flow import Conditions, MotionFlow, take_reference
from echocohort_lab.measurer import SELECTOR_WIDTHS, Measurer, area_and_length
from echocohort_lab.move import Mover

INPUTS = ("references", "nearest", "observed", "noise", "ef", "efKnown", "curve", "valid")
OUTPUTS = ("frames", "curveUsed", "lvArea", "lvLength")

Clip = tuple[UInt8[Tensor, "B T H W"], Float[Tensor, "B T 7"], Float[Tensor, "B T"], Float[Tensor, "B T"]]


class Generator(nn.Module):
    """Model G with its encoder and the selector that measures what it made."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.flow = MotionFlow()
        self.mover = Mover()
        self.selector = Measurer(SELECTOR_WIDTHS)

    def forward(
        self,
        references: UInt8[Tensor, "B K H W"],
        nearest: Int[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        noise: Float[Tensor, "B T c g g"],
        ef: Float[Tensor, "B"],
        ef_known: Float[Tensor, "B"],
        curve: Float[Tensor, "B T 7"],
        valid: Float[Tensor, "B T"],
    ) -> Clip:
        """Observed frames come back as they were; frames that are not valid come back black."""
        batch, frames = nearest.shape
        height, width = references.shape[2:]
        grey = references.float() / 255.0  # [B, K, H, W]
        latents = self.encoder(grey.flatten(0, 1)[:, None]).unflatten(0, (batch, -1))  # [B, K, c, g, g]
        fields = self.flow(noise, Conditions(latents, nearest, observed, ef, ef_known, curve, valid))
        reference = take_reference(grey, nearest)  # [B, T, H, W]
        moved, _ = self.mover(
            reference.reshape(-1, 1, height, width), fields.displacement.flatten(0, 1), fields.features.flatten(0, 1)
        )
        clip = moved.view(batch, frames, height, width).clamp(0.0, 1.0)
        clip = torch.where(observed[:, :, None, None] > 0, reference, clip) * valid[:, :, None, None]
        pixels = torch.round(clip * 255.0).to(torch.uint8)
        # The selector sees the rounded frames, so that a clip read back from its file measures the same.
        logits = self.selector((pixels.float() / 255.0).view(-1, 1, height, width))
        area, length = area_and_length(torch.sigmoid(logits)[:, 0])
        return pixels, curve.clone(), area.view(batch, frames), length.view(batch, frames)
