"""Figures of merit: EF errors, and structural similarity of frames. EF in fractions, reported in percentage points."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor

SSIM_WINDOW, SSIM_SIGMA = 11, 1.5
SSIM_C1, SSIM_C2 = 1e-4, 9e-4


@dataclass(frozen=True)
class EfError:
    """Errors of measured against asked EF: mean absolute and mean, in percentage points, and R^2."""

    mae_pp: float
    bias_pp: float
    r2: float

    def __str__(self) -> str:
        return f"MAE {self.mae_pp:5.2f} pp   bias {self.bias_pp:+5.2f} pp   R2 {self.r2:6.3f}"


def ef_error(measured: ArrayLike, asked: ArrayLike) -> EfError:
    """R^2 is against the identity, not a fitted line; NaN where the asked do not differ."""
    got, wanted = np.asarray(measured, dtype=np.float64), np.asarray(asked, dtype=np.float64)
    error = got - wanted
    spread = float(((wanted - wanted.mean()) ** 2).sum())
    return EfError(
        mae_pp=100.0 * float(np.abs(error).mean()),
        bias_pp=100.0 * float(error.mean()),
        r2=1.0 - float((error**2).sum()) / spread if spread > 0 else float("nan"),
    )


def ssim_map(a: Float[Tensor, "N 1 H W"], b: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N h w"]:
    """Structural similarity of images in 0..1 around each pixel (Wang et al. 2004), Gaussian window of 11 px.

    No padding: 5 pixels on every side of the images have none.
    """
    tap = torch.arange(SSIM_WINDOW, device=a.device, dtype=a.dtype) - SSIM_WINDOW // 2
    kernel = torch.exp(-(tap**2) / (2.0 * SSIM_SIGMA**2))
    kernel = kernel / kernel.sum()
    stacked = torch.cat([a, b, a * a, b * b, a * b], 1).reshape(-1, 1, *a.shape[2:])
    smooth = F.conv2d(F.conv2d(stacked, kernel.view(1, 1, -1, 1)), kernel.view(1, 1, 1, -1))
    mean_a, mean_b, aa, bb, ab = smooth.view(a.shape[0], 5, *smooth.shape[2:]).unbind(1)
    covariance = ab - mean_a * mean_b
    variances = aa - mean_a**2 + bb - mean_b**2
    score = (2.0 * mean_a * mean_b + SSIM_C1) * (2.0 * covariance + SSIM_C2)
    return score / ((mean_a**2 + mean_b**2 + SSIM_C1) * (variances + SSIM_C2))


def ssim(a: Float[Tensor, "N 1 H W"], b: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N"]:
    """Mean structural similarity."""
    return ssim_map(a, b).mean((1, 2))
