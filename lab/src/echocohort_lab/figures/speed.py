"""One step against many, by the same weights, on the bench's device: the whole graph with measuring, and latents alone.

How many steps a flow would need without its one-step training is not told by this: it says that one step is one step.
The runs are interleaved, so that whatever else the machine does falls on all of them alike.
"""

import time
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from echocohort_lab.bundles.generate import Generator, Inputs
from echocohort_lab.metrics.bootstrap import Figure, Figures, bootstrap
from echocohort_lab.networks.motion_flow import Conditions
from echocohort_lab.trials.bench import Bench, full_precision

BATCH = 8
FEW, MANY = 25, 50
WARM_UPS = 2
REPEATS = {"cpu": 3, "cuda": 25}

Run = Callable[[], object]


def seconds(run: Run, device: torch.device) -> float:
    """Wall-clock time until the device is done."""
    begun = time.perf_counter()
    run()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - begun


def interleaved(runs: list[Run], device: torch.device, repeats: int) -> NDArray[np.float64]:
    """Seconds of each run in turn, [repeats, runs], after warm-ups."""
    rows = [[seconds(run, device) for run in runs] for _ in range(WARM_UPS + repeats)]
    return np.array(rows[WARM_UPS:])


def speedup(times: NDArray[np.float64], slow: int, fast: int) -> Figure:
    """Median over median, repeats resampled."""
    return bootstrap(len(times), lambda at: float(np.median(times[at, slow]) / np.median(times[at, fast])))


def flow_alone(generator: Generator, x: Inputs) -> Callable[[int], object]:
    """The motion flow's codes in so many steps, everything that it is given being ready."""
    grey = x.references.float() / 255.0
    latents = generator.encoder(grey.flatten(0, 1)[:, None]).unflatten(0, grey.shape[:2])
    asked = Conditions(latents, x.nearest, x.observed, generator.used_curve(x, latents, 1), x.valid)
    return lambda steps: generator.flow(x.noise, asked, steps)


def speed(bench: Bench, generator: Generator) -> Figures:
    """Batch 8, whatever lengths the subjects have: the graph always makes all frames."""
    cohort = bench.cohorts(BATCH)[0]
    x = bench.ask(cohort, cohort.target, 0)
    with torch.no_grad(), full_precision():
        codes = flow_alone(generator, x)
        runs: list[Run] = [partial(generator.make, x, steps) for steps in (1, FEW, MANY)]
        runs += [partial(codes, steps) for steps in (1, MANY)]
        times = interleaved(runs, bench.device, REPEATS[bench.device.type])
    return {
        "speedup.steps25": speedup(times, 1, 0),
        "speedup.steps50": speedup(times, 2, 0),
        "speedup.latent50": speedup(times, 4, 3),
    }
