"""A bundle's weights, read back from its graph into the module: to evaluate its geometry, to check it, to train on.

The exporter keeps the names of most weights. It stores a linear layer's weight transposed under a number of its own;
the bias that is added next still has its name, and tells which layer it was.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from echocohort_lab.bundles.generate import Generator
from echocohort_lab.graphs.graph import deployable

HALF = ".half"


def initializers(model: onnx.ModelProto) -> dict[str, NDArray[np.float32]]:
    """Float initializers in single precision, under the names that nodes use."""
    arrays = {tensor.name.removesuffix(HALF): numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    return {name: np.array(values, np.float32) for name, values in arrays.items() if values.dtype.kind == "f"}


def linear_weights(model: onnx.ModelProto, weights: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Weights of linear layers by the name of the bias that follows their product."""
    products = {
        node.output[0]: weights[node.input[1]]
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in weights
    }
    found = {}
    for node in model.graph.node:
        if node.op_type != "Add":
            continue
        for product, bias in (tuple(node.input), tuple(reversed(node.input))):
            if product in products and bias.endswith(".bias"):
                found[f"{bias.removesuffix('bias')}weight"] = products[product].T
    return found


def restore_(module: nn.Module, path: Path, unused: Sequence[str] = ()) -> None:
    """Reads the weights of a graph into the module that it was exported from; `unused` ones start like this.

    Raises ValueError when another is missing.
    """
    model = onnx.load(path)
    weights = initializers(model)
    named = weights | linear_weights(model, weights)
    deployable(module)
    state: dict[str, Tensor] = {}
    for key, tensor in module.state_dict().items():
        if key.startswith(tuple(unused)):
            state[key] = tensor
            continue
        if key in named:
            state[key] = torch.from_numpy(named[key].copy())
            continue
        same = [values for values in weights.values() if values.shape == tuple(tensor.shape)]
        if len(same) != 1:
            raise ValueError(f"{path}: expected one weight {key} of shape {list(tensor.shape)}, found {len(same)}")
        state[key] = torch.from_numpy(same[0].copy())
    module.load_state_dict(state)


def restore_generator(path: Path) -> Generator:
    """The module behind a generate graph of `lab export`, both readers included."""
    generator = Generator()
    restore_(generator, path, unused=("timing.head.reading.",))  # the flow uses the features below it
    return generator
