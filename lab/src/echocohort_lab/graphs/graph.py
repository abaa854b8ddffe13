"""Modules to ONNX files: export, half-precision storage without loss, and the checks that a bundle rests on.

Weights are rounded to half precision in the module itself, stored as such, and cast back to float32 in the graph; the
runtime folds the casts when it loads. So the file is half as large, runs at float32 speed, and computes exactly what
the module computes.
"""

import logging
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

OPSET = 20
STORED_HALF_FROM = 1024  # elements; smaller tensors stay in single precision
THREADS = 2

Axes = Mapping[int, str]
Feeds = Mapping[str, NDArray[np.generic]]
Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True)
class Port:
    """One input or output of a graph. `axes` names its dynamic dimensions."""

    name: str
    axes: Axes


def fuse_batch_norms_(module: nn.Module) -> None:
    """Folds every batch norm that follows a convolution inside a Sequential into it."""
    for child in module.modules():
        if not isinstance(child, nn.Sequential):
            continue
        for at in range(len(child) - 1):
            conv, norm = child[at], child[at + 1]
            if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                child[at], child[at + 1] = fuse_conv_bn_eval(conv, norm), nn.Identity()


def round_to_half_(module: nn.Module) -> None:
    """Rounds the large weights to what half precision can hold."""
    with torch.no_grad():
        for weight in (*module.parameters(), *module.buffers()):
            if weight.is_floating_point() and weight.numel() >= STORED_HALF_FROM:
                weight.copy_(weight.half().float())


def deployable(module: Module) -> Module:
    """The module as it will be shipped: frozen, batch norms folded, weights in half precision. Changes it in place."""
    module.eval()
    fuse_batch_norms_(module)
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    round_to_half_(module)
    return module


def store_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Stores the large float32 initializers that half precision holds exactly as float16 behind a Cast."""
    casts = []
    for tensor in list(model.graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < STORED_HALF_FROM:
            continue
        values = numpy_helper.to_array(tensor)
        half = values.astype(np.float16)
        if not np.array_equal(half.astype(np.float32), values):
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], name=f"{name}.cast", to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def export_graph(
    module: nn.Module, example: Sequence[Tensor], inputs: Sequence[Port], outputs: Sequence[str], path: Path
) -> None:
    """Writes one ONNX file with the named dynamic dimensions. Raises when the result is not valid ONNX."""
    dims = {name: torch.export.Dim(name, min=1, max=4096) for port in inputs for name in port.axes.values()}
    shapes = tuple({axis: dims[name] for axis, name in port.axes.items()} for port in inputs)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            tuple(example),
            dynamo=True,
            opset_version=OPSET,
            dynamic_shapes=shapes,
            input_names=[port.name for port in inputs],
            output_names=list(outputs),
            optimize=True,
            verbose=False,
        )
    assert program is not None
    model = store_half(program.model_proto)
    model.producer_name, model.doc_string = "echocohort-lab", ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del model.graph.value_info[:], model.graph.metadata_props[:], model.metadata_props[:]
    del model.functions[:]
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def open_session(graph: Path | bytes, threads: int = THREADS) -> ort.InferenceSession:
    """The graph, a file or its bytes, on the CPU provider."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(
        str(graph) if isinstance(graph, Path) else graph, options, providers=["CPUExecutionProvider"]
    )


def run_graph(session: ort.InferenceSession, feeds: Feeds) -> list[NDArray[np.generic]]:
    results: list[NDArray[np.generic]] = session.run(None, dict(feeds))
    return results
