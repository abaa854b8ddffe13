"""The motion autoencoder: what happened between an observed frame and another one, as a code of 8 x 14 x 14.

The encoder sees both frames (and, on the phantom, where each material point went); it exists to train. The decoder
turns a code and the observed frame's latent into a displacement. The observed frame itself has the code 0.
Shapes: N frame pairs, B clips, T frames, c = 8 channels, g = 14, K = 512 directions.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.networks.autoencoder import LATENT_CHANNELS, LATENT_SIDE, Residual
from echocohort_lab.picture.move import smoothed

CODE_CHANNELS = 8
CODE_SIZE = CODE_CHANNELS * LATENT_SIDE**2
CODE_LIMIT = 3.0
DIRECTIONS = 512
DISPLACEMENT_UNIT = 0.1
SHARED_NOISE = 0.8  # of the source noise's variance is the same in all frames of a clip


class MotionEncoder(nn.Module):
    """Reference and frame -> code. Training only: nothing of this is exported."""

    def __init__(self, narrow: int = 64, wide: int = 96) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(2 * 16 + 4, narrow, 3, padding=1),
            Residual(narrow),
            Residual(narrow),
            nn.Conv2d(narrow, wide, 3, 2, 1),
            Residual(wide),
            Residual(wide),
            Residual(wide),
            nn.SiLU(),
            nn.Conv2d(wide, CODE_CHANNELS, 3, padding=1),
        )

    def response(
        self,
        reference: Float[Tensor, "N 1 H W"],
        frame: Float[Tensor, "N 1 H W"],
        material: Float[Tensor, "N 2 28 28"],
        moved_material: Float[Tensor, "N 2 28 28"],
    ) -> Float[Tensor, "N 8 14 14"]:
        """What the net answers to a pair. Unknown material maps are given as zeros."""
        pixels = [F.pixel_unshuffle(image * 2.0 - 1.0, 4) for image in (reference, frame)]
        # What moved is a hundredth of the picture; without the factor the net would have to find it first.
        return self.net(torch.cat([*pixels, 2.0 * material, 20.0 * (moved_material - material)], 1)).float()

    @staticmethod
    def code(moved: Float[Tensor, "N 8 14 14"], still: Float[Tensor, "N 8 14 14"]) -> Float[Tensor, "N 8 14 14"]:
        """The code of a pair, bounded by 3: its response against that of the reference with itself."""
        return CODE_LIMIT * torch.tanh((moved - still) / CODE_LIMIT)


class MotionDecoder(nn.Module):
    """Code and the reference's image latent -> displacement."""

    def __init__(self, width: int = 96, stem: int = 64) -> None:
        super().__init__()
        self.context = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, width, 3, padding=1),
            Residual(width),
            Residual(width),
            nn.SiLU(),
            nn.Conv2d(width, 2 * width, 3, padding=1),
        )
        self.code = nn.Conv2d(CODE_CHANNELS, width, 3, padding=1)
        self.body = nn.Sequential(
            Residual(width),
            Residual(width),
            Residual(width),
            nn.SiLU(),
            nn.Conv2d(width, stem, 3, padding=1),
            nn.SiLU(),
        )
        self.displacement = nn.Sequential(nn.Conv2d(stem, 48, 3, padding=1), nn.SiLU(), nn.Conv2d(48, 8, 3, padding=1))
        last = self.displacement[2]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def motion(
        self, code: Float[Tensor, "N 8 14 14"], context: Float[Tensor, "N M 14 14"]
    ) -> Float[Tensor, "N 2 28 28"]:
        """Displacement from the frame whose image latent gave the `context`."""
        scale, shift = context.chunk(2, 1)
        f = self.body(self.code(code) * (1.0 + scale) + shift)
        return DISPLACEMENT_UNIT * smoothed(F.pixel_shuffle(self.displacement(f), 2).float())


def mixing(frames: int, like: Tensor) -> Float[Tensor, "T T"]:
    """Turns independent normals of T frames into normals of variance 1, of which the mean is most of each."""
    mean = torch.full((frames, frames), 1.0 / frames, device=like.device, dtype=like.dtype)
    own = (torch.eye(frames, device=like.device, dtype=like.dtype) - mean) * (frames / (frames - 1)) ** 0.5
    return (SHARED_NOISE * frames) ** 0.5 * mean + (1.0 - SHARED_NOISE) ** 0.5 * own


class MotionSpace(nn.Module):
    """The linear space that codes live in: standard deviation a channel, principal directions, spread along each.

    The flow's source noise has the codes' own spatial spectrum, and most of it is shared by the frames of a clip: given
    the volume curve, what is left open is one regional pattern a subject.
    """

    scale: Tensor  # [c, 1, 1]
    basis: Tensor  # [c*g*g, K], orthonormal
    spread: Tensor  # [K]

    def __init__(self, directions: int = DIRECTIONS) -> None:
        super().__init__()
        self.register_buffer("scale", torch.ones(CODE_CHANNELS, 1, 1))
        self.register_buffer("basis", torch.zeros(CODE_SIZE, directions))
        self.register_buffer("spread", torch.ones(directions))

    def standardised(self, code: Float[Tensor, "*B 8 14 14"]) -> Float[Tensor, "*B 8 14 14"]:
        return code / self.scale

    def code(self, x: Float[Tensor, "*B 8 14 14"]) -> Float[Tensor, "*B 8 14 14"]:
        return x * self.scale

    def projected(self, x: Float[Tensor, "B T 8 14 14"]) -> Float[Tensor, "B T 8 14 14"]:
        return ((x.flatten(2) @ self.basis) @ self.basis.T).view(x.shape)

    def coloured(self, noise: Float[Tensor, "B T K 1 1"]) -> Float[Tensor, "B T 8 14 14"]:
        """Standard normal numbers -> source noise."""
        mixed = mixing(noise.shape[1], noise) @ noise.flatten(2)
        return ((mixed * self.spread) @ self.basis.T).unflatten(2, (CODE_CHANNELS, LATENT_SIDE, LATENT_SIDE))

    @torch.no_grad()
    def fit(self, codes: Float[Tensor, "N 8 14 14"]) -> Float[Tensor, ""]:
        """Measures the space from codes of frames that move; returns the share of variance that it keeps."""
        self.scale.copy_(codes.pow(2).mean((0, 2, 3))[:, None, None].sqrt().clamp(min=1e-3))
        flat = self.standardised(codes).flatten(1).double()
        values, vectors = torch.linalg.eigh(flat.T @ flat / len(flat))
        count = self.spread.shape[0]
        kept = values.flip(0)[:count].clamp(min=0.0)
        self.basis.copy_(vectors.flip(1)[:, :count])
        self.spread.copy_(kept.sqrt())
        return (kept.sum() / values.clamp(min=0.0).sum()).float()
