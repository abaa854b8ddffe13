"""The autoencoder that EchoLVFM's latents come from: a diffusers AutoencoderKL, frame by frame.

N pictures, RGB in [-1, 1] of H x W pixels, c = 4 latent channels of h x w. Modules carry the published names.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.echolvfm.layers import Attention, GroupNorm, Residual, Upsample, inner
from echocohort_lab.echolvfm.settings import LATENT_CHANNELS, VaeSettings

EPSILON = 1e-6
RGB = 3


class Downsample(nn.Module):
    """A strided convolution that looks one pixel over the right and lower edge."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride=2)

    def forward(self, x: Float[Tensor, "N C H W"]) -> Float[Tensor, "N C h w"]:
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class PictureAttention(Attention):
    """One head over all pixels, beside a shortcut."""

    def __init__(self, width: int, groups: int) -> None:
        super().__init__(width, heads=1, bias=True)
        self.group_norm = GroupNorm(groups, width, EPSILON)

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C h w"]:
        channels, height, width = inner(x)
        tokens = self.group_norm(x).reshape(-1, channels, height * width).transpose(1, 2)
        return x + super().forward(tokens).transpose(1, 2).reshape(-1, channels, height, width)


class Middle(nn.Module):
    """The coarsest level."""

    def __init__(self, width: int, groups: int, attention: bool) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(Residual(width, width, groups, EPSILON) for _ in range(2))
        self.attentions = nn.ModuleList([PictureAttention(width, groups)] if attention else [])

    def forward(self, x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C h w"]:
        x = self.resnets[0](x)
        for attention in self.attentions:
            x = attention(x)
        return self.resnets[1](x)


class Level(nn.Module):
    """Residual blocks of one resolution, and the step to the next under its published name."""

    def __init__(self, inputs: int, outputs: int, count: int, groups: int, step: tuple[str, nn.Module] | None) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(
            Residual(inputs if at == 0 else outputs, outputs, groups, EPSILON) for at in range(count)
        )
        self.step = None if step is None else step[0]
        if step is not None:
            self.add_module(step[0], nn.ModuleList([step[1]]))

    def forward(self, x: Float[Tensor, "N C H W"]) -> Float[Tensor, "N D h w"]:
        for resnet in self.resnets:
            x = resnet(x)
        return x if self.step is None else self.get_submodule(self.step)[0](x)  # type: ignore[index]


class Encoder(nn.Module):
    """Pictures -> mean and log-variance of their latents, [N, 2c, h, w]."""

    def __init__(self, settings: VaeSettings) -> None:
        super().__init__()
        widths, groups = settings.widths, settings.groups
        self.conv_in = nn.Conv2d(RGB, widths[0], 3, padding=1)
        self.down_blocks = nn.ModuleList()
        for at, width in enumerate(widths):
            step = None if at == len(widths) - 1 else ("downsamplers", Downsample(width))
            self.down_blocks.append(Level(widths[max(at - 1, 0)], width, settings.layers, groups, step))
        self.mid_block = Middle(widths[-1], groups, settings.attention)
        self.conv_norm_out = GroupNorm(groups, widths[-1], EPSILON)
        self.conv_out = nn.Conv2d(widths[-1], 2 * LATENT_CHANNELS, 3, padding=1)

    def forward(self, x: Float[Tensor, "N 3 H W"]) -> Float[Tensor, "N c2 h w"]:
        x = self.conv_in(x)
        for level in self.down_blocks:
            x = level(x)
        return self.conv_out(F.silu(self.conv_norm_out(self.mid_block(x))))


class Decoder(nn.Module):
    """Latents -> pictures."""

    def __init__(self, settings: VaeSettings) -> None:
        super().__init__()
        widths, groups = settings.widths[::-1], settings.groups
        self.conv_in = nn.Conv2d(LATENT_CHANNELS, widths[0], 3, padding=1)
        self.mid_block = Middle(widths[0], groups, settings.attention)
        self.up_blocks = nn.ModuleList()
        for at, width in enumerate(widths):
            step = None if at == len(widths) - 1 else ("upsamplers", Upsample(width))
            self.up_blocks.append(Level(widths[max(at - 1, 0)], width, settings.layers + 1, groups, step))
        self.conv_norm_out = GroupNorm(groups, widths[-1], EPSILON)
        self.conv_out = nn.Conv2d(widths[-1], RGB, 3, padding=1)

    def forward(self, z: Float[Tensor, "N c h w"]) -> Float[Tensor, "N 3 H W"]:
        x = self.mid_block(self.conv_in(z))
        for level in self.up_blocks:
            x = level(x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


class Autoencoder(nn.Module):
    """Both halves, with the 1 x 1 convolutions between them where a file has them."""

    def __init__(self, settings: VaeSettings) -> None:
        super().__init__()
        self.encoder = Encoder(settings)
        self.decoder = Decoder(settings)
        both = 2 * LATENT_CHANNELS
        self.quant_conv = nn.Conv2d(both, both, 1) if settings.quant else nn.Identity()
        self.post_quant_conv = nn.Conv2d(LATENT_CHANNELS, LATENT_CHANNELS, 1) if settings.post_quant else nn.Identity()

    def encode(self, pictures: Float[Tensor, "N 3 H W"]) -> Float[Tensor, "N c h w"]:
        """The posterior's mean."""
        mean, _ = torch.chunk(self.quant_conv(self.encoder(pictures)), 2, dim=1)
        return mean

    def decode(self, latents: Float[Tensor, "N c h w"]) -> Float[Tensor, "N 3 H W"]:
        return self.decoder(self.post_quant_conv(latents))
