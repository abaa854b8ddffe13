"""What passes that rewrite an ONNX graph ask about it, and how they leave it."""

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, numpy_helper, shape_inference

Widths = dict[str, int]  # of the values of type float32: the size of the last axis, 0 where it is dynamic or none


def single_widths(model: onnx.ModelProto) -> Widths:
    graph = shape_inference.infer_shapes(model).graph
    values = (*graph.input, *graph.output, *graph.value_info)
    types = {value.name: value.type.tensor_type for value in values}
    single = {name: of.shape.dim for name, of in types.items() if of.elem_type == TensorProto.FLOAT}
    widths = {name: dims[-1].dim_value if dims else 0 for name, dims in single.items()}
    return widths | {tensor.name: 0 for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT}


def ranks_of(model: onnx.ModelProto) -> dict[str, int]:
    """How many axes values have, of those whose shape can be inferred."""
    graph = shape_inference.infer_shapes(model).graph
    types = {value.name: value.type.tensor_type for value in (*graph.input, *graph.output, *graph.value_info)}
    return {name: len(of.shape.dim) for name, of in types.items() if of.HasField("shape")}


@dataclass
class Graph:
    """What the passes ask about a graph."""

    model: onnx.ModelProto
    constants: dict[str, NDArray[np.generic]] = field(init=False)
    made_by: dict[str, NodeProto] = field(init=False)
    users: dict[str, list[NodeProto]] = field(init=False)

    def __post_init__(self) -> None:
        graph = self.model.graph
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.made_by = {name: node for node in graph.node for name in node.output}
        self.users = {}
        for node in graph.node:
            for name in dict.fromkeys(node.input):
                self.users.setdefault(name, []).append(node)

    def chain(self, name: str, *op_types: str) -> list[NodeProto] | None:
        """The nodes that made a value, each by the first input of the one before, if they are of these types."""
        nodes: list[NodeProto] = []
        for op_type in op_types:
            node = self.made_by.get(name)
            if node is None or node.op_type != op_type:
                return None
            nodes.append(node)
            name = node.input[0]
        return nodes


def replace_nodes_(model: onnx.ModelProto, nodes: list[NodeProto]) -> None:
    """Leaves out nodes and weights that no output depends on."""
    needed = {value.name for value in model.graph.output}
    kept = []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    weights = [tensor for tensor in model.graph.initializer if tensor.name in needed]
    del model.graph.node[:], model.graph.initializer[:], model.graph.value_info[:]
    model.graph.node.extend(reversed(kept))
    model.graph.initializer.extend(weights)
