"""The selector, a reader inside the product: a small U-Net that marks the left ventricle; and area-length EF.

Length is that of an ellipse with the mask's second moments (principal axis), which is smooth in the mask; the volume is
single-plane area-length, V = 8/(3 pi) A^2 / L. It is not clinical LVEF.
Shapes: N frames, H x W pixels, C channels.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

SELECTOR_WIDTHS = (16, 32, 64, 96)
TOP_WIDTH = 32
AREA_FLOOR = 1e-3


def conv_block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3 x 3 convolution, batch norm, ReLU."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


def upsample(x: Float[Tensor, "N C h w"]) -> Float[Tensor, "N C h2 w2"]:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


class Measurer(nn.Module):
    """Four-level U-Net on 2 x 2 pixel blocks: frames [N, 1, H, W] in 0..1 -> mask logits [N, 1, H, W]."""

    def __init__(self, widths: tuple[int, int, int, int] = SELECTOR_WIDTHS) -> None:
        super().__init__()
        w0, w1, w2, w3 = widths
        self.down0 = nn.Sequential(nn.PixelUnshuffle(2), conv_block(4, w0), conv_block(w0, w0))
        self.down1 = nn.Sequential(conv_block(w0, w1, 2), conv_block(w1, w1))
        self.down2 = nn.Sequential(conv_block(w1, w2, 2), conv_block(w2, w2))
        self.down3 = nn.Sequential(conv_block(w2, w3, 2), conv_block(w3, w3), conv_block(w3, w3))
        self.up2 = conv_block(w3 + w2, w2)
        self.up1 = conv_block(w2 + w1, w1)
        self.up0 = conv_block(w1 + w0, TOP_WIDTH)
        self.out = nn.Sequential(nn.Conv2d(TOP_WIDTH, 4, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
        d0 = self.down0(x)  # [N, w0, H/2, W/2]
        d1 = self.down1(d0)  # [N, w1, H/4, W/4]
        d2 = self.down2(d1)  # [N, w2, H/8, W/8]
        d3 = self.down3(d2)  # [N, w3, H/16, W/16]
        u2 = self.up2(torch.cat([upsample(d3), d2], 1))
        u1 = self.up1(torch.cat([upsample(u2), d1], 1))
        u0 = self.up0(torch.cat([upsample(u1), d0], 1))
        logits: Tensor = self.out(u0)
        return logits


def area_and_length(mask: Float[Tensor, "N H W"]) -> tuple[Float[Tensor, "N"], Float[Tensor, "N"]]:
    """Area in px^2 and principal-axis length 4 sqrt(lambda_1) in px of soft masks.

    lambda_1 is the larger eigenvalue of the mask's covariance; for an ellipse, 4 sqrt(lambda_1) is its major axis.
    """
    count, height, width = mask.shape
    y = torch.arange(height, dtype=mask.dtype, device=mask.device) + 0.5
    x = torch.arange(width, dtype=mask.dtype, device=mask.device) + 0.5
    ys = y[:, None].expand(height, width).reshape(1, -1)  # [1, H*W]
    xs = x[None, :].expand(height, width).reshape(1, -1)  # [1, H*W]
    weight = mask.reshape(count, -1)  # [N, H*W]
    area = weight.sum(1)
    total = area.clamp(min=AREA_FLOOR)
    dx = xs - ((weight * xs).sum(1) / total)[:, None]
    dy = ys - ((weight * ys).sum(1) / total)[:, None]
    cxx = (weight * dx * dx).sum(1) / total
    cyy = (weight * dy * dy).sum(1) / total
    cxy = (weight * dx * dy).sum(1) / total
    largest = 0.5 * (cxx + cyy) + ((0.5 * (cxx - cyy)) ** 2 + cxy**2 + 1e-6).sqrt()
    return area, 4.0 * largest.clamp(min=1e-3).sqrt()


def volume(area: Float[Tensor, "*N"], length: Float[Tensor, "*N"]) -> Float[Tensor, "*N"]:
    """Single-plane area-length volume in px^3."""
    return 8.0 / (3.0 * math.pi) * area**2 / length.clamp(min=1.0)


def ejection_fraction(
    area: Float[Tensor, "B T"], length: Float[Tensor, "B T"], valid: Float[Tensor, "B T"]
) -> Float[Tensor, "B"]:
    """EF as a fraction; ED and ES are the valid frames of largest and smallest area (the earliest of equals)."""
    ed = torch.where(valid > 0, area, -1.0).argmax(1, keepdim=True)
    es = torch.where(valid > 0, area, math.inf).argmin(1, keepdim=True)
    volumes = volume(area, length)
    return 1.0 - (volumes.gather(1, es) / volumes.gather(1, ed))[:, 0]
