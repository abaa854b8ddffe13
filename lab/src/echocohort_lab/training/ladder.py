"""All stages of a run, each as soon as the ones that it looks through are done, spread over the GPUs of a machine.

A stage is a process of its own (`lab train STAGE`); the flow, which takes longest and comes when most others are done,
has one on every GPU. `pause` ends the whole before its time is up, and the same command goes on from there.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import torch

from echocohort_lab.data.clip_source import PHANTOM, listings
from echocohort_lab.networks.checkpoint import fingerprint, weights_file
from echocohort_lab.stages import NEEDS

ON_EVERY_GPU = "flow"
LEAST_SECONDS = 20.0  # a stage is not started for less
POLL_SECONDS = 0.5


@runtime_checkable
class Process(Protocol):
    """What of subprocess.Popen is used."""

    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...

    def wait(self) -> int: ...


Start = Callable[[Sequence[str], Mapping[str, str]], Process]


def start_process(command: Sequence[str], env: Mapping[str, str]) -> Process:
    return subprocess.Popen(command, env={**os.environ, **env})


def gpu_names(gpus: int) -> list[str]:
    """What CUDA_VISIBLE_DEVICES calls the GPUs that this process may use."""
    given = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    return given.split(",")[:gpus] if given else [str(gpu) for gpu in range(gpus)]


def folder_of(part: str) -> Path:
    """Of a data set, as `data` names it."""
    return Path(part.partition(":")[2])


def finished(run: Path, stage: str) -> bool:
    """Whether a stage was trained to its end, not only to a pause, on the weights and data sets that lie there now."""
    path = weights_file(run / f"{stage}.pt")
    if not path.exists():
        return False
    kept = torch.load(path, map_location="cpu", weights_only=True)
    inputs = kept.get("inputs", {})
    if any(inputs.get(need) != fingerprint(run / f"{need}.pt") for need in NEEDS[stage]):
        return False
    config = kept["config"]
    sets = listings(config.get("data", PHANTOM))
    if any(part in inputs and inputs[part] != now for part, now in sets.items() if folder_of(part).is_dir()):
        return False
    timed, at = ("seconds", kept["seconds"]) if config["seconds"] > 0 else ("steps", kept["step"])
    return bool(at >= config[timed])


def ready(stages: Sequence[str], done: set[str], begun: set[str]) -> Iterator[str]:
    """Those of the stages that may start."""
    for stage in stages:
        if stage not in done | begun and done.issuperset(NEEDS[stage]):
            yield stage


def command(stage: str, run: Path, gpus: int, pause: float, settings: Sequence[str]) -> list[str]:
    """The stage's own command line; under torchrun where it takes every GPU."""
    device = "cuda" if gpus > 0 else "cpu"
    train = ["echocohort_lab.cli", "train", stage, "--run", str(run), "--device", device]
    # Behind "--", for torchrun takes whatever begins like one of its own options, as --run does.
    torchrun = ["torch.distributed.run", "--standalone", "--nproc-per-node", str(gpus), "-m", "--"]
    spread = torchrun if stage == ON_EVERY_GPU and gpus > 1 else []
    return [sys.executable, "-m", *spread, *train, "--pause", f"{pause:.0f}", *settings]


@dataclass
class Ladder:
    """A run, or some stages of it, on a machine with `gpus` GPUs; 0 means its CPU. `settings` go to every stage.

    Raises ValueError for a stage that there is not.
    """

    run: Path
    gpus: int
    pause: float = 0.0  # seconds; 0: never
    settings: Sequence[str] = ()
    stages: Sequence[str] = tuple(NEEDS)
    start: Start = start_process
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    running: dict[str, tuple[Process, int]] = field(default_factory=dict)  # with the GPU that each has

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.stages) - set(NEEDS)):
            raise ValueError(f"--stages: expected stages among {', '.join(NEEDS)}; got {', '.join(unknown)}")

    def climb(self, say: Callable[[str], None]) -> bool:
        """Trains what is left; True when all is done.

        Raises ChildProcessError when a stage fails (all end), ValueError when one waits for another that nobody trains.
        """
        end = self.clock() + self.pause if self.pause > 0 else float("inf")
        done = {stage for stage in NEEDS if finished(self.run, stage)}
        needed = {need for stage in self.stages if stage not in done for need in NEEDS[stage]}
        if missing := sorted(needed - done - set(self.stages)):
            raise ValueError(f"--stages: expected {', '.join(missing)} too, or trained before in {self.run}")
        begun: set[str] = set()
        try:
            while True:
                for stage in ready(self.stages, done, begun):
                    if end - self.clock() < LEAST_SECONDS:
                        continue
                    begun.add(stage)
                    self.launch(stage, 0.0 if end == float("inf") else end - self.clock(), say)
                if not self.running:
                    return done.issuperset(self.stages)
                self.sleep(POLL_SECONDS)
                done |= {stage for stage in self.ended() if finished(self.run, stage)}
        finally:
            for process, _ in self.running.values():
                process.terminate()
                process.wait()

    def launch(self, stage: str, pause: float, say: Callable[[str], None]) -> None:
        """On the GPU that has least to do, or on all. A stage that others wait for counts twice."""
        awaited = {need for needs in NEEDS.values() for need in needs}
        running = [(gpu, 2 if stage in awaited else 1) for stage, (_, gpu) in self.running.items()]
        loads = [sum(load for gpu, load in running if gpu == at) for at in range(self.gpus)]
        gpu = loads.index(min(loads)) if loads else 0
        everywhere = stage == ON_EVERY_GPU
        names = gpu_names(self.gpus)
        visible = ",".join(names if everywhere else names[gpu : gpu + 1])
        say(f"{stage}: starts on {f'GPU {visible}' if self.gpus else 'the CPU'}")
        line = command(stage, self.run, self.gpus, pause, self.settings)
        env = {"CUDA_VISIBLE_DEVICES": visible} if self.gpus else {}
        self.running[stage] = self.start(line, env), gpu

    def ended(self) -> list[str]:
        """Stages whose process is over, and no longer among the running ones."""
        over = [stage for stage, (process, _) in self.running.items() if process.poll() is not None]
        for stage in over:
            process, _ = self.running.pop(stage)
            if (code := process.wait()) != 0:
                raise ChildProcessError(f"{stage}: its training ended with {code}")
        return over
