"""The bundle as it is shipped: its files, its graph in ONNX Runtime on the CPU, and how far that is from the module."""

import re
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.bundles.bundle import MANIFEST_FILE, generate_file
from echocohort_lab.bundles.generate import Inputs
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.graphs.graph import THREADS, open_session, run_graph
from echocohort_lab.metrics.bootstrap import Figures, bootstrap, constant
from echocohort_lab.trials.bench import Bench, full_precision

PARITY_SUBJECTS = 4
WARM_UPS, REPEATS = 1, 7
MEGABYTE = 1e6


def snake(role: str) -> str:
    """timingNoise -> timing_noise."""
    return re.sub(r"[A-Z]", lambda capital: f"_{capital.group().lower()}", role)


def feeds(inputs: Inputs, manifest: Manifest) -> dict[str, NDArray[np.generic]]:
    """Inputs under the names of the bundle's generate graph."""
    ports = manifest["graphs"]["generate"][0]["inputs"]
    return {port["name"]: getattr(inputs, snake(port["role"])).cpu().numpy() for port in ports}


def named_files(manifest: Manifest) -> list[str]:
    """Every file that bundle.json names, and itself."""
    graphs = manifest["graphs"]
    entries = [*graphs["generate"], *(graphs[role] for role in graphs if role != "generate")]
    entries += [manifest[role] for role in ("anchors", "golden") if role in manifest]
    return sorted({MANIFEST_FILE, *(entry["file"] for entry in entries)})


def size(folder: Path, manifest: Manifest) -> Figures:
    return {"bundleMb": constant(sum((folder / name).stat().st_size for name in named_files(manifest)) / MEGABYTE)}


def parity(bench: Bench, folder: Path, manifest: Manifest) -> Figures:
    """A few counterfactuals by the module, where it is, and by the graph."""
    session = open_session(generate_file(folder, manifest))
    roles = [port["role"] for port in manifest["graphs"]["generate"][0]["outputs"]]
    levels: list[NDArray[np.int64]] = []
    with torch.no_grad(), full_precision():
        for cohort in bench.cohorts(PARITY_SUBJECTS):
            inputs = bench.ask(cohort, cohort.target, 0)
            made = bench.generator.make(inputs).frames.cpu().numpy().astype(np.int64)
            shipped = dict(zip(roles, run_graph(session, feeds(inputs, manifest)), strict=True))["frames"]
            levels.extend(np.abs(made - shipped.astype(np.int64)))
    off = np.stack(levels)
    return {
        "parity.maxLevels": bootstrap(len(off), lambda at: float(off[at].max())),
        "parity.pixelShare": bootstrap(len(off), lambda at: float((off[at] > 0).mean())),
    }


def tiled(values: Tensor, count: int) -> Tensor:
    """The same rows again and again, `count` in all."""
    return values[torch.arange(count, device=values.device) % len(values)]


def cpu_speed(bench: Bench, folder: Path, manifest: Manifest) -> Figures:
    """Seconds a clip of all frames, at the bundle's own CPU batch; the median of some runs."""
    session = open_session(generate_file(folder, manifest), THREADS)
    batch = int(manifest["batchSize"]["cpu"])
    cohort = bench.cohorts(PARITY_SUBJECTS)[0]
    inputs = Inputs(*(tiled(values, batch) for values in bench.ask(cohort, cohort.target, 0)))
    fed = feeds(inputs._replace(valid=torch.ones_like(inputs.valid)), manifest)
    seconds = []
    for run in range(WARM_UPS + REPEATS):
        begun = time.perf_counter()
        run_graph(session, fed)
        if run >= WARM_UPS:
            seconds.append((time.perf_counter() - begun) / batch)
    return {"cpuSecondsPerClip": bootstrap(len(seconds), lambda at: float(np.median(np.array(seconds)[at])))}
