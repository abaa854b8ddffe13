"""Groups of figures side by side: a process for each lane, on the GPUs there are, and one record of them all.

Each lane is `lab evaluate --only` with a folder of its own. Its figures are taken over after each of its groups: a run
that is stopped, or a lane that fails, leaves what was measured. What measures time runs last, alone.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from echocohort_lab.evaluation.record import FILES, Record, from_json, write_record
from echocohort_lab.evaluation.run import GROUPS
from echocohort_lab.training.ladder import gpu_names

FOLDER = "lanes"
POLL_SECONDS = 0.5

Say = Callable[[str], None]
Keep = Callable[[Record], None]


@dataclass(frozen=True)
class Request:
    """What is measured: `arguments` of `lab evaluate` that every lane gets, `gpus` to share out, 0 for the CPU."""

    bundle: Path
    out: Path
    arguments: Sequence[str]
    gpus: int
    fresh: Record  # without figures: what is known already is no lane's to say

    @property
    def folder(self) -> Path:
        return self.out / FOLDER


@dataclass
class Lane:
    """One process, and the file that it writes."""

    name: str
    file: Path
    process: subprocess.Popen[bytes]
    seen: str = field(default="")

    def news(self) -> Record | None:
        """What it has measured, when that is more than last time."""
        text = self.file.read_text()
        if text == self.seen:
            return None
        self.seen = text
        return from_json(json.loads(text))


def lanes_of(names: Sequence[str]) -> list[dict[str, list[str]]]:
    """Groups by lane, in their order; what is measured alone comes in a second round."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(GROUPS[name].lane, []).append(name)
    alone = found.pop("alone", [])
    return [lanes for lanes in (found, {"alone": alone}) if any(lanes.values())]


def started(request: Request, at: int, name: str, groups: Sequence[str]) -> Lane:
    """The lane's process, on one of the GPUs in turn."""
    folder = request.folder / name
    write_record(folder, request.fresh)
    command = [sys.executable, "-m", "echocohort_lab.cli", "evaluate", str(request.bundle), "--out", str(folder)]
    command += ["--only", ",".join(groups), *request.arguments]
    visible = {"CUDA_VISIBLE_DEVICES": gpu_names(request.gpus)[at % request.gpus]} if request.gpus else {}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | visible)
    return Lane(name, folder / FILES[request.fresh.split], process)


def watched(lanes: Sequence[Lane], keep: Keep) -> None:
    """Until all have ended."""
    while True:
        over = all(lane.process.poll() is not None for lane in lanes)
        for record in filter(None, (lane.news() for lane in lanes)):
            keep(record)
        if over:
            return
        time.sleep(POLL_SECONDS)


def side_by_side(request: Request, names: Sequence[str], say: Say, keep: Keep) -> None:
    """Raises ChildProcessError after all have ended, when one failed."""
    failed: list[str] = []
    for lanes in lanes_of(names):
        say(f"side by side: {'; '.join(', '.join(groups) for groups in lanes.values())}")
        running = [started(request, at, name, groups) for at, (name, groups) in enumerate(lanes.items())]
        try:
            watched(running, keep)
        finally:
            for lane in running:
                lane.process.kill()
                lane.process.wait()
        failed += [lane.name for lane in running if lane.process.returncode]
    shutil.rmtree(request.folder)
    if failed:
        raise ChildProcessError(f"lanes failed: {', '.join(failed)}")
