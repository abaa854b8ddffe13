"""Is the speckle as fine and as lively as the phantom's, and does the grid of the fields show in it?

Made frames are given their source's fineness by the 3 x 3 high-pass image (picture/fineness.py), so that image says
nothing of them. What is compared here is the power of bands of the spectrum, each an octave or so of wavelengths.
Shapes: B subjects, T frames, H x W pixels, F frequencies across.
"""

from itertools import product

import numpy as np
import torch
from jaxtyping import Float, UInt8
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.figures.likeness import far
from echocohort_lab.metrics.bootstrap import Figure, Figures, Index, bootstrap, ratio
from echocohort_lab.trials.bench import Bench, Rows
from echocohort_lab.trials.cohort import Cohort

COARSEST_CELL = 8  # pixels: the 14 x 14 latent; 28 and 56 lie on its harmonics
NEIGHBOURS = (3, 5)  # rings of bins around a peak that it is compared with; the window reaches one bin further
BANDS = {"fine": (2.0, 2.8), "speckle": (2.8, 5.6), "coarse": (5.6, 11.2)}  # wavelengths, pixels

Doubles = NDArray[np.float64]


def flicker(frames: UInt8[Tensor, "B T H W"], valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """Mean absolute change between neighbouring valid frames, summed over them; grey 0..1."""
    change = (frames[:, 1:].float() - frames[:, :-1].float()).abs().mean((2, 3)) / 255.0
    return (change * valid[:, 1:] * valid[:, :-1]).sum(1)


def power(frames: UInt8[Tensor, "B T H W"], weight: Float[Tensor, "B T"]) -> Float[Tensor, "B H F"]:
    """Power spectrum under a Hann window, summed over the weighted frames of each subject."""
    side = frames.shape[-1]
    window = torch.hann_window(side, periodic=True, device=frames.device)
    spectra = []
    for clip, w in zip(frames, weight, strict=True):
        image = clip.float() / 255.0
        image = (image - image.mean((1, 2), keepdim=True)) * window[:, None] * window
        spectra.append((torch.fft.rfft2(image).abs() ** 2 * w[:, None, None]).sum(0))
    return torch.stack(spectra)


def band_power(spectrum: Float[Tensor, "B H F"], band: tuple[float, float]) -> Float[Tensor, "B"]:
    """Power at wavelengths from the first to the second, in pixels, whatever their direction."""
    side = spectrum.shape[1]
    down = torch.fft.fftfreq(side, device=spectrum.device)[:, None]
    across = torch.fft.rfftfreq(side, device=spectrum.device)[None]
    frequency = (down**2 + across**2).sqrt()
    chosen = (frequency > 1.0 / band[1]) & (frequency <= 1.0 / band[0])
    return (spectrum * chosen).sum((1, 2))


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
    rows = {"flicker": flicker(made, cohort.clips.valid), "trueFlicker": flicker(video, cohort.clips.valid)}
    for name, band in BANDS.items():
        rows[name], rows[f"true {name}"] = band_power(ours, band), band_power(truth, band)
    finest = BANDS["fine"][0], BANDS["speckle"][1]
    loudness = band_power(truth, finest).clamp(min=1e-9)[:, None, None]  # bright or dark, each weighs the same
    return {**rows, "power": ours / loudness, "truePower": truth / loudness}


def worst_band(found: Rows) -> Figure:
    """The ratio, or one over it, of the band that is farthest from the phantom's: 1 when all are alike."""

    def statistic(at: Index) -> float:
        parts = [(found[name][at].sum(), found[f"true {name}"][at].sum()) for name in BANDS]
        if min(min(part) for part in parts) <= 0.0:
            return float("nan")
        return float(max(max(ours / truth, truth / ours) for ours, truth in parts))

    return bootstrap(len(found["flicker"]), statistic)


def texture(bench: Bench, subjects: int) -> Figures:
    found = bench.each(subjects, lambda cohort: subject_rows(bench, cohort))
    ours, truth = found["power"], found["truePower"]

    def peak(at: Index) -> float:
        counts = np.bincount(at, minlength=len(ours)).astype(np.float64)
        if not truth[at].any():
            return float("nan")
        return lattice_peak(np.tensordot(counts, ours, 1), np.tensordot(counts, truth, 1))

    bands = {f"texture.{name}Band": ratio(found[name], found[f"true {name}"]) for name in BANDS}
    return {
        "texture.worstBand": worst_band(found),
        **bands,
        "texture.flicker": ratio(found["flicker"], found["trueFlicker"]),
        "texture.latticePeak": bootstrap(len(ours), peak),
    }
