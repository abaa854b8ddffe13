"""Normalisation that a graph spells out becomes the one operator that ONNX Runtime has for it."""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.rewrite import CONTRIBUTED, Graph, Shapes, Widths, replace_nodes_


@dataclass(frozen=True)
class RootMeanSquare:
    """Root-mean-square normalisation of an axis of `width`, and the name of its scale."""

    scale: str
    width: int
    epsilon: float

    def node(self, x: str, out: str, name: str = "") -> NodeProto:
        return helper.make_node(
            "SimplifiedLayerNormalization", [x, self.scale], [out], name, axis=-1, epsilon=self.epsilon, stash_type=1
        )


def normalised(graph: Graph, node: NodeProto) -> tuple[str, float] | None:
    """x and eps of a node that ends x / sqrt(mean(x^2) + eps); None when it does something else."""
    if node.op_type != "Mul":
        return None
    x, inverse = node.input
    chain = graph.chain(inverse, "Reciprocal", "Sqrt", "Add", "ReduceMean", "Pow")
    if chain is None or chain[-1].input[0] != x:
        return None
    return x, float(graph.constants[chain[2].input[1]])


def fuse_root_mean_squares_(model: onnx.ModelProto, widths: Widths) -> None:
    """Root-mean-square normalisation of the last axis, with the scale that may follow, becomes one operator."""
    graph = Graph(model)
    scales: dict[str, NDArray[np.float32]] = {}
    fused: dict[str, NodeProto] = {}  # by what they make
    for node in model.graph.node:
        if (found := normalised(graph, node)) is None:
            continue
        (x, epsilon), (out,) = found, node.output
        scale, width = f"ones.{widths[x]}", widths[x]
        after = graph.users[out]
        scaled = len(after) == 1 and after[0].op_type == "Mul" and after[0].input[1] in graph.constants
        if scaled and graph.constants[after[0].input[1]].shape == (width,):
            scale, out = after[0].input[1], after[0].output[0]
        else:
            scales[scale], widths[scale] = np.ones(width, np.float32), width
        fused[out] = RootMeanSquare(scale, width, epsilon).node(x, out, node.name)
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in scales.items())
    replace_nodes_(model, [fused.get(node.output[0], node) for node in model.graph.node])


@dataclass(frozen=True)
class GroupNorm:
    """Normalisation of groups of channels of an image [N, C, H, W], perhaps with y * sigmoid(y) behind it."""

    x: str
    gain: NDArray[np.generic]  # [C]
    bias: NDArray[np.generic]  # [C]
    groups: int
    epsilon: float
    gated: bool
    result: str


def sigmoid_gate(graph: Graph, name: str) -> str | None:
    """What y * sigmoid(y) of a value is called, if nothing else is made of the value."""
    sigmoids = [node for node in graph.users[name] if node.op_type == "Sigmoid"]
    products = [node for node in graph.users[name] if node.op_type == "Mul"]
    if len(sigmoids) != 1 or len(products) != 1 or len(graph.users[name]) != 2:
        return None
    gate, (product,) = sigmoids[0].output[0], products
    return product.output[0] if graph.users[gate] == [product] and gate in product.input else None


def group_norm(graph: Graph, norm: NodeProto) -> GroupNorm | None:
    """What a GroupNorm was exported to, around its InstanceNormalization; None for what the operator cannot do."""
    reshape = graph.chain(norm.input[0], "Reshape")
    chain = graph.users_chain(norm.output[0], "Reshape", "Mul", "Add")
    scale, shift = (graph.constants.get(name) for name in norm.input[1:])
    plain = scale is not None and shift is not None and np.all(scale == 1) and np.all(shift == 0)
    if reshape is None or chain is None or not plain:
        return None
    gain, bias = (graph.constants.get(node.input[1]) for node in chain[1:])
    if gain is None or bias is None or gain.shape[1:] != (1, 1):
        return None
    groups = int(graph.constants[reshape[0].input[1]][1])
    if len(gain) % (2 * groups) != 0:  # CUDA's kernel takes channels in pairs
        return None
    gated = sigmoid_gate(graph, chain[-1].output[0])
    return GroupNorm(
        x=reshape[0].input[0],
        gain=gain.reshape(-1),
        bias=bias.reshape(-1),
        groups=groups,
        epsilon=helper.get_node_attr_value(norm, "epsilon"),
        gated=gated is not None,
        result=gated or chain[-1].output[0],
    )


def fuse_group_norms_(model: onnx.ModelProto, shapes: Shapes) -> None:
    """Group normalisation of images becomes one operator, for channels first, of which there is no kernel:
    channels_last.py turns it. Tells `shapes` what it makes."""
    graph = Graph(model)
    norms = [node for node in model.graph.node if node.op_type == "InstanceNormalization"]
    fused: dict[str, NodeProto] = {}  # by what they make
    for found in filter(None, (group_norm(graph, node) for node in norms)):
        parts = {f"{found.result}.gain": found.gain, f"{found.result}.bias": found.bias}
        model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in parts.items())
        shapes[found.result] = shapes.get(found.x, [])
        fused[found.result] = helper.make_node(
            "GroupNorm", [found.x, *parts], [found.result], domain=CONTRIBUTED,
            groups=found.groups, epsilon=found.epsilon, activation=int(found.gated), channels_last=0,
        )  # fmt: skip
    replace_nodes_(model, [fused.get(node.output[0], node) for node in model.graph.node])
