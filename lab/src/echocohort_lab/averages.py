"""An average over the neighbours of each pixel becomes two products with bands of ones, along rows and along columns.

cuDNN's pooling needs a millisecond for what these need a tenth of. Tensor cores read 11 bits of each number, which is
exact for the ones, and sum in single precision. What is constant is stored small; the runtime folds the rest at load.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from echocohort_lab.rewrite import Shapes, replace_nodes_

LEAST_SIDE = 3  # of a square for which it is worth it

Constants = dict[str, NDArray[np.generic]]


def band(size: int, width: int) -> NDArray[np.int8]:
    """Ones where row and column are less than half a width apart."""
    at = np.arange(size)
    return (np.abs(at[:, None] - at) <= width // 2).astype(np.int8)


@dataclass(frozen=True)
class Side:
    """One side of an image, and how many neighbours along it are averaged: of as many as there are, or of all."""

    size: int
    width: int
    counts_pads: bool

    @property
    def name(self) -> str:
        return f"neighbours.{self.width}.of.{self.size}{'.padded' if self.counts_pads else ''}"

    def constants(self) -> Constants:
        ones = band(self.size, self.width)
        number = np.full(self.size, self.width) if self.counts_pads else ones.sum(1)
        return {f"{self.name}.small": ones, f"{self.name}.share": (1.0 / number).astype(np.float32)}

    def node(self) -> NodeProto:
        return helper.make_node("Cast", [f"{self.name}.small"], [self.name], to=TensorProto.FLOAT)


@dataclass(frozen=True)
class Average:
    """Around each pixel of an image [N, C, H, W]."""

    x: str
    result: str
    rows: Side
    columns: Side

    def constants(self) -> Constants:
        axis = {f"{self.result}.axis": np.array([1], np.int64)}
        return self.rows.constants() | self.columns.constants() | axis

    def nodes(self) -> list[NodeProto]:
        rows, columns, out = self.rows.name, self.columns.name, self.result
        return [
            helper.make_node("MatMul", [self.x, columns], [f"{out}.along"]),
            helper.make_node("MatMul", [rows, f"{out}.along"], [f"{out}.sum"]),
            helper.make_node("Unsqueeze", [f"{rows}.share", f"{out}.axis"], [f"{out}.down"]),
            helper.make_node("Mul", [f"{out}.down", f"{columns}.share"], [f"{out}.share"]),
            helper.make_node("Mul", [f"{out}.sum", f"{out}.share"], [out]),
        ]


def average(node: NodeProto, shapes: Shapes) -> Average | None:
    """What a node averages, if it gives an image of the same size; None for any other."""
    sizes = shapes.get(node.input[0], [])[2:]
    if node.op_type != "AveragePool" or len(sizes) != 2 or 0 in sizes:
        return None
    of = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    height, width = of["kernel_shape"]
    same = of.get("pads", [0] * 4) == [height // 2, width // 2] * 2 and height % 2 == width % 2 == 1
    plain = of.get("auto_pad", b"NOTSET") == b"NOTSET" and set(of.get("strides", [1])) == {1} and "dilations" not in of
    if not (same and plain) or min(height, width) < LEAST_SIDE:
        return None
    padded = bool(of.get("count_include_pad"))
    rows, columns = (Side(size, width, padded) for size, width in zip(sizes, (height, width), strict=True))
    return Average(node.input[0], node.output[0], rows, columns)


def average_by_products_(model: onnx.ModelProto, shapes: Shapes) -> None:
    found = {node.output[0]: each for node in model.graph.node if (each := average(node, shapes)) is not None}
    sides = {side for each in found.values() for side in (each.rows, each.columns)}
    nodes = [side.node() for side in sorted(sides, key=lambda side: side.name)]
    constants: Constants = {}
    for node in model.graph.node:
        if (each := found.get(node.output[0])) is None:
            nodes.append(node)
        else:
            constants |= each.constants()
            nodes += each.nodes()
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in constants.items())
    replace_nodes_(model, nodes)
