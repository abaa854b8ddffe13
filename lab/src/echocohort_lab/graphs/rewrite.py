"""What passes that rewrite an ONNX graph ask about it, and how they leave it."""

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, TypeProto, helper, numpy_helper, shape_inference

CONTRIBUTED = "com.microsoft"  # ONNX Runtime's operators beyond the standard

Widths = dict[str, int]  # of the values of type float32: the size of the last axis, 0 where it is dynamic or none
Shapes = dict[str, list[int]]  # 0 where a size is dynamic


def inferred_types(model: onnx.ModelProto) -> dict[str, TypeProto.Tensor]:
    graph = shape_inference.infer_shapes(model).graph
    return {value.name: value.type.tensor_type for value in (*graph.input, *graph.output, *graph.value_info)}


def single_widths(model: onnx.ModelProto) -> Widths:
    types = inferred_types(model)
    single = {name: of.shape.dim for name, of in types.items() if of.elem_type == TensorProto.FLOAT}
    widths = {name: dims[-1].dim_value if dims else 0 for name, dims in single.items()}
    return widths | {tensor.name: 0 for tensor in model.graph.initializer if tensor.data_type == TensorProto.FLOAT}


def shapes_of(model: onnx.ModelProto) -> Shapes:
    """The sizes of values, of those whose number of axes can be inferred."""
    types = inferred_types(model)
    return {name: [dim.dim_value for dim in of.shape.dim] for name, of in types.items() if of.HasField("shape")}


def lift_constants_(model: onnx.ModelProto) -> None:
    """Constant nodes become initializers, where every pass looks for constants."""
    made = {node.output[0]: node for node in model.graph.node if node.op_type == "Constant"}
    model.graph.initializer.extend(
        numpy_helper.from_array(numpy_helper.to_array(helper.get_node_attr_value(node, "value")), name)
        for name, node in made.items()
    )
    replace_nodes_(model, [node for node in model.graph.node if node.output[0] not in made])


def put_constants_second_(model: onnx.ModelProto) -> None:
    """In sums and products: ONNX Runtime adds a row of channels on the right by a kernel of its own."""
    constants = {tensor.name for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type in ("Add", "Mul") and node.input[0] in constants:
            node.input[:] = reversed(node.input)


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

    def users_chain(self, name: str, *op_types: str) -> list[NodeProto] | None:
        """The nodes that use a value, each the only one to use what the one before made, if they are of these types."""
        nodes: list[NodeProto] = []
        for op_type in op_types:
            users = self.users.get(name, [])
            if len(users) != 1 or users[0].op_type != op_type:
                return None
            nodes += users
            name = users[0].output[0]
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
