"""The stage of the timing flow: beats from the prior, told by a reading of their phase or by a picture of the anchor.

Most draws need no picture, since the prior is known in closed form. The clips of the pool teach what a picture tells.
Shapes: B draws, T frames.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.data.pool import ClipBatch
from echocohort_lab.draws.beat import TIMING_NUMBERS
from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.timing_flow import (
    TimedBeat,
    TimingConfig,
    TimingFlow,
    decode,
    encode,
    timed_curve,
)
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import FRAMES, Beat, select
from echocohort_lab.stages.base import Figures, Stage

FRAMES_MIN = 2
PRIOR_DRAWS = 3  # draws without a picture for each with one
TOLD_NOTHING_SHARE = 0.15
DIRECTION_HIDDEN_SHARE = 0.2
READING_ERROR = 0.05  # of contraction, when volumes are measured frame by frame
FLAT_SLOPE = 0.05  # a smaller change over two frames has no direction, as in libs/sampler's readPhase
INSTANT_SHARE, WHOLE_SHARE = 0.25, 0.25  # of times with r = t, and with r = 0 and t = 1
TIME_MEAN, TIME_SPREAD = 0.2, 1.3  # of the logit of a time
STEP = 0.005  # of time, to differentiate
READING_WEIGHT = 0.5


class Draws(NamedTuple):
    """Beats as numbers, how much each counts, and what the flow is told of them."""

    numbers: Float[Tensor, "B 8"]
    weight: Float[Tensor, "B"]
    valid: Float[Tensor, "B T"]
    observed: Float[Tensor, "B T"]
    features: Float[Tensor, "B f"]
    phase: Float[Tensor, "B 3"]


def first_frames(count: Float[Tensor, "B"]) -> Float[Tensor, "B T"]:
    """1 on so many frames from the first."""
    return (torch.arange(FRAMES, device=count.device)[None] < count[:, None]).float()


def one_frame(position: Float[Tensor, "B"]) -> Float[Tensor, "B T"]:
    return (torch.arange(FRAMES, device=position.device)[None] == position[:, None]).float()


def read_phase(
    contraction: Float[Tensor, "B T"], frames: Float[Tensor, "B"], position: Float[Tensor, "B"], sampler: Sampler
) -> Float[Tensor, "B 3"]:
    """What libs/sampler's readPhase would tell of the anchor, with its error: contraction, direction, 1."""
    read = contraction + READING_ERROR * sampler.normal(0.0, 1.0, FRAMES)
    here = (read * one_frame(position)).sum(1)
    change = (read * (one_frame(position + 1.0) - one_frame(position - 1.0))).sum(1)
    inside = (position > 0) & (position < frames - 1.0)
    told = inside & (change.abs() >= FLAT_SLOPE) & (sampler.chance(DIRECTION_HIDDEN_SHARE) == 0)
    return torch.stack([here.clamp(0.0, 1.0), torch.sign(change) * told, torch.ones_like(here)], 1)


def prior_draws(config: TimingConfig, count: int, generator: torch.Generator) -> Draws:
    """Beats of the prior, clips of any length, a reading of the phase of a random frame, and now and then nothing."""
    sampler = Sampler(count, generator)
    numbers = sampler.normal(0.0, 1.0, TIMING_NUMBERS)
    frames = sampler.integers(FRAMES_MIN, FRAMES).float()
    position = torch.floor(sampler.uniform(0.0, 1.0) * frames)
    valid = first_frames(frames)
    curve = timed_curve(decode(numbers, frames, config.prior), torch.ones_like(frames), valid, position)
    told = (1.0 - sampler.chance(TOLD_NOTHING_SHARE))[:, None]
    features = torch.zeros(count, config.features, device=numbers.device)
    phase = read_phase(curve[..., 4], frames, position, sampler)
    return Draws(numbers, torch.ones_like(frames), valid, one_frame(position) * told, features, phase * told)


def timed(beat: Beat, position: Float[Tensor, "B"]) -> TimedBeat:
    """The beat of a phantom, its phase told at the anchor."""
    turns = beat.phase_offset + beat.beats * position / (beat.frames.float() - 1.0)
    return TimedBeat(
        turns - torch.floor(turns),
        beat.beats,
        beat.end_systole,
        beat.isovolumic_relaxation,
        beat.early_filling_duration,
        beat.early_filling_share,
        beat.atrial_start,
    )


class Pictures(NamedTuple):
    """Anchor frames of clips, and what is known of them; a weight is 0 where that is nothing."""

    frames: Float[Tensor, "B 1 H W"]
    numbers: Float[Tensor, "B 8"]
    timing_known: Float[Tensor, "B"]  # and a whole beat, as the prior has them
    valid: Float[Tensor, "B T"]
    observed: Float[Tensor, "B T"]
    contraction: Float[Tensor, "B"]
    contraction_known: Float[Tensor, "B"]
    contracting: Float[Tensor, "B"]
    contracting_known: Float[Tensor, "B"]


def draw_pictures(pool: ClipBatch, config: TimingConfig, count: int, generator: torch.Generator) -> Pictures:
    """A random frame of random clips, with the clip's own timing."""
    sampler = Sampler(count, generator)
    index = sampler.integers(0, pool.count - 1)
    beat, phantom = select(pool.subject.beat, index), pool.material_known[index]
    frames = pool.valid[index].sum(1)
    position = torch.floor(sampler.uniform(0.0, 1.0) * frames)
    truth = timed(beat, position)
    radius = sampler.normal(0.0, 1.0, 2).norm(dim=1)
    at = position.long()
    return Pictures(
        frames=pool.video[index, at][:, None].float() / 255.0,
        numbers=encode(truth, frames, config.prior, radius),
        timing_known=phantom * (beat.beats >= config.prior.beats_min),
        valid=first_frames(frames),
        observed=one_frame(position),
        contraction=pool.curve[index, at, 4],
        contraction_known=pool.curve_known[index, at],
        contracting=(truth.anchor_phase < truth.end_systole).float(),
        contracting_known=phantom,
    )


def mean_of(values: Float[Tensor, "B"], weight: Float[Tensor, "B"]) -> Float[Tensor, ""]:
    """Weighted mean, 0 when nothing counts."""
    return (values * weight).sum() / weight.sum().clamp(min=1.0)


def draw_times(sampler: Sampler) -> tuple[Tensor, Tensor]:
    """Times r <= t of a mean flow, each [B]: some equal, some the whole way, the rest between."""
    a, b = torch.sigmoid(sampler.normal(TIME_MEAN, TIME_SPREAD, 2)).unbind(1)
    kind = sampler.uniform(0.0, 1.0)
    instant, whole = kind < INSTANT_SHARE, kind > 1.0 - WHOLE_SHARE
    t = torch.where(whole, 1.0, torch.maximum(a, b))
    r = torch.where(whole, 0.0, torch.where(instant, t, torch.minimum(a, b)))
    return t, r


def mean_flow_loss(
    flow: TimingFlow, numbers: Float[Tensor, "B 8"], condition: Float[Tensor, "B c"], generator: torch.Generator
) -> Float[Tensor, "B"]:
    """Squared error of the velocity that the average velocity u implies, v = u + (t - r) du/dt (arXiv 2512.02012).

    The derivative is along the flow's own instantaneous velocity, so the target, noise minus data, is unbiased. It is
    taken by a central difference: the network is smooth in place and time.
    """
    sampler = Sampler(len(numbers), generator)
    t, r = draw_times(sampler)
    noise = sampler.normal(0.0, 1.0, TIMING_NUMBERS)
    z = numbers + t[:, None] * (noise - numbers)
    with torch.no_grad():
        along = flow.velocity(z, t, t, condition)
        later = flow.velocity(z + STEP * along, t + STEP, r, condition)
        earlier = flow.velocity(z - STEP * along, t - STEP, r, condition)
        change = (later - earlier) / (2.0 * STEP)
    implied = flow.velocity(z, t, r, condition) + (t - r)[:, None] * change
    return ((implied - (noise - numbers)) ** 2).mean(1)


class TimingStage(Stage):
    """Mean flow of the beat's numbers, and the head that reads the phase off a picture. The encoder stays as it is.

    `batch` counts pictures; three times as many draws have none.
    """

    name = "timing"
    takes_labelled = True

    def __init__(self, encoder: Encoder, config: TimingConfig | None = None) -> None:
        self.encoder = encoder.eval().requires_grad_(False)
        self.network = self.flow = TimingFlow(config)

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        config = self.flow.config
        seen = draw_pictures(pool, config, batch, generator)
        with torch.no_grad():
            latent = self.encoder(seen.frames)
        reading = self.flow.head(latent)
        untold = torch.zeros(batch, 3, device=latent.device)
        pictured = Draws(seen.numbers, seen.timing_known, seen.valid, seen.observed, reading.features.float(), untold)
        told = prior_draws(config, PRIOR_DRAWS * batch, generator)
        flow, by_picture = self.flow_loss([pictured, told], generator)
        off = reading.contraction - seen.contraction
        wrong = F.binary_cross_entropy_with_logits(reading.contracting, seen.contracting, reduction="none")
        contraction = mean_of(off**2, seen.contraction_known)
        direction = mean_of(wrong, seen.contracting_known)
        right = ((reading.contracting > 0) == (seen.contracting > 0)).float()
        figures = {
            "flow": flow,
            "pictured": by_picture,
            "contraction": mean_of(off.abs(), seen.contraction_known),
            "direction": mean_of(right, seen.contracting_known),
        }
        return flow + READING_WEIGHT * (contraction + direction), figures

    def flow_loss(self, parts: list[Draws], generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Mean loss over all draws, and over those of the first part. Always in single precision: it is small."""
        whole = Draws(*(torch.cat(columns) for columns in zip(*parts, strict=True)))
        with torch.autocast(whole.numbers.device.type, enabled=False):
            condition = self.flow.condition(whole.valid, whole.observed, whole.features, whole.phase)
            each = mean_flow_loss(self.flow, whole.numbers, condition, generator)
        first = len(parts[0].weight)
        return mean_of(each, whole.weight), mean_of(each[:first], parts[0].weight)
