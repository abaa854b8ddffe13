"""The module to an ONNX file, by tracing.

`graph.export_graph` would do it too, but takes minutes for a network of this many small operations; the tracer takes
seconds, and nothing here branches on data. Both files compute the same.
"""

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from echocohort_lab.graphs.graph import Port, store_half

OPSET = 20


def export_traced(
    module: nn.Module,
    example: Sequence[Tensor],
    inputs: Sequence[Port],
    outputs: Sequence[Port],
    path: Path,
    named: Sequence[str] = (),
) -> None:
    """Writes one ONNX file with the named dynamic dimensions; large weights that half precision holds are stored so.

    What the module gives after its outputs is `named` in the graph, and is no output of it.
    """
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(example),
            path,
            dynamo=False,
            opset_version=OPSET,
            input_names=[port.name for port in inputs],
            output_names=[*(port.name for port in outputs), *named],
            dynamic_axes={port.name: dict(port.axes) for port in (*inputs, *outputs)},
        )
    model = store_half(onnx.load(path))
    model.producer_name, model.producer_version, model.doc_string = "echocohort-lab", "", ""
    del model.graph.output[len(outputs) :]
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
