"""The other side of a benchmark: runs one engine at a time on request and says how many clips took how long.

`peer.py PREPARED --batch B --provider cpu|cuda --threads N [--graph FILE]` answers each line of JSON with another:
  {"op": "describe"}                               -> gigaflopsPerClip, matmulTeraflopsPerSecond, efPercents, torch
  {"op": "turn", "engine": NAME, "seconds": S}     -> items, seconds
Engines: eager, compile, onnxruntime, steps-N. Each is built when it is first asked for.
"""

import argparse
import json
import os
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from echocohort_lab.readers.measurer import ejection_fraction
from engines import Array, Run, compiled, halved, made_in_steps, onnxruntime_engine, torch_engine, with_steps

MATMUL_SIDE = 8192
MATMUL_REPEATS = 10
PROVIDERS = ("cpu", "cuda")


class Peer:
    """One bundle's generator and one batch for it."""

    def __init__(self, prepared: Path, batch: int, provider: str, threads: int, graph: Path | None) -> None:
        self.provider, self.threads, self.graph = provider, threads, graph
        self.module: nn.Module = torch.load(prepared / "module.pt", map_location="cpu", weights_only=False)
        with np.load(prepared / f"feeds-{batch}.npz") as feeds:
            self.feeds: dict[str, Array] = {name: feeds[name] for name in feeds.files}
        self.inputs = list(self.feeds.values())
        self.batch = batch
        self.built: dict[str, Run] = {}

    @cached_property
    def placed(self) -> nn.Module:
        """The module where and as precisely as it runs."""
        return (halved(self.module) if self.provider == "cuda" else self.module).to(self.provider)

    def engine(self, name: str) -> Run:
        if name not in self.built:
            self.built[name] = self.build(name)
        return self.built[name]

    def build(self, name: str) -> Run:
        if name == "eager":
            return torch_engine(self.placed, self.inputs, self.provider)
        if name == "compile":
            return torch_engine(compiled(self.placed), self.inputs, self.provider)
        if name.startswith("steps-"):
            return torch_engine(with_steps(self.placed, int(name[6:])), self.inputs, self.provider)
        if name == "onnxruntime" and self.graph is not None:
            return onnxruntime_engine(self.graph, self.feeds, self.threads)
        raise ValueError(f"there is no engine {name}")

    def turn(self, engine: str, seconds: float) -> dict[str, float]:
        """Batches for so long. The results are on the host when a batch counts."""
        run = self.engine(engine)
        batches, start = 0, time.perf_counter()
        while batches == 0 or time.perf_counter() - start < seconds:
            run()
            batches += 1
        return {"items": batches * self.batch, "seconds": time.perf_counter() - start}

    def describe(self) -> dict[str, Any]:
        with torch.inference_mode(), FlopCounterMode(display=False) as counter:
            self.module.cpu()(*(torch.from_numpy(feed[:1]) for feed in self.inputs))
        return {
            "gigaflopsPerClip": counter.get_total_flops() / 1e9,
            "matmulTeraflopsPerSecond": self.matmul_rate() if self.provider == "cuda" else None,
            "efPercents": self.ef_percents(),
            "multiStep": made_in_steps(self.module) is not None,
            "torch": torch.__version__,
        }

    def matmul_rate(self) -> float:
        """What a large matrix product reaches on this GPU, TFLOP/s: the ceiling that it has in practice."""
        a, b = (torch.randn(MATMUL_SIDE, MATMUL_SIDE, device="cuda", dtype=torch.float16) for _ in range(2))
        best = float("inf")
        for _ in range(MATMUL_REPEATS):
            torch.cuda.synchronize()
            start = time.perf_counter()
            a @ b
            torch.cuda.synchronize()
            best = min(best, time.perf_counter() - start)
        return 2 * MATMUL_SIDE**3 / best / 1e12

    def ef_percents(self) -> list[float]:
        """Measured EF of the batch's samples; none from a generator without readers."""
        outputs = [torch.from_numpy(np.asarray(output)) for output in self.engine("eager")()]
        per_frame = [output for output in outputs if output.ndim == 2 and output.is_floating_point()]
        if len(per_frame) < 2:
            return []
        area, length = per_frame[:2]  # the own reader's stand first
        return [100.0 * ef for ef in ejection_fraction(area, length, torch.ones_like(area)).tolist()]


def serve(peer: Peer, answers: int) -> None:
    for line in sys.stdin:
        request = json.loads(line)
        answer = peer.describe() if request["op"] == "describe" else peer.turn(request["engine"], request["seconds"])
        os.write(answers, f"{json.dumps(answer)}\n".encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("prepared", type=Path)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--provider", choices=PROVIDERS, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--graph", type=Path)
    args = parser.parse_args()
    # Whatever a library prints goes to stderr: stdout carries answers alone.
    answers = os.dup(1)
    os.dup2(2, 1)
    torch.set_num_threads(args.threads)
    torch.backends.cudnn.benchmark = True
    serve(Peer(args.prepared, args.batch, args.provider, args.threads, args.graph), answers)


if __name__ == "__main__":
    main()
