"""A generate graph as CUDA likes it: networks in half precision, convolutions with channels last.

Geometry, timing and everything between them stay in single precision. Large weights are not stored again: they are read
out of the portable graph's file, so that this one holds little more than nodes. Only CUDA has kernels for the result.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper, shape_inference

from echocohort_lab.graph import store_half

CHANNELS_LAST = "com.ms.internal.nhwc"  # ONNX Runtime's own domain: convolutions that take and give [N, H, W, C]
CHANNELS_LAST_OPSET = 11
TO_LAST, TO_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]

PRODUCTS = {"Conv", "MatMul", "Gemm"}
LEAST_BORROWED = 1024  # bytes of a weight that is read out of the portable graph
LEAST_WEIGHT = 256  # elements of a product's weight; smaller products stay as they are
SINGLE_WEIGHTS = ("timing.",)  # a beat is a handful of numbers, whose digits count and whose time does not
# What runs in half precision when an input of it does: networks between their products. All else ends the half; tanh,
# pooling, resampling and sums belong to the geometry.
FOLLOWS = {
    "Add", "Concat", "Expand", "Gather", "GatherElements", "Gelu", "Identity", "InstanceNormalization",
    "LayerNormalization", "Mul", "Relu", "Reshape", "SimplifiedLayerNormalization", "Slice", "Softmax", "Split",
    "Squeeze", "Transpose", "Unsqueeze",
}  # fmt: skip


Widths = dict[str, int]  # of the values of type float32: the size of the last axis, 0 where it is dynamic or none


def single_widths(model: onnx.ModelProto) -> Widths:
    graph = shape_inference.infer_shapes(model).graph
    values = (*graph.input, *graph.output, *graph.value_info)
    types = {value.name: value.type.tensor_type for value in values}
    single = {name: of.shape.dim for name, of in types.items() if of.elem_type == TensorProto.FLOAT}
    widths = {name: dims[-1].dim_value if dims else 0 for name, dims in single.items()}
    return widths | {tensor.name: 0 for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT}


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


def widened(portable: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose weights are all in single precision: store_half of graph.py taken back."""
    model = onnx.ModelProto()
    model.CopyFrom(portable)
    constants = Graph(model).constants
    stored = [node for node in model.graph.node if node.op_type == "Cast" and node.input[0] in constants]
    whole = [numpy_helper.from_array(constants[n.input[0]].astype(np.float32), n.output[0]) for n in stored]
    model.graph.initializer.extend(whole)
    made = {tensor.name for tensor in whole}
    replace_nodes_(model, [node for node in model.graph.node if node.output[0] not in made])
    return model


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
        fused[out] = helper.make_node(
            "SimplifiedLayerNormalization", [x, scale], [out], node.name, axis=-1, epsilon=epsilon, stash_type=1
        )
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in scales.items())
    replace_nodes_(model, [fused.get(node.output[0], node) for node in model.graph.node])


class Halving:
    """Rewrites nodes in their order; casts where half and single precision meet, once for each value."""

    def __init__(self, model: onnx.ModelProto, widths: Widths) -> None:
        self.graph, self.widths = Graph(model), widths
        self.half: set[str] = set()  # values in half precision
        self.cast: set[str] = set()
        self.nodes: list[NodeProto] = []
        self.weights: dict[str, NDArray[np.float16]] = {}

    def is_heavy(self, name: str) -> bool:
        """Whether a constant, or one transposed, is the weight of a product that runs in half precision."""
        chain = self.graph.chain(name, "Transpose")
        name = chain[0].input[0] if chain else name
        weight = self.graph.constants.get(name)
        return weight is not None and weight.size >= LEAST_WEIGHT and not name.startswith(SINGLE_WEIGHTS)

    def runs_in_half(self, node: NodeProto) -> bool:
        halves = any(name in self.half for name in node.input)
        if node.op_type in PRODUCTS:
            return self.is_heavy(node.input[1]) or (halves and node.input[1] not in self.graph.constants)
        if node.op_type == "Transpose" and self.is_heavy(node.output[0]):
            return True
        if node.op_type == "Sigmoid":  # only that of x * sigmoid(x)
            users = self.graph.users[node.output[0]]
            return halves and all(user.op_type == "Mul" and node.input[0] in user.input for user in users)
        if node.op_type == "Resize":
            return halves and helper.get_node_attr_value(node, "mode") == b"nearest"
        return halves and node.op_type in FOLLOWS

    def cast_to(self, name: str, suffix: str, kind: int) -> str:
        other = f"{name}.{suffix}"
        if other not in self.cast:
            self.nodes.append(helper.make_node("Cast", [name], [other], to=kind))
            self.cast.add(other)
        return other

    def in_half(self, name: str) -> str:
        """What a value is called in half precision; one that has no fraction keeps its name."""
        if name in self.half or name not in self.widths:
            return name
        if name not in self.graph.constants:
            return self.cast_to(name, "halved", TensorProto.FLOAT16)
        self.weights[f"{name}.halved"] = self.graph.constants[name].astype(np.float16)
        return f"{name}.halved"

    def in_single(self, name: str) -> str:
        return self.cast_to(name, "single", TensorProto.FLOAT) if name in self.half else name

    def rewrite(self, node: NodeProto) -> None:
        if node.op_type == "Shape":  # of any type
            self.nodes.append(node)
            return
        half = self.runs_in_half(node)
        # Scales of a Resize are float32 whatever it resizes.
        taken = 1 if node.op_type == "Resize" else len(node.input)
        for at, name in enumerate(node.input[:taken]):
            node.input[at] = self.in_half(name) if half else self.in_single(name)
        if half:
            self.half.update(name for name in node.output if name in self.widths)
        self.nodes.append(node)


def halve_(model: onnx.ModelProto, widths: Widths) -> None:
    """Products with large weights, and what lies between them, in half precision."""
    halving = Halving(model, widths)
    for node in list(model.graph.node):
        halving.rewrite(node)
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in halving.weights.items())
    replace_nodes_(model, halving.nodes)


def put_channels_last_(model: onnx.ModelProto) -> None:
    """Each convolution between two transpositions, most of which the runtime moves together and cancels."""
    nodes = []
    for node in model.graph.node:
        if node.op_type != "Conv":
            nodes.append(node)
            continue
        (x, *weights), (out,) = node.input, node.output
        nodes.append(helper.make_node("Transpose", [x], [f"{out}.from"], perm=TO_LAST))
        inner = helper.make_node("Conv", [f"{out}.from", *weights], [f"{out}.last"], node.name, domain=CHANNELS_LAST)
        inner.attribute.extend(node.attribute)
        nodes.append(inner)
        nodes.append(helper.make_node("Transpose", [f"{out}.last"], [out], perm=TO_FIRST))
    model.opset_import.append(helper.make_opsetid(CHANNELS_LAST, CHANNELS_LAST_OPSET))
    replace_nodes_(model, nodes)


def borrow_weights_(model: onnx.ModelProto, lender: Path) -> None:
    """Large weights become references into a file beside the model's that holds the same bytes."""
    file = lender.read_bytes()
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        if len(raw) < LEAST_BORROWED or (offset := file.find(raw)) < 0:
            continue
        onnx.external_data_helper.set_external_data(tensor, lender.name, offset, len(raw))
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL


def cuda_layout(portable: onnx.ModelProto) -> onnx.ModelProto:
    """A portable graph, rewritten for CUDA."""
    model = widened(portable)
    widths = single_widths(model)
    fuse_root_mean_squares_(model, widths)
    halve_(model, widths)
    put_channels_last_(model)
    return store_half(model)


def write_cuda_graph(portable: Path, path: Path) -> None:
    """The graph for CUDA, in the portable one's folder: it reads that one's file for its weights."""
    model = cuda_layout(onnx.load(portable))
    borrow_weights_(model, portable)
    path.write_bytes(model.SerializeToString(deterministic=True))
