"""Can a network tell made clips from raw ones? A classifier two-sample test (Lopez-Paz and Oquab, arXiv:1610.06545).

A test that stops early flatters the model, so a classifier trains until it has learnt its training clips or the budget
ends, long after; the weights that do best on clips set aside are tested on others. One training is noisy (.90, .95 and
.98 on the same clips), so five are made that differ in their seed, and the worst counts: the one that tells them best.
Two controls go through the same: raw clips against other raw clips, which is what this test calls alike; and one frame
each moved by the phantom's own exact motion, by the generator's warp and finish, which is what a design that only moves
a frame leaves to be told when its motion is right. Near one half means that these networks, with so many clips, did not
tell them apart, and nothing more.
Shapes: N clips, T frames, H x W pixels, S seeds.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.bundles.generate import MOST_REFERENCES, Generator
from echocohort_lab.data.exact_motion import displacement_between
from echocohort_lab.data.pool import FIELD_SIDE
from echocohort_lab.metrics.bootstrap import Figure, Figures, bootstrap
from echocohort_lab.metrics.clip_net import ClipNet, Videos, half_mirrored, new_network, said_of, together
from echocohort_lab.networks.checkpoint import copied
from echocohort_lab.phantom.geometry import material_map
from echocohort_lab.picture.move import places
from echocohort_lab.trials.bench import Bench, full_precision
from echocohort_lab.trials.cohort import Cohort

SEEDS = (11, 12, 13, 14, 15)
RATE, DECAY = 7e-4, 1e-3
WARM_UP = 20
CHECK_EVERY = 100
LEARNT = 0.02  # mean training loss of the last checks: nothing is left to learn
NEAR_ONE = 0.999  # share of the clips set aside: nothing is left to find

Doubles = NDArray[np.float64]
Frames = Callable[[Cohort], UInt8[Tensor, "B T H W"]]


@dataclass(frozen=True)
class Budget:
    """Clips of each class, and training steps at most."""

    train: int = 1152
    validation: int = 192
    test: int = 384
    steps: int = 2000
    batch: int = 32  # of each class
    seeds: tuple[int, ...] = SEEDS

    @property
    def clips(self) -> int:
        return self.train + self.validation + self.test


@dataclass(frozen=True)
class Contest:
    """Raw clips and those that should pass for raw."""

    raw: Videos
    made: Videos

    def rows(self, index: slice) -> "Contest":
        return Contest(self.raw.rows(index), self.made.rows(index))


def hits(network: ClipNet, contest: Contest) -> Float[Tensor, "N"]:
    """1 for every clip that is told rightly, raw ones first."""
    said = said_of(network, contest.raw) <= 0, said_of(network, contest.made) > 0
    return torch.cat(said).float()


def train_step(network: ClipNet, contest: Contest, generator: torch.Generator, batch: int) -> Tensor:
    """Loss of one batch, half of each class."""
    device = generator.device

    def some(clips: Videos) -> Videos:
        return clips.rows(torch.randint(len(clips.valid), (batch,), generator=generator, device=device))

    shown = half_mirrored(together([some(contest.raw), some(contest.made)]), generator)
    wanted = (torch.arange(2 * batch, device=device) >= batch).float()
    return F.binary_cross_entropy_with_logits(network(shown), wanted)


def train_classifier(contest: Contest, budget: Budget, seed: int) -> ClipNet:
    """The weights that tell the validation clips apart best."""
    device = contest.raw.valid.device
    generator = torch.Generator(device).manual_seed(seed)
    network = new_network(seed, device)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY, fused=device.type == "cuda")
    flat_then_down = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * (1.01 - step / max(budget.steps, 1))
    )
    learn = contest.rows(slice(0, budget.train))
    held = contest.rows(slice(budget.train, budget.train + budget.validation))
    best, weights, recent = -1.0, copied(network.state_dict()), []
    for step in range(budget.steps):
        loss = train_step(network, learn, generator, budget.batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        flat_then_down.step()
        recent.append(loss.detach())
        if (step + 1) % CHECK_EVERY == 0 or step + 1 == budget.steps:
            share = float(hits(network, held).mean())
            if share > best:
                best, weights = share, copied(network.state_dict())
            if best >= NEAR_ONE or float(torch.stack(recent[-CHECK_EVERY:]).mean()) < LEARNT:
                break
    network.load_state_dict(weights)
    return network


def told(contest: Contest, budget: Budget) -> Doubles:
    """Which test clips each seed's classifier tells rightly, [S, N]."""
    test = contest.rows(slice(budget.train + budget.validation, budget.clips))
    rows = [hits(train_classifier(contest, budget, seed), test).cpu().numpy() for seed in budget.seeds]
    return np.stack(rows).astype(np.float64)


def accuracy(right: Doubles, of_seeds: Callable[[Doubles], np.float64]) -> Figure:
    """Accuracy on the test clips of one of the seeds, chosen anew in every resampling; n counts both classes."""
    return bootstrap(right.shape[1], lambda at: float(of_seeds(right[:, at].mean(1))))


def videos(bench: Bench, purpose: str, budget: Budget, frames: Frames) -> Videos:
    """The clips of a cohort of its own, made or as they are."""
    with torch.no_grad(), full_precision():
        drawn = bench.drawn(budget.clips, purpose)
        return together([Videos(frames(cohort), cohort.clips.valid) for cohort in drawn])


def as_they_are(cohort: Cohort) -> UInt8[Tensor, "B T H W"]:
    return cohort.clips.video


def moved_exactly(
    bench: Bench, generator: Generator, cohort: Cohort, field_side: int = FIELD_SIDE
) -> UInt8[Tensor, "B T H W"]:
    """Clips as the generator would make them if it knew each subject's motion, on a grid of this size."""
    clips, frames = cohort.clips, cohort.clips.valid.shape[1]
    material = material_map(clips.subject, clips.motion, field_side)
    seen = cohort.at_reference(material)[:, None].expand(-1, frames, -1, -1, -1)
    field = displacement_between(seen.flatten(0, 1), material.flatten(0, 1)).view_as(material)
    field = field * cohort.unobserved[:, :, None, None, None]
    x = bench.ask(cohort, clips.ef, 0, clips.curve)
    grey = x.references.float() / 255.0
    look = places(field, x.nearest, MOST_REFERENCES, grey.shape[-1])
    finished: Tensor = generator.finished(generator.moved(grey, look), grey, x)
    return finished


def raw_clips(bench: Bench, purpose: str, budget: Budget) -> Videos:
    """Rendered once for all contests of a process."""
    return bench.once(lambda: videos(bench, purpose, budget, as_they_are), "videos", purpose, budget.clips)


def two_sample(bench: Bench, budget: Budget | None = None) -> Figures:
    """Raw clips of some subjects against made clips of others, with the subject's own EF and curve."""
    budget = budget or Budget()
    made = videos(bench, "made", budget, lambda cohort: bench.factual(cohort).frames)
    right = told(Contest(raw_clips(bench, "raw", budget), made), budget)
    return {"c2stWorst": accuracy(right, np.max), "c2stBest": accuracy(right, np.min)}


def raw_control(bench: Bench, budget: Budget | None = None) -> Figures:
    """Raw clips of some subjects against raw clips of others."""
    budget = budget or Budget()
    contest = Contest(raw_clips(bench, "raw", budget), raw_clips(bench, "made", budget))
    return {"c2st.rawControl": accuracy(told(contest, budget), np.max)}


def exact_motion_control(
    bench: Bench, generator: Generator, budget: Budget | None = None, field_side: int = FIELD_SIDE
) -> Figures:
    """Raw clips of some subjects against one frame each of others, moved by their own exact motion."""
    budget = budget or Budget()
    moved = videos(bench, "made", budget, lambda cohort: moved_exactly(bench, generator, cohort, field_side))
    right = told(Contest(raw_clips(bench, "raw", budget), moved), budget)
    return {"c2st.exactMotion": accuracy(right, np.max), "c2st.exactMotionBest": accuracy(right, np.min)}
