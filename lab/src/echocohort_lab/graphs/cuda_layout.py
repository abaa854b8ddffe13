"""A generate graph as CUDA likes it: networks in half precision, channels last, attention and norms one operator each.

Geometry, timing and everything between them stay in single precision. Large weights are not stored again: they are read
out of the portable graph's file, so that this one holds little more than nodes. Only CUDA has kernels for the result.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from echocohort_lab.graphs.average_by_products import average_by_products_
from echocohort_lab.graphs.channels_last import put_channels_last_
from echocohort_lab.graphs.fuse_attention import fuse_attention_
from echocohort_lab.graphs.fuse_norms import fuse_group_norms_, fuse_root_mean_squares_
from echocohort_lab.graphs.graph import store_half
from echocohort_lab.graphs.rewrite import (
    CONTRIBUTED,
    Graph,
    Widths,
    lift_constants_,
    put_constants_second_,
    replace_nodes_,
    shapes_of,
    single_widths,
)

PRODUCTS = {"Conv", "MatMul", "Gemm"}
LEAST_BORROWED = 1024  # bytes of a weight that is read out of the portable graph
LEAST_WEIGHT = 256  # elements of a product's weight; smaller products stay as they are
HALVED = ".halved"  # ends the name of a value's copy in half precision
SINGLE_WEIGHTS = ("timing.", "enlarge.")  # a beat's few numbers, and pixels: their digits count, their time does not
# What runs in half precision when an input of it does: networks between their products. All else ends the half; tanh,
# pooling, resampling and sums belong to the geometry.
FOLLOWS = {
    "Add", "Concat", "Expand", "Gather", "GatherElements", "Gelu", "GroupNorm", "Identity", "InstanceNormalization",
    "LayerNormalization", "Mul", "MultiHeadAttention", "Relu", "Reshape", "SimplifiedLayerNormalization", "Slice",
    "Softmax", "Split", "Squeeze", "Transpose", "Unsqueeze",
}  # fmt: skip


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

    def cast_to(self, name: str, other: str, kind: int) -> str:
        if other not in self.cast:
            self.nodes.append(helper.make_node("Cast", [name], [other], to=kind))
            self.cast.add(other)
        return other

    def in_half(self, name: str) -> str:
        """What a value is called in half precision; one that has no fraction keeps its name."""
        if name in self.half or name not in self.widths:
            return name
        if name not in self.graph.constants:
            return self.cast_to(name, name + HALVED, TensorProto.FLOAT16)
        self.weights[name + HALVED] = self.graph.constants[name].astype(np.float16)
        return name + HALVED

    def in_single(self, name: str) -> str:
        return self.cast_to(name, f"{name}.single", TensorProto.FLOAT) if name in self.half else name

    def rewrite(self, node: NodeProto) -> None:
        if node.op_type == "Shape":  # of any type
            self.nodes.append(node)
            return
        half = self.runs_in_half(node)
        # Scales of a Resize, gains and biases of a GroupNorm are float32 whatever they apply to.
        taken = 1 if node.op_type in ("GroupNorm", "Resize") else len(node.input)
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


def borrow_weights(path: Path, lender: Path) -> None:
    """The same for a graph that is written already."""
    model = onnx.load(path)
    borrow_weights_(model, lender)
    path.write_bytes(model.SerializeToString(deterministic=True))


def cuda_layout(portable: onnx.ModelProto) -> onnx.ModelProto:
    """A portable graph, rewritten for CUDA."""
    model = widened(portable)
    lift_constants_(model)
    widths, shapes = single_widths(model), shapes_of(model)
    fuse_root_mean_squares_(model, widths)
    fuse_group_norms_(model, shapes)
    fuse_attention_(model, widths)
    model.opset_import.append(helper.make_opsetid(CONTRIBUTED, 1))
    halve_(model, widths)
    average_by_products_(model, shapes)
    put_channels_last_(model, shapes | {name + HALVED: sizes for name, sizes in shapes.items()})
    put_constants_second_(model)
    return store_half(model)


def write_cuda_graph(portable: Path, path: Path) -> None:
    """The graph for CUDA, in the portable one's folder: it reads that one's file for its weights."""
    model = cuda_layout(onnx.load(portable))
    borrow_weights_(model, portable)
    path.write_bytes(model.SerializeToString(deterministic=True))
