"""A per-frame autoencoder: 112 x 112 grey -> 16 x 14 x 14 latent and back. No normalisation layers.

The network works at 4 x 28 x 28 and is seen pixel-unshuffled, so that the flow has a 14 x 14 grid. The generator needs
the encoder only; the decoder exists to train it. Shapes: N frames.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

WIDTH, DEEP = 40, 80
CODES = 4  # channels at 28 x 28
LATENT_CHANNELS = 4 * CODES
LATENT_SIDE = 14


class Residual(nn.Module):
    """x + gain * conv(silu(conv(silu(x)))), with a learned gain a channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.gain = nn.Parameter(torch.full((1, channels, 1, 1), 0.2))

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C h w"]:
        y: Tensor = self.second(F.silu(self.first(F.silu(x))))
        return x + self.gain * y


class Encoder(nn.Module):
    """Frames [N, 1, 112, 112] in 0..1 -> standardised latents [N, 16, 14, 14].

    `mean` and `scale` are the latent statistics of the training frames.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(4, WIDTH, 3, padding=1),
            Residual(WIDTH),
            nn.Conv2d(WIDTH, DEEP, 3, 2, 1),
            Residual(DEEP),
            Residual(DEEP),
            nn.SiLU(),
            nn.Conv2d(DEEP, 2 * CODES, 3, padding=1),
        )
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("scale", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def posterior(
        self, x: Float[Tensor, "N 1 H W"]
    ) -> tuple[Float[Tensor, "N 4 H/4 W/4"], Float[Tensor, "N 4 H/4 W/4"]]:
        """Mean and log variance of the code at 28 x 28."""
        mean, log_variance = self.net(x * 2.0 - 1.0).chunk(2, 1)
        return mean, log_variance.clamp(-12.0, 4.0)

    def forward(self, x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 16 H/8 W/8"]:
        mean, _ = self.posterior(x)
        return (F.pixel_unshuffle(mean, 2) - self.mean) / self.scale


class Upsampled(nn.Module):
    """Nearest-neighbour upsampling, then a 3 x 3 convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1)

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N D h2 w2"]:
        y: Tensor = self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        return y


class Decoder(nn.Module):
    """Codes [N, 4, 28, 28] (not standardised) -> frames [N, 1, 112, 112]."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(CODES, DEEP, 3, padding=1),
            Residual(DEEP),
            Residual(DEEP),
            Residual(DEEP),
            Upsampled(DEEP, WIDTH),
            Residual(WIDTH),
            nn.SiLU(),
            nn.Conv2d(WIDTH, 32, 3, padding=1),
            nn.PixelShuffle(2),
            nn.SiLU(),
            nn.Conv2d(8, 1, 3, padding=1),
        )

    def forward(self, code: Float[Tensor, "N 4 h w"]) -> Float[Tensor, "N 1 4*h 4*w"]:
        y: Tensor = self.net(code)
        return (y + 1.0) * 0.5
