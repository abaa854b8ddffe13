"""The timing of a beat: eight numbers from a prior, and the volume curve that follows from them in closed form.

A beat is one curve times a pattern, so the curve is drawn before the motion. It is a smooth contraction, a rapid early
filling, and an atrial kick; normalised over the sampled frames, so that V_ES / V_ED = 1 - EF holds exactly on them.
lab/golden/README.md has every formula; libs/sampler holds the same in TypeScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.draws.philox import Draw, Stream, uniforms

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Range = tuple[float, float]
Array = TypeVar("Array", NDArray[np.float64], Tensor)

CURVE_CHANNELS = 7  # cos, sin, cos 2x, sin 2x of the phase; contraction; volume; known
PHASE_NUMBERS = 3
TIMING_NUMBERS = 8  # normals of the timing flow
UNIFORMS_PER_CANDIDATE = 8
CANDIDATES = 64
TOLERATED_MISMATCH = 0.08
FLAT_SPAN = 1e-6
ONSET = 0.03  # the contraction starts this late in the beat


@dataclass(frozen=True)
class TimingPrior:
    """Ranges of the uniform prior; durations and times are fractions of a beat."""

    frames_per_beat_min: float = 9.5
    beats_min: float = 1.0
    beats_max: float = 2.2
    end_systole: Range = (0.32, 0.42)
    isovolumic_relaxation: Range = (0.04, 0.08)
    early_filling_duration: Range = (0.12, 0.20)
    early_filling_share: Range = (0.55, 0.85)
    atrial_start: Range = (0.80, 0.88)

    def manifest(self) -> dict[str, object]:
        """As `timingPrior` of bundle.json."""
        return {
            "beats": {"framesPerBeatMin": self.frames_per_beat_min, "max": self.beats_max, "min": self.beats_min},
            "endSystole": list(self.end_systole),
            "isovolumicRelaxation": list(self.isovolumic_relaxation),
            "earlyFillingDuration": list(self.early_filling_duration),
            "earlyFillingShare": list(self.early_filling_share),
            "atrialStart": list(self.atrial_start),
        }


@dataclass(frozen=True)
class Timing:
    """One draw: how many beats a clip spans, where it begins, and the shape of a beat."""

    beats: float
    phase_offset: float
    end_systole: float
    isovolumic_relaxation: float
    early_filling_duration: float
    early_filling_share: float
    atrial_start: float

    def as_json(self) -> Mapping[str, float]:
        return {
            "beats": self.beats,
            "phaseOffset": self.phase_offset,
            "endSystole": self.end_systole,
            "isovolumicRelaxation": self.isovolumic_relaxation,
            "earlyFillingDuration": self.early_filling_duration,
            "earlyFillingShare": self.early_filling_share,
            "atrialStart": self.atrial_start,
        }


@dataclass(frozen=True)
class AnchorPhase:
    """What an observed frame tells of its own phase: contraction 0 (end-diastole) to 1 (end-systole), and direction."""

    position: int
    contraction: float
    contracting: bool | None = None


def phase_input(anchor: AnchorPhase | None, first: int) -> Floats:
    """The `phase` of a generate graph: contraction, direction (1, -1, 0 not known), 1 where these are given, [3].

    It is about the first observed frame, at position `first`; what is known of another one does not go in.
    """
    if anchor is None or anchor.position != first:
        return np.zeros(PHASE_NUMBERS, dtype=np.float32)
    direction = 0.0 if anchor.contracting is None else (1.0 if anchor.contracting else -1.0)
    return np.array([anchor.contraction, direction, 1.0], dtype=np.float32)


def smoothstep(x: Array) -> Array:
    """3x^2 - 2x^3 between 0 and 1, flat outside."""
    c = x.clip(0.0, 1.0)
    return c * c * (3.0 - 2.0 * c)


def raw_contraction(
    phase: Array,
    end_systole: Array,
    isovolumic_relaxation: Array,
    early_filling_duration: Array,
    early_filling_share: Array,
    atrial_start: Array,
) -> Array:
    """Contraction before it is normalised over the sampled frames: ejection up, early filling and atrial kick down."""
    filling = phase - end_systole - isovolumic_relaxation
    return (
        smoothstep((phase - ONSET) / (end_systole - ONSET))
        - early_filling_share * smoothstep(filling / early_filling_duration)
        - (1.0 - early_filling_share) * smoothstep((phase - atrial_start) / (1.0 - atrial_start))
    )


def timing_from_uniforms(prior: TimingPrior, frames: int, u: Doubles) -> Timing:
    """One candidate from its eight uniforms; the last is spare."""

    def between(bounds: Range, share: float) -> float:
        return bounds[0] + (bounds[1] - bounds[0]) * share

    most = min(max(frames / prior.frames_per_beat_min, prior.beats_min + 0.02), prior.beats_max)
    values = [float(x) for x in u]
    return Timing(
        beats=between((prior.beats_min, most), values[0]),
        phase_offset=values[1],
        end_systole=between(prior.end_systole, values[2]),
        isovolumic_relaxation=between(prior.isovolumic_relaxation, values[3]),
        early_filling_duration=between(prior.early_filling_duration, values[4]),
        early_filling_share=between(prior.early_filling_share, values[5]),
        atrial_start=between(prior.atrial_start, values[6]),
    )


def phases(timing: Timing, frames: int) -> Doubles:
    """Phase of each frame in beats, 0 = end-diastole, [frames]."""
    x = timing.phase_offset + timing.beats * np.arange(frames, dtype=np.float64) / (frames - 1)
    return x - np.floor(x)


def contraction(timing: Timing, frames: int) -> Doubles:
    """0 at the fullest sampled frame, 1 at the emptiest, [frames]. Two frames of one phase alternate."""
    shape = (
        timing.end_systole,
        timing.isovolumic_relaxation,
        timing.early_filling_duration,
        timing.early_filling_share,
        timing.atrial_start,
    )
    raw = raw_contraction(phases(timing, frames), *(np.asarray(value) for value in shape))
    span = raw.max() - raw.min()
    if span < FLAT_SPAN:
        return np.arange(frames, dtype=np.float64) % 2
    return np.clip((raw - raw.min()) / span, 0.0, 1.0)


def volume_curve(timing: Timing, frames: int, ef: float, max_frames: int) -> Floats:
    """The conditioning curve [max_frames, 7]; `ef` is a fraction, rows past `frames` are zero."""
    angle = 2.0 * np.pi * phases(timing, frames)
    s = contraction(timing, frames)
    curve = np.zeros((max_frames, CURVE_CHANNELS), dtype=np.float64)
    curve[:frames] = np.stack(
        [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle), s, 1.0 - ef * s, np.ones(frames)], axis=1
    )
    return curve.astype(np.float32)


def mismatch(timing: Timing, frames: int, anchor: AnchorPhase) -> float:
    """How far a candidate is from the anchor's phase: contraction apart, plus 1 for the wrong direction."""
    apart = abs(float(contraction(timing, frames)[anchor.position]) - anchor.contraction)
    contracting = bool(phases(timing, frames)[anchor.position] < timing.end_systole)
    return apart + float(anchor.contracting is not None and contracting != anchor.contracting)


def draw_timing(prior: TimingPrior, frames: int, anchor: AnchorPhase | None, u: Doubles) -> Timing:
    """Rejection sampling of the prior given an anchor's phase.

    `u` holds 64 candidates of eight uniforms. The first that is within 0.08 of the anchor is taken, else the nearest;
    without an anchor it is the first.
    """
    rows = u.reshape(CANDIDATES, UNIFORMS_PER_CANDIDATE)
    best = timing_from_uniforms(prior, frames, rows[0])
    if anchor is None:
        return best
    least = mismatch(best, frames, anchor)
    for row in rows[1:]:
        if least <= TOLERATED_MISMATCH:
            break
        candidate = timing_from_uniforms(prior, frames, row)
        distance = mismatch(candidate, frames, anchor)
        if distance < least:
            best, least = candidate, distance
    return best


def drawn_timing(
    prior: TimingPrior, frames: int, anchor: AnchorPhase | None, seed: int, index: int, attempt: int
) -> Timing:
    """The timing of one sample: a pure function of (seed, index, attempt)."""
    draw = Draw(seed, index, attempt, Stream.TIMING_PRIOR)
    return draw_timing(prior, frames, anchor, uniforms(draw, CANDIDATES * UNIFORMS_PER_CANDIDATE))
