"""Normalisation that a graph spells out becomes the one operator that ONNX Runtime has for it."""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.graphs.rewrite import CONTRIBUTED, Graph, Shapes, Widths, replace_nodes_


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
    """Normalisation of groups of channels of an image [N, C, H, W]."""

    x: str
    gain: NDArray[np.generic]  # [C]
    bias: NDArray[np.generic]  # [C]
    groups: int
    epsilon: float
    result: str

    def node(self, parts: list[str], gate: str | None) -> NodeProto:
        """The operator on x with the names of gain and bias; `gate` is what y * sigmoid(y) of its result is called."""
        return helper.make_node(
            "GroupNorm", [self.x, *parts], [gate or self.result], domain=CONTRIBUTED,
            groups=self.groups, epsilon=self.epsilon, activation=int(gate is not None), channels_last=0,
        )  # fmt: skip


def sigmoid_gate(graph: Graph, name: str) -> str | None:
    """What y * sigmoid(y) of a value is called, if nothing else is made of the value."""
    sigmoids = [node for node in graph.users[name] if node.op_type == "Sigmoid"]
    products = [node for node in graph.users[name] if node.op_type == "Mul"]
    if len(sigmoids) != 1 or len(products) != 1 or len(graph.users[name]) != 2:
        return None
    gate, (product,) = sigmoids[0].output[0], products
    return product.output[0] if graph.users[gate] == [product] and gate in product.input else None


def instance_norm(graph: Graph, norm: NodeProto) -> GroupNorm | None:
    """What PyTorch's GroupNorm was exported to, around its InstanceNormalization; None for anything else."""
    if norm.op_type != "InstanceNormalization":
        return None
    reshape = graph.chain(norm.input[0], "Reshape")
    chain = graph.users_chain(norm.output[0], "Reshape", "Mul", "Add")
    scale, shift = (graph.constants.get(name) for name in norm.input[1:])
    plain = scale is not None and shift is not None and np.all(scale == 1) and np.all(shift == 0)
    if reshape is None or chain is None or not plain:
        return None
    gain, bias = (graph.constants.get(node.input[1]) for node in chain[1:])
    if gain is None or bias is None or gain.shape[1:] != (1, 1):
        return None
    return GroupNorm(
        x=reshape[0].input[0],
        gain=gain.reshape(-1),
        bias=bias.reshape(-1),
        groups=int(graph.constants[reshape[0].input[1]][1]),
        epsilon=helper.get_node_attr_value(norm, "epsilon"),
        result=chain[-1].output[0],
    )


def averaged_rows(graph: Graph, name: str) -> str | None:
    """What a value is the mean of: over the last axis, then over the two before, all of them kept."""
    chain = graph.chain(name, "ReduceMean", "ReduceMean")
    if chain is None or any(len(node.input) < 2 or node.input[1] not in graph.constants for node in chain):
        return None
    axes = [graph.constants[node.input[1]].tolist() for node in chain]
    dropped = any(of.name == "keepdims" and of.i == 0 for node in chain for of in node.attribute)
    return chain[1].input[0] if axes == [[-3, -2], [-1]] and not dropped else None


def short_sums(graph: Graph, product: NodeProto) -> GroupNorm | None:
    """The GroupNorm of echolvfm/layers.py around its y * (gain / sqrt(mean(y^2) + eps)), y = x - mean(x), or None."""
    scale = graph.chain(product.input[1], "Div") if product.op_type == "Mul" else None
    root = scale and graph.chain(scale[0].input[1], "Sqrt", "Add")
    apart = graph.chain(product.input[0], "Sub", "Reshape")
    chain = graph.users_chain(product.output[0], "Add", "Reshape")
    if not scale or not root or not apart or not chain:
        return None
    names = (scale[0].input[0], chain[0].input[1], root[1].input[1])
    gain, bias, epsilon = (graph.constants.get(name) for name in names)
    square = graph.made_by.get(averaged_rows(graph, root[1].input[0]) or "")
    squared = square is not None and square.op_type == "Mul" and set(square.input) == {product.input[0]}
    centred = averaged_rows(graph, apart[0].input[1]) == apart[0].input[0]
    if gain is None or bias is None or epsilon is None or not squared or not centred:
        return None
    if gain.shape[2:] != (1, 1) or bias.shape != gain.shape:
        return None
    return GroupNorm(
        x=apart[1].input[0],
        gain=gain.reshape(-1),
        bias=bias.reshape(-1),
        groups=len(gain),
        epsilon=float(epsilon),
        result=chain[-1].output[0],
    )


def fuse_group_norms_(model: onnx.ModelProto, shapes: Shapes) -> None:
    """Group normalisation of images becomes one operator, for channels first, of which there is no kernel:
    channels_last.py turns it. Tells `shapes` what it makes."""
    graph = Graph(model)
    norms = [instance_norm(graph, node) or short_sums(graph, node) for node in model.graph.node]
    fused: dict[str, NodeProto] = {}  # by what they make
    for norm in filter(None, norms):
        if norm.gain.size % (2 * norm.groups) != 0:  # CUDA's kernel takes channels in pairs
            continue
        gate = sigmoid_gate(graph, norm.result)
        result = gate or norm.result
        parts = {f"{result}.gain": norm.gain, f"{result}.bias": norm.bias}
        model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in parts.items())
        shapes[result] = shapes.get(norm.x, [])
        fused[result] = norm.node(list(parts), gate)
    replace_nodes_(model, [fused.get(node.output[0], node) for node in model.graph.node])
