"""Attention that a graph spells out becomes the one operator that ONNX Runtime has for it."""

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.graphs.fuse_norms import RootMeanSquare
from echocohort_lab.graphs.rewrite import CONTRIBUTED, Graph, Widths, replace_nodes_


@dataclass(frozen=True)
class Whole:
    """softmax(q k^T scale + bias) v as one operator: names of its parts [N, L, heads * width] and of its result."""

    query: str
    key: str
    value: str
    heads: int
    scale: float
    result: str
    bias: str | None = None  # [N, 1, L, L]

    def node(self) -> NodeProto:
        bias = [] if self.bias is None else ["", "", self.bias]
        parts = [self.query, self.key, self.value, *bias]
        return helper.make_node(
            "MultiHeadAttention", parts, [self.result], domain=CONTRIBUTED, num_heads=self.heads, scale=self.scale
        )


def plain_attention(graph: Graph, softmax: NodeProto) -> Whole | None:
    """What torch's tracer makes of scaled_dot_product_attention without a mask, around its softmax.

    Queries and keys are each scaled by a root of the scale.
    """
    scores = graph.chain(softmax.input[0], "MatMul")
    after = graph.users_chain(softmax.output[0], "MatMul", "Transpose", "Reshape")
    if scores is None or after is None:
        return None
    query, key = (graph.chain(name, "Mul", "Transpose", "Reshape") for name in scores[0].input)
    value = graph.chain(after[0].input[1], "Transpose", "Reshape")
    if query is None or key is None or value is None:
        return None
    root, other = (float(graph.constants[chain[0].input[1]]) for chain in (query, key))
    _, _, heads, _ = graph.constants[query[-1].input[1]].tolist()
    q, k, v = (chain[-1].input[0] for chain in (query, key, value))
    return Whole(q, k, v, heads, root * other, after[-1].output[0])


@dataclass
class Surroundings:
    """What a rewritten attention adds to its graph."""

    widths: Widths
    shapes: dict[str, NDArray[np.int64]] = field(default_factory=dict)


@dataclass(frozen=True)
class NormalisedAttention:
    """motion_flow.Attention: queries and keys come from one product with values and are normalised head by head."""

    joined: str  # q, k and v, one behind the other, [N, L, 3 * heads * width]
    query: RootMeanSquare
    key: RootMeanSquare
    scale: float
    bias: str | None  # [N, 1, 1, L]
    heads: int
    length: int
    shape: str  # of the result
    result: str

    def nodes(self, around: Surroundings) -> list[NodeProto]:
        widths, width = around.widths, self.heads * self.query.width
        parts = [f"{self.result}.{part}" for part in ("query", "key", "value")]
        nodes = [helper.make_node("Split", [self.joined], parts, axis=-1, num_outputs=3)]
        widths.update(dict.fromkeys(parts, width))
        by_head = f"attention.heads.{self.length}"
        around.shapes[by_head] = np.array([-1, self.length, self.heads, self.query.width], np.int64)
        for at, normalised in enumerate((self.query, self.key)):
            part = parts[at]
            nodes += [
                helper.make_node("Reshape", [part, by_head], [f"{part}.heads"]),
                normalised.node(f"{part}.heads", f"{part}.even"),
                helper.make_node("Reshape", [f"{part}.even", self.shape], [f"{part}.whole"]),
            ]
            widths |= {f"{part}.heads": normalised.width, f"{part}.even": normalised.width, f"{part}.whole": width}
            parts[at] = f"{part}.whole"
        bias = None
        if self.bias is not None:
            rows, bias = f"attention.rows.{self.length}", f"{self.result}.bias"
            around.shapes[rows] = np.array([1, 1, self.length, 1], np.int64)
            nodes.append(helper.make_node("Expand", [self.bias, rows], [bias]))
            widths[bias] = self.length
        query, key, value = parts
        return [*nodes, Whole(query, key, value, self.heads, self.scale, self.result, bias).node()]


def root_mean_square(node: NodeProto, width: int) -> RootMeanSquare:
    return RootMeanSquare(node.input[1], width, helper.get_node_attr_value(node, "epsilon"))


def normalised_attention(graph: Graph, softmax: NodeProto) -> NormalisedAttention | None:
    """What motion_flow.Attention was exported to, around its softmax."""
    added = graph.chain(softmax.input[0], "Add")
    scores, bias = added[0].input if added else (softmax.input[0], None)
    query = graph.chain(
        scores, "Mul", "MatMul", "SimplifiedLayerNormalization", "Squeeze", "Slice", "Transpose", "Reshape"
    )
    if query is None:
        return None
    key = graph.chain(query[1].input[1], "Transpose", "SimplifiedLayerNormalization")
    after = graph.users_chain(softmax.output[0], "MatMul", "Transpose", "Reshape")
    if key is None or after is None:
        return None
    _, length, _, heads, width = graph.constants[query[-1].input[1]].tolist()
    return NormalisedAttention(
        joined=query[-1].input[0],
        query=root_mean_square(query[2], width),
        key=root_mean_square(key[1], width),
        scale=float(graph.constants[query[0].input[1]]),
        bias=bias,
        heads=heads,
        length=length,
        shape=after[-1].input[1],
        result=after[-1].output[0],
    )


def fuse_attention_(model: onnx.ModelProto, widths: Widths) -> None:
    """Attention becomes one operator, which takes queries, keys and values as the products before it left them."""
    graph, around = Graph(model), Surroundings(widths)
    softmaxes = [node for node in model.graph.node if node.op_type == "Softmax"]
    fused: dict[str, list[NodeProto]] = {}  # by what they make
    for softmax in softmaxes:
        if (plain := plain_attention(graph, softmax)) is not None:
            fused[plain.result] = [plain.node()]
        elif (found := normalised_attention(graph, softmax)) is not None:
            fused[found.result] = found.nodes(around)
    nodes = [each for node in model.graph.node for each in fused.get(node.output[0], [node])]
    model.graph.initializer.extend(numpy_helper.from_array(shape, name) for name, shape in around.shapes.items())
    replace_nodes_(model, nodes)
