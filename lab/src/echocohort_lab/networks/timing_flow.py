"""The timing of a beat as a one-step mean flow: eight normals in, the volume curve out.

The eight numbers of a beat are coded so that the timing prior is a standard normal: the phase at the anchor is the
angle of the first two, each of the others is uniform in its range after the normal distribution function. With nothing
known, noise is a draw from the prior as it stands; every draw is a beat; the flow learns only what the phase of the
anchor changes. That phase is read off the anchor's picture by a small head, unless it is given. The volume curve
follows in closed form (draws/beat.py), so that its EF is exact.
Mean flow: Geng et al., arXiv 2505.13447; its loss in the form of arXiv 2512.02012.
Shapes: B batch, T frames.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.draws.beat import FLAT_SPAN, TIMING_NUMBERS, TimingPrior, raw_contraction
from echocohort_lab.networks.autoencoder import LATENT_CHANNELS, LATENT_SIDE

PLACE, GIVEN = 4, 3  # numbers that say where the anchor stands, and that give its phase
EDGE = 1e-6  # of a uniform number: keeps its normal finite
BEYOND = 10.0  # more than any contraction
TIME_FEATURES = 8


@dataclass(frozen=True)
class TimingConfig:
    """Sizes. The defaults make 0.34 M parameters."""

    width: int = 192
    depth: int = 3
    stem: int = 48
    features: int = 24  # of the anchor's picture
    dropout: float = 0.1
    prior: TimingPrior = field(default_factory=TimingPrior)


class TimedBeat(NamedTuple):
    """The numbers of beat.py, but for the phase, which is that of the anchor frame. Each [B]."""

    anchor_phase: Float[Tensor, "B"]
    beats: Float[Tensor, "B"]
    end_systole: Float[Tensor, "B"]
    isovolumic_relaxation: Float[Tensor, "B"]
    early_filling_duration: Float[Tensor, "B"]
    early_filling_share: Float[Tensor, "B"]
    atrial_start: Float[Tensor, "B"]


class Reading(NamedTuple):
    """What a picture tells of its phase. The flow uses the features; the other two are for the eye and for learning."""

    features: Float[Tensor, "B f"]
    contraction: Float[Tensor, "B"]  # 0..1
    contracting: Float[Tensor, "B"]  # logit


def beat_ranges(prior: TimingPrior, frames: Float[Tensor, "B"]) -> tuple[Float[Tensor, "B 6"], Float[Tensor, "B 6"]]:
    """Low and high ends of the six uniform numbers; a clip of few frames has no room for many beats."""
    most = (frames / prior.frames_per_beat_min).clamp(prior.beats_min + 0.02, prior.beats_max)
    shape = torch.tensor(
        [
            prior.end_systole,
            prior.isovolumic_relaxation,
            prior.early_filling_duration,
            prior.early_filling_share,
            prior.atrial_start,
        ],
        dtype=frames.dtype,
        device=frames.device,
    )
    ends = shape.expand(frames.shape[0], -1, -1)  # [B, 5, 2]
    low = torch.cat([torch.full_like(most, prior.beats_min)[:, None], ends[:, :, 0]], 1)
    return low, torch.cat([most[:, None], ends[:, :, 1]], 1)


def decode(numbers: Float[Tensor, "B 8"], frames: Float[Tensor, "B"], prior: TimingPrior) -> TimedBeat:
    """Eight numbers to a beat. Standard normal numbers give the timing prior."""
    low, high = beat_ranges(prior, frames)
    # In rows of eight, though six and one are needed: runtimes round the rest that fills no vector register otherwise.
    uniform = (0.5 * (1.0 + torch.erf(numbers / math.sqrt(2.0))))[:, 2:]
    across, along = (numbers[:, at : at + 1].expand(-1, TIMING_NUMBERS) for at in (1, 0))
    turns = (torch.atan2(across, along) / (2.0 * math.pi))[:, 0]
    return TimedBeat(turns - torch.floor(turns), *(low + (high - low) * uniform).unbind(1))


def encode(
    beat: TimedBeat, frames: Float[Tensor, "B"], prior: TimingPrior, radius: Float[Tensor, "B"]
) -> Float[Tensor, "B 8"]:
    """The inverse. `radius` is free: that of a normal in the plane, drawn, makes the first two numbers normal."""
    low, high = beat_ranges(prior, frames)
    angle = 2.0 * math.pi * beat.anchor_phase
    uniform = ((torch.stack(beat[1:], 1) - low) / (high - low)).clamp(EDGE, 1.0 - EDGE)
    plane = radius[:, None] * torch.stack([torch.cos(angle), torch.sin(angle)], 1)
    return torch.cat([plane, torch.special.ndtri(uniform)], 1)


def anchor_position(observed: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """Position of the first observed frame, 0 where none is."""
    first = observed * (torch.cumsum(observed, 1) < 1.5).to(observed.dtype)
    return (first * torch.arange(observed.shape[1], device=observed.device)).sum(1)


def timed_curve(
    beat: TimedBeat, ef: Float[Tensor, "B"], valid: Float[Tensor, "B T"], position: Float[Tensor, "B"]
) -> Float[Tensor, "B T 7"]:
    """The volume curve of beat.py, batched. The valid frames come first; rows past them are zero."""
    frame = torch.arange(valid.shape[1], device=valid.device, dtype=valid.dtype)[None]
    last = (valid.sum(1) - 1.0).clamp(min=1.0)
    turns = beat.anchor_phase[:, None] + beat.beats[:, None] * (frame - position[:, None]) / last[:, None]
    phase = turns - torch.floor(turns)
    raw = raw_contraction(phase, *(number[:, None] for number in beat[2:]))
    on = valid > 0
    low = torch.where(on, raw, BEYOND).amin(1, keepdim=True)
    span = torch.where(on, raw, -BEYOND).amax(1, keepdim=True) - low
    scaled = ((raw - low) / span.clamp(min=FLAT_SPAN)).clamp(0.0, 1.0)
    contraction = torch.where(span < FLAT_SPAN, (frame % 2.0).expand_as(raw), scaled)
    angle = 2.0 * math.pi * phase
    harmonics = [torch.cos(angle), torch.sin(angle), torch.cos(2.0 * angle), torch.sin(2.0 * angle)]
    volume = 1.0 - ef[:, None] * contraction
    return torch.stack([*harmonics, contraction, volume, torch.ones_like(angle)], -1) * valid[..., None]


class PhaseHead(nn.Module):
    """Convolutions that read the phase off the anchor's image latent."""

    def __init__(self, config: TimingConfig) -> None:
        super().__init__()
        stem = config.stem
        self.net = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, stem, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(stem, stem, 3, 2, 1),  # 7 x 7
            nn.SiLU(),
            nn.Conv2d(stem, stem, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(stem, stem, 3, 2, 1),  # 4 x 4
            nn.SiLU(),
            nn.Flatten(),
            nn.Dropout(config.dropout),
            nn.Linear(stem * math.ceil(LATENT_SIDE / 4) ** 2, 2 * config.features),
            nn.SiLU(),
            nn.Dropout(config.dropout),
            nn.Linear(2 * config.features, config.features),
        )
        self.reading = nn.Linear(config.features, 2)

    def forward(self, latent: Float[Tensor, "B c g g"]) -> Reading:
        features = self.net(latent)
        contraction, contracting = self.reading(F.silu(features)).unbind(1)
        return Reading(torch.tanh(features), torch.sigmoid(contraction), contracting)


def waves(t: Float[Tensor, "B"]) -> Float[Tensor, "B 8"]:
    """Cosines and sines of a time in 0..1, at most one turn: the loss derives them, and fast ones blow it up."""
    angle = t[:, None] * torch.linspace(0.5 * math.pi, 2.0 * math.pi, TIME_FEATURES // 2, device=t.device)
    return torch.cat([torch.cos(angle), torch.sin(angle)], 1)


def normal_velocity(z: Float[Tensor, "B 8"], t: Float[Tensor, "B"], r: Float[Tensor, "B"]) -> Float[Tensor, "B 8"]:
    """Average velocity from r to t, in closed form, of the flow whose data are a standard normal like its noise.

    There z keeps its direction and its length follows S(t) = sqrt((1 - t)^2 + t^2): u = z (1 - S(r) / S(t)) / (t - r).
    """
    at, to = torch.sqrt((1.0 - t) ** 2 + t**2), torch.sqrt((1.0 - r) ** 2 + r**2)
    return z * (2.0 * (t + r - 1.0) / (at * (at + to)))[:, None]


class TimingFlow(nn.Module):
    """Noise and what is known of the anchor -> a beat -> the volume curve.

    `velocity` starts as that of the prior: an untrained flow draws from the prior whatever it is told.
    """

    def __init__(self, config: TimingConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or TimingConfig()
        self.head = PhaseHead(config)
        inputs = TIMING_NUMBERS + PLACE + GIVEN + 2 + config.features + 2 * TIME_FEATURES
        self.join = nn.Linear(inputs, config.width)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.LayerNorm(config.width),
                nn.Linear(config.width, config.width),
                nn.SiLU(),
                nn.Linear(config.width, config.width),
            )
            for _ in range(config.depth)
        )
        self.change = nn.Linear(config.width, TIMING_NUMBERS)
        nn.init.zeros_(self.change.weight)
        nn.init.zeros_(self.change.bias)

    def condition(
        self,
        valid: Float[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        features: Float[Tensor, "B f"],
        phase: Float[Tensor, "B 3"],
    ) -> Float[Tensor, "B c"]:
        """Everything that the beat may depend on. A given phase replaces the picture's; no anchor leaves the length."""
        frames, position = valid.sum(1), anchor_position(observed)
        seen = observed.amax(1)
        known = phase[:, 2] * seen
        read = (1.0 - known) * seen
        last = (frames - 1.0).clamp(min=1.0)
        place = [frames / valid.shape[1], seen, position / valid.shape[1], position / last]
        given = [2.0 * phase[:, 0] - 1.0, phase[:, 1], phase[:, 1].abs()]
        told = torch.stack([*place, *(known * number for number in given), known, read], 1)
        return torch.cat([told, read[:, None] * features], 1)

    def velocity(
        self, z: Float[Tensor, "B 8"], t: Float[Tensor, "B"], r: Float[Tensor, "B"], condition: Float[Tensor, "B c"]
    ) -> Float[Tensor, "B 8"]:
        """Average velocity between times r <= t (0 data, 1 noise) at z, which is at time t."""
        h = self.join(torch.cat([z, condition, waves(t), waves(t - r)], 1))
        for block in self.blocks:
            h = h + block(h)
        return normal_velocity(z, t, r) + self.change(h)

    def numbers(
        self, noise: Float[Tensor, "B 8"], condition: Float[Tensor, "B c"], steps: int = 1
    ) -> Float[Tensor, "B 8"]:
        """The beat's eight numbers, from noise in this many steps."""
        z = noise
        for step in range(steps, 0, -1):
            t, r = torch.full_like(z[:, 0], step / steps), torch.full_like(z[:, 0], (step - 1) / steps)
            z = z - self.velocity(z, t, r, condition) / steps
        return z

    def sample(
        self,
        noise: Float[Tensor, "B 8"],
        ef: Float[Tensor, "B"],
        valid: Float[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        latent: Float[Tensor, "B c g g"],
        phase: Float[Tensor, "B 3"],
        steps: int = 1,
    ) -> Float[Tensor, "B T 7"]:
        """The volume curve. `latent` is that of the first observed frame, the anchor; any numbers where none is.

        `phase` holds, for the anchor, contraction 0..1, direction (1 contracting, -1 filling, 0 not told), and 1 where
        these are given. `ef` is a fraction. Rows past the valid frames are zero.
        """
        condition = self.condition(valid, observed, self.head(latent).features, phase)
        beat = decode(self.numbers(noise, condition, steps), valid.sum(1), self.config.prior)
        return timed_curve(beat, ef, valid, anchor_position(observed))

    def forward(
        self,
        noise: Float[Tensor, "B 8"],
        ef: Float[Tensor, "B"],
        valid: Float[Tensor, "B T"],
        observed: Float[Tensor, "B T"],
        latent: Float[Tensor, "B c g g"],
        phase: Float[Tensor, "B 3"],
    ) -> Float[Tensor, "B T 7"]:
        """`sample` in one step."""
        return self.sample(noise, ef, valid, observed, latent, phase)
