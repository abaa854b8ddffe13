"""Parts of a graph that ONNX Runtime has one operator for, on any provider."""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.rewrite import Graph, Widths, replace_nodes_

CONTRIBUTED = "com.microsoft"  # ONNX Runtime's operators beyond the standard

Shape = NDArray[np.int64]


@dataclass(frozen=True)
class Normalisation:
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
        fused[out] = Normalisation(scale, width, epsilon).node(x, out, node.name)
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in scales.items())
    replace_nodes_(model, [fused.get(node.output[0], node) for node in model.graph.node])


@dataclass(frozen=True)
class Attention:
    """softmax(q k^T scale + bias) v of motion_flow.py: names of its parts and of its result [N, L, heads * width]."""

    joined: str  # q, k and v, one behind the other, [N, L, 3 * heads * width]
    query: Normalisation
    key: Normalisation
    scale: float
    bias: str | None  # [N, 1, 1, L]
    heads: int
    length: int
    shape: str  # of the result
    result: str


def only_user(graph: Graph, node: NodeProto) -> NodeProto:
    (user,) = graph.users[node.output[0]]
    return user


def normalisation(node: NodeProto, width: int) -> Normalisation:
    return Normalisation(node.input[1], width, helper.get_node_attr_value(node, "epsilon"))


def attention(graph: Graph, softmax: NodeProto) -> Attention | None:
    """What motion_flow.Attention was exported to, around its softmax; None for another softmax."""
    added = graph.chain(softmax.input[0], "Add")
    scores, bias = added[0].input if added else (softmax.input[0], None)
    query = graph.chain(
        scores, "Mul", "MatMul", "SimplifiedLayerNormalization", "Squeeze", "Slice", "Transpose", "Reshape"
    )
    if query is None:
        return None
    key = graph.chain(query[1].input[1], "Transpose", "SimplifiedLayerNormalization")
    result = only_user(graph, only_user(graph, only_user(graph, softmax)))
    if key is None or result.op_type != "Reshape":
        return None
    _, length, _, heads, width = graph.constants[query[-1].input[1]].tolist()
    return Attention(
        joined=query[-1].input[0],
        query=normalisation(query[2], width),
        key=normalisation(key[1], width),
        scale=float(graph.constants[query[0].input[1]]),
        bias=bias,
        heads=heads,
        length=length,
        shape=result.input[1],
        result=result.output[0],
    )


def fused_attention(found: Attention, widths: Widths, shapes: dict[str, Shape]) -> list[NodeProto]:
    """The nodes that take its place. Adds what they make to `widths`, and the shapes that they need to `shapes`."""
    width = found.heads * found.query.width
    parts = [f"{found.result}.{part}" for part in ("query", "key", "value")]
    nodes = [helper.make_node("Split", [found.joined], parts, axis=-1, num_outputs=3)]
    widths.update(dict.fromkeys(parts, width))
    by_head = f"attention.heads.{found.length}"
    shapes[by_head] = np.array([-1, found.length, found.heads, found.query.width], np.int64)
    for at, normalised in enumerate((found.query, found.key)):
        part = parts[at]
        nodes += [
            helper.make_node("Reshape", [part, by_head], [f"{part}.heads"]),
            normalised.node(f"{part}.heads", f"{part}.even"),
            helper.make_node("Reshape", [f"{part}.even", found.shape], [f"{part}.whole"]),
        ]
        widths |= {f"{part}.heads": normalised.width, f"{part}.even": normalised.width, f"{part}.whole": width}
        parts[at] = f"{part}.whole"
    if found.bias is not None:
        rows, bias = f"attention.rows.{found.length}", f"{found.result}.bias"
        shapes[rows] = np.array([1, 1, found.length, 1], np.int64)
        nodes.append(helper.make_node("Expand", [found.bias, rows], [bias]))
        widths[bias] = found.length
        parts += ["", "", bias]
    whole = helper.make_node(
        "MultiHeadAttention", parts, [found.result], domain=CONTRIBUTED, num_heads=found.heads, scale=found.scale
    )
    return [*nodes, whole]


def fuse_attention_(model: onnx.ModelProto, widths: Widths) -> None:
    """Attention becomes one operator, which takes queries, keys and values as the product before it left them."""
    graph = Graph(model)
    softmaxes = [node for node in model.graph.node if node.op_type == "Softmax"]
    fused = {found.result: found for node in softmaxes if (found := attention(graph, node)) is not None}
    shapes: dict[str, Shape] = {}
    nodes: list[NodeProto] = []
    for node in model.graph.node:
        found = fused.get(node.output[0])
        nodes += [node] if found is None else fused_attention(found, widths, shapes)
    model.graph.initializer.extend(numpy_helper.from_array(shape, name) for name, shape in shapes.items())
    model.opset_import.append(helper.make_opsetid(CONTRIBUTED, 1))
    replace_nodes_(model, nodes)
