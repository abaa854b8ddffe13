"""Inputs of the comparison with the official code, and where its latents are kept.

lab/tools/echolvfm_golden.py runs that code on them. B clips, T frames, c x g x g latent, H x W pixels.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from echocohort_lab.draws.philox import Draw, Stream, normals
from echocohort_lab.echolvfm.random_files import Sizes, random_pictures
from echocohort_lab.echolvfm.settings import LATENT_CHANNELS

GOLDEN_FILE = Path(__file__).resolve().parents[3] / "golden" / "echolvfm.npz"
BATCH = 3
LENGTHS = (8, 5)
PIXEL_STEP = 3
INPUT_SEED = 13967


@dataclass(frozen=True)
class Kept:
    """What is compared: latents [B, T, c, g, g], and grey levels 0..255 at every third pixel, not rounded."""

    latents: NDArray[np.float32]
    levels: NDArray[np.float32]


def kept(latents: NDArray[np.float32], frames: NDArray[np.generic]) -> Kept:
    """`frames` are grey levels [B, T, H, W]."""
    return Kept(latents, frames[:, :, ::PIXEL_STEP, ::PIXEL_STEP].astype(np.float32))


def golden_inputs(sizes: Sizes, batch: int, length: int) -> dict[str, NDArray[np.generic]]:
    """The graph's inputs by role: clip k of a batch is the same in every batch. Each clip shows another frame."""
    frames, side = sizes.flow.frames, sizes.flow.side
    clips = np.arange(batch)
    latent = (frames, LATENT_CHANNELS, side, side)
    observed = np.zeros((batch, frames), dtype=np.float32)
    observed[clips, (clips * 3) % length] = 1.0
    valid = np.zeros((batch, frames), dtype=np.float32)
    valid[:, :length] = 1.0
    noise = [normals(Draw(INPUT_SEED, int(k), 0, Stream.NOISE), int(np.prod(latent))).reshape(latent) for k in clips]
    return {
        "references": random_pictures(BATCH, side * sizes.vae.factor, INPUT_SEED)[:batch, None],
        "nearest": np.zeros((batch, frames), dtype=np.int64),
        "observed": observed,
        "noise": np.stack(noise),
        "ef": (0.25 + 0.2 * clips).astype(np.float32),
        "valid": valid,
    }
