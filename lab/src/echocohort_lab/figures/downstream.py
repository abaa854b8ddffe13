"""What twins are good for: an EF regressor that has few raw clips, with and without twins of them.

A network (clip_net.py) learns EF from four sets: few raw clips (`few`), these and their twins (`augmented`), the twins
alone (`twinsOnly`), and as many raw clips of different subjects (`many`). Each is tested on raw clips of yet others.
The label of a raw clip is its exact EF, that of a twin what its own reader's carried outline says (measuredEf), as a
user would have it. `closed` is how much of the way from few to many the twins bring: 1 if they were worth raw clips.
Shapes: N clips, T frames, H x W pixels, S seeds.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.metrics.bootstrap import Figure, Figures, Index, bootstrap
from echocohort_lab.metrics.clip_net import Videos, half_mirrored, new_network, said_of, together
from echocohort_lab.trials.bench import Bench, ef_of, full_precision
from echocohort_lab.trials.cohort import CPU, TARGET_RANGE, Cohort

SEEDS = (21, 22)
RATE, DECAY = 1e-3, 1e-2
WARM_UP = 50
MIDDLE, SPREAD = 0.43, 0.2  # of the phantom's EF: what the network says is in these units
BETA = 0.1
GAIN, LIFT = (0.8, 1.25), (-0.05, 0.05)  # of grey, drawn for every clip that is shown

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Budget:
    """Raw clips at hand, twins of each, raw clips to test on, training steps and seeds."""

    few: int = 256
    twins: int = 8
    test: int = 1024
    steps: int = 1500
    batch: int = 32
    seeds: tuple[int, ...] = SEEDS

    @property
    def many(self) -> int:
        return self.few * (1 + self.twins)


class Labelled(NamedTuple):
    """Clips and what they are said to show, EF as a fraction."""

    clips: Videos
    ef: Float[Tensor, "N"]

    def rows(self, index: Tensor) -> "Labelled":
        return Labelled(self.clips.rows(index), self.ef[index])


def joined(parts: list[Labelled]) -> Labelled:
    return Labelled(together([part.clips for part in parts]), torch.cat([part.ef for part in parts]))


def raw(cohort: Cohort) -> Labelled:
    return Labelled(Videos(cohort.clips.video, cohort.clips.valid), cohort.clips.ef)


def twin_request(cohort: Cohort, twin: int) -> tuple[Cohort, Float[Tensor, "B"]]:
    """Another observed frame and another EF for each subject, the same for a subject and a twin's number."""
    positions, efs = [], []
    low, high = TARGET_RANGE
    for at in range(cohort.count):
        generator = seeded(CPU, "twin", cohort.name, cohort.first + at, twin)
        positions.append(int(torch.randint(int(cohort.clips.valid[at].sum()), (), generator=generator)))
        efs.append(low + (high - low) * float(torch.rand((), generator=generator)))
    device = cohort.target.device
    return replace(cohort, position=torch.tensor(positions, device=device)), torch.tensor(efs, device=device)


def twin_of(bench: Bench, cohort: Cohort, twin: int) -> Labelled:
    """One twin of every subject: a beat that the model draws, an EF from 10 to 75 %."""
    seen, ef = twin_request(cohort, twin)
    made = bench.counterfactual(seen, twin, ef)
    valid = cohort.clips.valid
    return Labelled(Videos(made.frames, valid), ef_of(made.readings.own, valid))


def varied(clips: Videos, generator: torch.Generator) -> Videos:
    """Mirrored half of the time, a little brighter or darker; what is black stays black."""
    shown = half_mirrored(clips, generator)

    def drawn(bounds: tuple[float, float]) -> Tensor:
        share = torch.rand(len(clips.valid), 1, 1, 1, generator=generator, device=generator.device)
        return bounds[0] + (bounds[1] - bounds[0]) * share

    grey = shown.frames.float()
    grey = grey * drawn(GAIN) + 255.0 * drawn(LIFT) * (grey > 0)
    return shown._replace(frames=grey.clamp(0.0, 255.0).to(torch.uint8))


def rate_at(step: int, steps: int) -> float:
    """Warm-up, then half a cosine."""
    return min(1.0, (step + 1) / WARM_UP) * 0.5 * (1.0 + math.cos(math.pi * step / max(steps, 1)))


def errors(learn: Labelled, test: Labelled, budget: Budget, seed: int) -> Doubles:
    """Absolute EF errors on the test clips, percentage points, of a network that was trained on others, [N]."""
    device = learn.ef.device
    generator = torch.Generator(device).manual_seed(seed)
    network = new_network(seed, device)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY, fused=device.type == "cuda")
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at(step, budget.steps))
    for _ in range(budget.steps):
        some = learn.rows(torch.randint(len(learn.ef), (budget.batch,), generator=generator, device=device))
        wanted = (some.ef - MIDDLE) / SPREAD
        loss = F.smooth_l1_loss(network(varied(some.clips, generator)), wanted, beta=BETA)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
    said = MIDDLE + SPREAD * said_of(network, test.clips)
    return 100.0 * (said - test.ef).abs().double().cpu().numpy()


def sets_of(bench: Bench, budget: Budget) -> tuple[dict[str, Labelled], Labelled]:
    """What is learnt from, and what is tested on; no subject is in two of few, the rest of many, and the test."""
    with torch.no_grad(), full_precision():
        few, twins = [], []
        for cohort in bench.drawn(budget.few, "few"):
            few.append(raw(cohort))
            twins += [twin_of(bench, cohort, twin) for twin in range(budget.twins)]
        others = [raw(cohort) for cohort in bench.drawn(budget.many - budget.few, "others")]
        test = joined([raw(cohort) for cohort in bench.drawn(budget.test, "tested")])
    sets = {"few": few, "augmented": few + twins, "twinsOnly": twins, "many": few + others}
    return {name: joined(parts) for name, parts in sets.items()}, test


def of_seeds(rows: Doubles, choose: Callable[[Doubles], np.float64]) -> Figure:
    """Mean error of the test clips, of the seeds' mean or of one of them."""
    return bootstrap(rows.shape[1], lambda at: float(choose(rows[:, at].mean(1))))


def closed(found: dict[str, Doubles], at: Index) -> float:
    """(few - augmented) / (few - many) of mean errors; not defined where many are no better than few."""
    few, augmented, many = (float(found[name][:, at].mean()) for name in ("few", "augmented", "many"))
    return (few - augmented) / (few - many) if few > many else float("nan")


def downstream(bench: Bench, budget: Budget | None = None) -> Figures:
    """Mean absolute errors, mean and worst of the seeds."""
    budget = budget or Budget()
    sets, test = sets_of(bench, budget)
    found = {
        name: np.stack([errors(learn, test, budget, seed) for seed in budget.seeds]) for name, learn in sets.items()
    }  # [S, N] each
    figures = {
        f"downstream.{name}{which}": of_seeds(rows, choose)
        for name, rows in found.items()
        for which, choose in (("", np.mean), ("Worst", np.max))
    }
    return {**figures, "downstream.closed": bootstrap(budget.test, lambda at: closed(found, at))}
