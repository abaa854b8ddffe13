"""Convolutions with channels last, as tensor cores want them, and what lies between them likewise.

The runtime moves transpositions around by itself, but not past a concatenation or an enlargement, nor into a sum with
something that comes channels first: there they would stay, on the largest tensors of the graph.
"""

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.rewrite import Graph, replace_nodes_

DOMAIN = "com.ms.internal.nhwc"  # ONNX Runtime's own: convolutions that take and give [N, H, W, C]
OPSET = 11
TO_LAST, TO_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]
AXIS = {0: 0, 1: 3, 2: 1, 3: 2}  # where each axis of [N, C, H, W] goes

POINTWISE = {"Add", "Gelu", "Mul", "Relu", "Sigmoid"}
LEAST_SHARE = 0.5  # of a concatenation's parts that come channels last, for it to follow


def turned(constant: NDArray[np.generic]) -> NDArray[np.generic]:
    """A constant that is broadcast against [N, C, H, W], for [N, H, W, C]."""
    return constant.reshape((1,) * (4 - constant.ndim) + constant.shape).transpose(TO_LAST)


class ChannelsLast:
    """Rewrites nodes in their order; turns a value where the layouts meet, once for each."""

    def __init__(self, model: onnx.ModelProto, ranks: Mapping[str, int]) -> None:
        self.graph, self.ranks = Graph(model), ranks
        self.last: dict[str, str] = {}  # values that are there with channels last, and what they are called so
        self.first: set[str] = set()  # those of them that have been turned back
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, NDArray[np.generic]] = {}

    def in_first(self, name: str) -> None:
        """Makes sure that a value is there under its own name."""
        if name not in self.last or name in self.first:
            return
        self.first.add(name)
        self.nodes.append(helper.make_node("Transpose", [self.last[name]], [name], perm=TO_FIRST))

    def in_last(self, name: str) -> str:
        """What a value of [N, C, H, W], or one that is broadcast against such, is called with channels last."""
        if name in self.last:
            return self.last[name]
        constant = self.graph.constants.get(name)
        if constant is not None and constant.size == 1:
            return name
        self.last[name] = f"{name}.last"
        self.first.add(name)
        if constant is not None:
            self.constants[self.last[name]] = turned(constant)
        else:
            self.nodes.append(helper.make_node("Transpose", [name], [self.last[name]], perm=TO_LAST))
        return self.last[name]

    def is_image(self, name: str) -> bool:
        return name in self.last or self.ranks.get(name) == 4

    def follows(self, node: NodeProto) -> bool:
        """Whether a node that is no convolution runs channels last."""
        coming = [name for name in node.input if name in self.last and name not in self.graph.constants]
        if not coming:
            return False
        if node.op_type in POINTWISE:
            return all(self.is_image(name) or name in self.graph.constants for name in node.input)
        if node.op_type == "Concat":
            return len(coming) >= LEAST_SHARE * len(node.input) and all(self.is_image(name) for name in node.input)
        nearest = node.op_type == "Resize" and helper.get_node_attr_value(node, "mode") == b"nearest"
        return node.op_type == "Split" or (nearest and self.graph.constants.keys() >= set(node.input[2:]))

    def converted(self, node: NodeProto) -> NodeProto:
        """The node for [N, H, W, C]."""
        images = 1 if node.op_type in ("Conv", "Resize", "Split") else len(node.input)
        inputs = [self.in_last(name) for name in node.input[:images]] + list(node.input[images:])
        outputs = [f"{name}.last" for name in node.output]
        self.last.update(zip(node.output, outputs, strict=True))
        if node.op_type == "Resize":
            inputs[2] = f"{node.output[0]}.scales"
            self.constants[inputs[2]] = self.graph.constants[node.input[2]][TO_LAST]
        other = helper.make_node(node.op_type, inputs, outputs, node.name)
        if node.op_type == "Conv":
            other.domain = DOMAIN
        other.attribute.extend(node.attribute)
        for attribute in other.attribute:
            if attribute.name == "axis":
                attribute.i = AXIS[attribute.i % 4]
        return other

    def rewrite(self, node: NodeProto) -> None:
        if node.op_type == "Conv" or self.follows(node):
            self.nodes.append(self.converted(node))
            return
        for name in node.input:
            self.in_first(name)
        self.nodes.append(node)


def put_channels_last_(model: onnx.ModelProto, ranks: Mapping[str, int]) -> None:
    """Convolutions, and what lies between them. `ranks` tells the number of axes of values, as far as it is known."""
    layout = ChannelsLast(model, ranks)
    for node in list(model.graph.node):
        layout.rewrite(node)
    for value in model.graph.output:
        layout.in_first(value.name)
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in layout.constants.items())
    model.opset_import.append(helper.make_opsetid(DOMAIN, OPSET))
    replace_nodes_(model, layout.nodes)
