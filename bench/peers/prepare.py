"""Makes what the PyTorch peer runs: the bundle's generator as a torch module, and the tensors of one batch.

`prepare.py BUNDLE REQUESTS OUT [PUBLISHED]` writes OUT/module.pt, with the weights read back from the bundle's graph,
unless it is there, and OUT/feeds-B.npz for a batch of B requests, the graph's inputs in the order of bundle.json. The
peer itself then needs PyTorch and the lab's modules and nothing else, so that it also runs where only PyTorch is.
PUBLISHED is for a bundle that was converted from EchoLVFM's own folders: the folder that holds these, flow and vae.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.bundles.sample import BundleSampler, Request
from echocohort_lab.draws.beat import AnchorPhase
from echocohort_lab.echolvfm.files import read_published
from echocohort_lab.echolvfm.generator import EchoLvfm


def read_requests(path: Path, sampler: BundleSampler) -> list[Request]:
    """Samples that lean on one anchor frame of the bundle each, at end-diastole and in the first place."""
    return [
        Request(
            ef=request["efPercent"] / 100.0,
            references=sampler.anchors[request["anchor"]][None],
            frames=sampler.max_frames,
            seed=request["seed"],
            index=request["index"],
            anchor=AnchorPhase(0, 0.0, None),
        )
        for request in json.loads(path.read_text())
    ]


def torch_module(folder: Path, sampler: BundleSampler, published: Path | None) -> nn.Module:
    """The module behind the bundle's portable generate graph."""
    if published is not None:
        return EchoLvfm(read_published(published / "flow", published / "vae")).eval()
    graph = next(graph for graph in sampler.manifest["graphs"]["generate"] if graph["layout"] == "portable")
    return restore_generator(folder / graph["file"]).eval()


def prepare(folder: Path, requests: Path, out: Path, published: Path | None = None) -> None:
    sampler = BundleSampler(folder)
    out.mkdir(parents=True, exist_ok=True)
    batch = read_requests(requests, sampler)
    feeds: dict[str, Any] = sampler.feeds(batch)
    np.savez(out / f"feeds-{len(batch)}.npz", **feeds)
    if not (out / "module.pt").exists():
        torch.save(torch_module(folder, sampler, published), out / "module.pt")


if __name__ == "__main__":
    prepare(*(Path(word) for word in sys.argv[1:]))
