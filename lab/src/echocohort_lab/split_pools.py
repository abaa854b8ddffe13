"""An average over a square becomes one over its rows, then one over columns: fewer terms of the same sum."""

import onnx
from onnx import NodeProto, helper

from echocohort_lab.rewrite import replace_nodes_

LEAST_SIDE = 3  # of a square for which two passes are worth it

Attributes = dict[str, list[int]]


def sides(node: NodeProto) -> Attributes | None:
    """Kernel, strides and pads of an average that splits; None for any other node."""
    if node.op_type != "AveragePool":
        return None
    of = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    kernel = of["kernel_shape"]
    plain = of.get("auto_pad", b"NOTSET") == b"NOTSET" and not of.get("ceil_mode") and "dilations" not in of
    if len(kernel) != 2 or min(kernel) < LEAST_SIDE or not plain:
        return None
    return {"kernel": kernel, "strides": of.get("strides", [1, 1]), "pads": of.get("pads", [0] * 4)}


def halves(node: NodeProto, of: Attributes) -> list[NodeProto]:
    (rows, columns), (down, along), (top, left, bottom, right) = of["kernel"], of["strides"], of["pads"]
    include = next((each.i for each in node.attribute if each.name == "count_include_pad"), 0)
    between = f"{node.output[0]}.rows"
    return [
        helper.make_node(
            "AveragePool", [node.input[0]], [between], kernel_shape=[1, columns], strides=[1, along],
            pads=[0, left, 0, right], count_include_pad=include,
        ),
        helper.make_node(
            "AveragePool", [between], [node.output[0]], kernel_shape=[rows, 1], strides=[down, 1],
            pads=[top, 0, bottom, 0], count_include_pad=include,
        ),
    ]  # fmt: skip


def split_pools_(model: onnx.ModelProto) -> None:
    nodes: list[NodeProto] = []
    for node in model.graph.node:
        of = sides(node)
        nodes += [node] if of is None else halves(node, of)
    replace_nodes_(model, nodes)
