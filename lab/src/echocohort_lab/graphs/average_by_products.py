"""An average over the neighbours of each pixel becomes two products with bands of ones, along rows and along columns.

cuDNN's pooling needs a millisecond for what these need a tenth of. Tensor cores read 11 bits of each number, which is
exact for the ones, and sum in single precision. Bands are made of a few numbers when the graph is loaded.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from echocohort_lab.graphs.rewrite import Shapes, replace_nodes_

LEAST_SIDE = 3  # of a square for which it is worth it

Constants = dict[str, NDArray[np.generic]]


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
        """The square's sides, how far its band reaches, and the share of a pixel in each sum."""
        at, reach = np.arange(self.size), self.width // 2
        there = np.minimum(at, reach) + 1 + np.minimum(at[::-1], reach)
        number = np.full(self.size, self.width) if self.counts_pads else there
        return {
            f"{self.name}.sides": np.array([self.size, self.size], np.int64),
            f"{self.name}.above": np.array(reach, np.int64),
            f"{self.name}.below": np.array(-reach, np.int64),
            f"{self.name}.share": (1.0 / number).astype(np.float32),
        }

    def nodes(self) -> list[NodeProto]:
        """The band: ones where row and column are less than half a width apart."""
        sides, above, below, ones, low = (f"{self.name}.{part}" for part in ("sides", "above", "below", "ones", "low"))
        one = numpy_helper.from_array(np.ones(1, np.float32))
        return [
            helper.make_node("ConstantOfShape", [sides], [ones], value=one),
            helper.make_node("Trilu", [ones, above], [low], upper=0),
            helper.make_node("Trilu", [low, below], [self.name], upper=1),
        ]


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
    nodes = [node for side in sorted(sides, key=lambda side: side.name) for node in side.nodes()]
    constants: Constants = {}
    for node in model.graph.node:
        if (each := found.get(node.output[0])) is None:
            nodes.append(node)
        else:
            constants |= each.constants()
            nodes += each.nodes()
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in constants.items())
    replace_nodes_(model, nodes)
