"""Is the speckle as fine and as lively as the phantom's, and does the grid of the fields show in it?

Shapes: B subjects, T frames, N images, H x W pixels.
"""

from itertools import product

import numpy as np
import torch
from jaxtyping import Float, UInt8
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.evaluation.bench import Bench
from echocohort_lab.evaluation.bootstrap import Figures, Index, bootstrap, ratio
from echocohort_lab.evaluation.cohort import Cohort
from echocohort_lab.evaluation.likeness import far
from echocohort_lab.fineness import high_pass

COARSEST_CELL = 8  # pixels: the 14 x 14 latent; 28 and 56 lie on its harmonics
NEIGHBOURS = (3, 5)  # rings of bins around a peak that it is compared with; the window reaches one bin further
FRAMES_A_CALL = 512

Doubles = NDArray[np.float64]


def grey(frames: UInt8[Tensor, "B T H W"]) -> Float[Tensor, "N 1 H W"]:
    return frames.flatten(0, 1)[:, None].float() / 255.0


def high_frequency(frames: UInt8[Tensor, "B T H W"]) -> Float[Tensor, "B T"]:
    """Mean energy of what a 3 x 3 mean leaves."""
    energy = [(high_pass(part) ** 2).mean((1, 2, 3)) for part in grey(frames).split(FRAMES_A_CALL)]
    return torch.cat(energy).view(frames.shape[:2])


def flicker(frames: UInt8[Tensor, "B T H W"], valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """Mean absolute change between neighbouring valid frames, summed over them; grey 0..1."""
    change = (frames[:, 1:].float() - frames[:, :-1].float()).abs().mean((2, 3)) / 255.0
    return (change * valid[:, 1:] * valid[:, :-1]).sum(1)


def power(frames: UInt8[Tensor, "B T H W"], weight: Float[Tensor, "B T"]) -> Float[Tensor, "B H F"]:
    """Power spectrum of the high-pass image under a Hann window, summed over the weighted frames of each subject."""
    side = frames.shape[-1]
    window = torch.hann_window(side, periodic=True, device=frames.device)
    spectra = []
    for clip, w in zip(frames, weight, strict=True):
        image = high_pass(clip[:, None].float() / 255.0)[:, 0] * window[:, None] * window
        spectra.append((torch.fft.rfft2(image).abs() ** 2 * w[:, None, None]).sum(0))
    return torch.stack(spectra)


def lattice_prominence(spectrum: Doubles) -> Doubles:
    """Power [H, F] at each frequency of the fields' lattice over the median of its surroundings, [L]."""
    side = len(spectrum)
    harmonics = range(0, side // 2 + 1, side // COARSEST_CELL)
    inner, outer = NEIGHBOURS
    places = np.array([at for at in product(harmonics, harmonics) if at != (0, 0)])
    steps = product(range(-outer, outer + 1), repeat=2)
    ring = np.array([step for step in steps if max(abs(step[0]), abs(step[1])) >= inner])
    down, across = np.moveaxis((places[:, None] + ring) % side, 2, 0)
    mirrored = across > side // 2  # a real image's spectrum is the same at the opposite frequency
    around = spectrum[np.where(mirrored, -down, down) % side, np.where(mirrored, side - across, across)]
    return spectrum[places[:, 0], places[:, 1]] / np.maximum(np.median(around, 1), 1e-12)


def lattice_peak(ours: Doubles, truth: Doubles) -> float:
    """The largest prominence of ours over the phantom's; near 1 where no lattice shows."""
    return float((lattice_prominence(ours) / np.maximum(lattice_prominence(truth), 1e-6)).max())


def subject_rows(bench: Bench, cohort: Cohort) -> dict[str, Tensor]:
    made, video, weight = bench.factual(cohort).frames, cohort.clips.video, far(cohort)
    ours, truth = power(made, weight), power(video, weight)
    loudness = truth.sum((1, 2), keepdim=True).clamp(min=1e-9)  # bright or dark, each weighs the same
    return {
        "fine": (high_frequency(made) * weight).sum(1),
        "trueFine": (high_frequency(video) * weight).sum(1),
        "flicker": flicker(made, cohort.clips.valid),
        "trueFlicker": flicker(video, cohort.clips.valid),
        "power": ours / loudness,
        "truePower": truth / loudness,
    }


def texture(bench: Bench, subjects: int) -> Figures:
    found = bench.each(subjects, lambda cohort: subject_rows(bench, cohort))
    ours, truth = found["power"], found["truePower"]

    def peak(at: Index) -> float:
        counts = np.bincount(at, minlength=len(ours)).astype(np.float64)
        if not truth[at].any():
            return float("nan")
        return lattice_peak(np.tensordot(counts, ours, 1), np.tensordot(counts, truth, 1))

    return {
        "texture.farHighFrequency": ratio(found["fine"], found["trueFine"]),
        "texture.flicker": ratio(found["flicker"], found["trueFlicker"]),
        "texture.latticePeak": bootstrap(len(ours), peak),
    }
