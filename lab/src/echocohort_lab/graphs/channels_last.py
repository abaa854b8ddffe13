"""Convolutions with channels last, as tensor cores want them, and what lies between them likewise.

The runtime moves transpositions around by itself, but not past a concatenation or an enlargement, nor into a sum with
something that comes channels first: there they would stay, on the largest tensors of the graph. And where an image
becomes rows of channels, one for each pixel, or frames become a clip, there is nothing to move with channels last.
"""

from dataclasses import dataclass
from math import prod

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.graphs.rewrite import Graph, Shapes, replace_nodes_

DOMAIN = "com.ms.internal.nhwc"  # ONNX Runtime's own: convolutions that take and give [N, H, W, C]
OPSET = 11
TO_LAST, TO_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]
AXIS = {0: 0, 1: 3, 2: 1, 3: 2}  # where each axis of [N, C, H, W] goes

ALWAYS = {"Conv", "GroupNorm"}  # CUDA's kernel of a GroupNorm knows no other layout
POINTWISE = {"Add", "Gelu", "Mul", "Relu", "Sigmoid"}
LEAST_SHARE = 0.5  # of a concatenation's parts that come channels last, for it to follow


def turned(constant: NDArray[np.generic]) -> NDArray[np.generic]:
    """A constant that is broadcast against [N, C, H, W], for [N, H, W, C]."""
    return constant.reshape((1,) * (4 - constant.ndim) + constant.shape).transpose(TO_LAST)


@dataclass(frozen=True)
class View:
    """A reshape and a transposition that, with channels last, are a reshape alone."""

    source: str
    sizes: list[int]  # of the result, channels last
    is_image: bool  # whether the result is [N, C, H, W]; else it has its channels last already


def keeps_order(perm: list[int], channels: int) -> bool:
    """Whether a transposition moves the axis of channels and nothing else."""
    rest = [axis for axis in perm if axis != channels]
    return rest == sorted(rest)


class ChannelsLast:
    """Rewrites nodes in their order; turns a value where the layouts meet, once for each."""

    def __init__(self, model: onnx.ModelProto, shapes: Shapes) -> None:
        self.graph, self.shapes = Graph(model), shapes
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
        return name in self.last or len(self.shapes.get(name, [])) == 4

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

    def converted(self, node: NodeProto) -> list[NodeProto]:
        """The node for [N, H, W, C]. A convolution leaves its bias to a sum, which is quicker than the one it has."""
        images = 1 if node.op_type in ("Conv", "GroupNorm", "Resize", "Split") else len(node.input)
        inputs = [self.in_last(name) for name in node.input[:images]] + list(node.input[images:])
        outputs = [f"{name}.last" for name in node.output]
        self.last.update(zip(node.output, outputs, strict=True))
        if node.op_type == "Resize":
            inputs[2] = f"{node.output[0]}.scales"
            self.constants[inputs[2]] = self.graph.constants[node.input[2]][TO_LAST]
        domain = DOMAIN if node.op_type == "Conv" else node.domain
        other = helper.make_node(node.op_type, inputs, outputs, node.name, domain=domain)
        other.attribute.extend(node.attribute)
        for attribute in other.attribute:
            if attribute.name == "axis":
                attribute.i = AXIS[attribute.i % 4]
            elif attribute.name == "channels_last":
                attribute.i = 1
        if node.op_type != "Conv" or len(node.input) < 3:
            return [other]
        bias, bare = other.input.pop(), f"{outputs[0]}.bare"
        other.output[0] = bare
        return [other, helper.make_node("Add", [bare, bias], outputs)]

    def taken_apart(self, transpose: NodeProto) -> View | None:
        """What a transposition of a reshaped image is: rows of channels, or an image of other sizes."""
        reshape = self.graph.made_by.get(transpose.input[0])
        if reshape is None or reshape.op_type != "Reshape" or reshape.input[0] not in self.last:
            return None
        image, target = self.shapes.get(reshape.input[0], []), self.graph.constants.get(reshape.input[1])
        if len(image) != 4 or target is None:
            return None
        (_, channels, *picture), sizes = image, target.tolist()
        # From behind: whole pixels, then the channels.
        axis = next((at for at in range(1, len(sizes)) if prod(sizes[at:]) == channels * prod(picture)), 0)
        perm = list(helper.get_node_attr_value(transpose, "perm"))
        if channels == 0 or axis == 0 or sizes[axis] != channels or not keeps_order(perm, axis):
            return None
        at = perm.index(axis)
        if at != len(perm) - 1 and (at, len(perm)) != (1, 4):
            return None
        return View(self.last[reshape.input[0]], [*sizes[:axis], *sizes[axis + 1 :], channels], at == 1)

    def put_together(self, reshape: NodeProto) -> View | None:
        """What a reshape of a transposition is, if it makes an image of rows of channels or of another image."""
        transpose, target = self.graph.made_by.get(reshape.input[0]), self.graph.constants.get(reshape.input[1])
        if transpose is None or transpose.op_type != "Transpose" or target is None or len(target) != 4:
            return None
        source, perm = transpose.input[0], list(helper.get_node_attr_value(transpose, "perm"))
        sizes, (count, channels, *picture) = self.shapes.get(source, []), target.tolist()
        axis = 1 if source in self.last else len(sizes) - 1
        if len(sizes) != len(perm) or sizes[axis] != channels or not keeps_order(perm, axis):
            return None
        behind = prod(sizes[at] for at in perm[perm.index(axis) + 1 :])
        if channels == 0 or behind == 0 or behind != prod(picture):
            return None
        return View(self.last.get(source, source), [count, *picture, channels], is_image=True)

    def view(self, node: NodeProto) -> View | None:
        if node.op_type == "Transpose":
            return self.taken_apart(node)
        return self.put_together(node) if node.op_type == "Reshape" else None

    def look(self, view: View, name: str) -> None:
        sizes = f"{name}.sizes"
        self.constants[sizes] = np.array(view.sizes, np.int64)
        out = f"{name}.last" if view.is_image else name
        if view.is_image:
            self.last[name] = out
        self.nodes.append(helper.make_node("Reshape", [view.source, sizes], [out]))

    def rewrite(self, node: NodeProto) -> None:
        if (view := self.view(node)) is not None:
            self.look(view, node.output[0])
            return
        if node.op_type in ALWAYS or self.follows(node):
            self.nodes += self.converted(node)
            return
        for name in node.input:
            self.in_first(name)
        self.nodes.append(node)


def put_channels_last_(model: onnx.ModelProto, shapes: Shapes) -> None:
    """Convolutions, and what lies between them. `shapes` are those of values, as far as they are known."""
    layout = ChannelsLast(model, shapes)
    for node in list(model.graph.node):
        layout.rewrite(node)
    for value in model.graph.output:
        layout.in_first(value.name)
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in layout.constants.items())
    model.opset_import.append(helper.make_opsetid(DOMAIN, OPSET))
    replace_nodes_(model, layout.nodes)
