"""Readers for a bundle that has none: the read graph and the gate of another one.

The worker re-reads made frames with them, so that samples of a converted EchoLVFM have a measured EF as well.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from echocohort_lab.bundles.bundle import FORMAT, MANIFEST_FILE, READ_FILE, graph_entry
from echocohort_lab.bundles.declared import Declared, checked_file, portable_graph, read_manifest
from echocohort_lab.bundles.sample import Manifest, Pixels
from echocohort_lab.graphs.graph import open_session, run_graph
from echocohort_lab.readers.gate import Gate, passes
from echocohort_lab.readers.readings import Reading, Readings


@dataclass(frozen=True)
class Readers:
    graph: onnx.ModelProto  # whole: it may have borrowed its weights
    declared: Declared
    gate: Gate
    source: str  # the bundle's name and version

    def write(self, folder: Path) -> None:
        (folder / READ_FILE).write_bytes(self.graph.SerializeToString(deterministic=True))

    def see_ventricle(self, frames: Pixels) -> NDArray[np.bool_]:
        """Which of the frames [N, H, W] pass the gate, [N]."""
        session = open_session(self.graph.SerializeToString())
        ports = zip(
            self.declared["outputs"], run_graph(session, {self.declared["inputs"][0]["name"]: frames}), strict=True
        )
        seen = {port["role"]: torch.from_numpy(values) for port, values in ports}
        own, audit = Reading(seen["lvArea"], seen["lvLength"]), Reading(seen["auditArea"], seen["auditLength"])
        passing: NDArray[np.bool_] = passes(self.gate, Readings(own, audit, seen["outline"], seen["agreement"])).numpy()
        return passing

    def entry(self, folder: Path) -> Manifest:
        """graphs.read of the folder's manifest."""
        return graph_entry(folder / READ_FILE, self.declared["inputs"], self.declared["outputs"])


def read_readers(bundle: Path, side: int) -> Readers:
    """The readers of a bundle whose frames are side x side. Raises when it has none, or other frames."""
    path, manifest = bundle / MANIFEST_FILE, read_manifest(bundle)
    declared = manifest["graphs"].get("read")
    if manifest.get("format") != FORMAT or declared is None or "gate" not in manifest:
        raise ValueError(f"{path}: expected {FORMAT} with graphs.read and gate, to take its readers")
    size = (manifest["frame"]["height"], manifest["frame"]["width"])
    if size != (side, side):
        raise ValueError(f"{path}: expected readers of {side} x {side} pixels, as the model's frames are, got {size}")
    checked_file(bundle, portable_graph(bundle, manifest))  # the read graph may read its weights out of it
    graph, gate = onnx.load(checked_file(bundle, declared)), manifest["gate"]
    least, most = gate["areaShare"]
    believed = Gate(gate["agreementMin"], (least, most), side)
    return Readers(graph, declared, believed, f"{manifest['name']} {manifest['version']}")
