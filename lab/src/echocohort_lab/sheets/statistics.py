"""What a clip looks like in numbers: greys, speckle size, spectrum and how long a texture lasts.

Shapes: N frames or clips of H x W pixels, greys 0..255; `mask` is 1 where a pixel counts. Every figure is one a frame
or one a clip, [N]; FWHM is that of the autocorrelation, in pixels.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

FINE_SIGMA, MID_SIGMA = 2.5, 6.0  # of the local mean that is taken off: fine speckle, and texture with walls
DARK_BELOW = 10.0
LAG_MAX = 16
SLOPE_RADII = (4, 40)  # cycles an image


def local_mean(image: Float[Tensor, "N H W"], sigma: float) -> Float[Tensor, "N H W"]:
    """Gaussian blur, zero beyond the image."""
    radius = math.ceil(3.0 * sigma)
    tap = torch.arange(-radius, radius + 1, device=image.device, dtype=image.dtype)
    kernel = torch.exp(-(tap**2) / (2.0 * sigma**2))
    kernel = kernel / kernel.sum()
    down = F.conv2d(image[:, None], kernel.view(1, 1, -1, 1), padding=(radius, 0))
    return F.conv2d(down, kernel.view(1, 1, 1, -1), padding=(0, radius))[:, 0]


def texture(image: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"], sigma: float) -> Float[Tensor, "N H W"]:
    """The image without its local mean within the mask; zero outside."""
    mean = local_mean(image * mask, sigma) / local_mean(mask, sigma).clamp(min=1e-3)
    return (image - mean) * mask


def eroded(mask: Float[Tensor, "N H W"]) -> Float[Tensor, "N H W"]:
    """Without two pixels along its border, where a local mean is one-sided."""
    return (F.avg_pool2d(mask[:, None], 5, 1, 2)[:, 0] > 0.999).to(mask.dtype)


def masked_mean(x: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"]) -> Float[Tensor, "N"]:
    return (x * mask).sum((1, 2)) / mask.sum((1, 2)).clamp(min=1.0)


def local_deviation(field: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"]) -> Float[Tensor, "N"]:
    """Root mean square of a zero-mean texture."""
    return masked_mean(field**2, mask).sqrt()


def autocorrelation(field: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"], axis: int) -> Float[Tensor, "N lags"]:
    """Of a zero-mean field along y (axis 1) or x (axis 2), over pairs that are both in the mask; 1 at lag 0."""
    length = field.shape[axis]
    values = []
    for lag in range(LAG_MAX + 1):
        one, other = field.narrow(axis, lag, length - lag), field.narrow(axis, 0, length - lag)
        both = mask.narrow(axis, lag, length - lag) * mask.narrow(axis, 0, length - lag)
        values.append(masked_mean(one * other, both))
    stacked = torch.stack(values, 1)
    return stacked / stacked[:, :1].clamp(min=1e-9)


def fwhm(field: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"], axis: int) -> Float[Tensor, "N"]:
    """Full width at half maximum of the autocorrelation along y (axis 1) or x (axis 2), linear between pixels."""
    values = autocorrelation(field, mask, axis)
    below = values < 0.5
    after = torch.where(below.any(1), below.to(torch.uint8).argmax(1), LAG_MAX)[:, None]
    low, high = values.gather(1, after)[:, 0], values.gather(1, after - 1)[:, 0]
    return 2.0 * (after[:, 0] - 1 + ((high - 0.5) / (high - low).clamp(min=1e-9)).clamp(0.0, 1.0))


def spectrum_slope(image: Float[Tensor, "N H W"]) -> Float[Tensor, "N"]:
    """Slope of log power against log frequency, radially averaged, over SLOPE_RADII."""
    side = image.shape[-1]
    centred = image - image.mean((1, 2), keepdim=True)
    power = torch.fft.fftshift(torch.fft.fft2(centred), dim=(1, 2)).abs() ** 2
    at = torch.arange(side, device=image.device) - side // 2
    radius = (at[:, None] ** 2 + at[None, :] ** 2).to(image.dtype).sqrt().round().long()
    radii = torch.arange(SLOPE_RADII[0], SLOPE_RADII[1] + 1, device=image.device)
    ring = torch.stack([power[:, radius == r].mean(1) for r in range(SLOPE_RADII[0], SLOPE_RADII[1] + 1)], 1)
    frequency = radii.to(image.dtype).log()
    frequency = frequency - frequency.mean()
    return (ring.clamp(min=1e-12).log() * frequency).sum(1) / (frequency**2).sum()


def dark_share(image: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"]) -> Float[Tensor, "N"]:
    return masked_mean((image < DARK_BELOW).to(image.dtype), mask)


def grey_quantiles(
    image: Float[Tensor, "N H W"], mask: Float[Tensor, "N H W"], shares: tuple[float, ...]
) -> Float[Tensor, "N shares"]:
    """Quantiles of the greys within the mask."""
    inside = torch.where(mask > 0, image, torch.nan).flatten(1)
    return torch.nanquantile(inside, torch.tensor(shares, device=image.device), dim=1).T


def lasting(
    field: Float[Tensor, "N T H W"], valid: Float[Tensor, "N T"], lags: tuple[int, ...]
) -> Float[Tensor, "N lags"]:
    """Mean correlation of a zero-mean texture with itself some frames later; NaN where a clip is too short."""
    flat = F.normalize(field.flatten(2), dim=2)
    values = []
    for lag in lags:
        pair = valid[:, lag:] * valid[:, : valid.shape[1] - lag]
        alike = (flat[:, lag:] * flat[:, : flat.shape[1] - lag]).sum(2)
        values.append((alike * pair).sum(1) / pair.sum(1))
    return torch.stack(values, 1)
