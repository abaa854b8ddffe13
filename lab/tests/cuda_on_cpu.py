"""A graph for CUDA, put back into operators that a CPU has kernels for."""

from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

from echocohort_lab.graphs.channels_last import DOMAIN as CHANNELS_LAST
from echocohort_lab.graphs.channels_last import TO_FIRST, TO_LAST

Parts = tuple[list[NodeProto], list[TensorProto]]


def convolution(node: NodeProto) -> Parts:
    """A channels-last convolution: the plain one between two transpositions."""
    (x, *weights), (out,) = node.input, node.output
    inner = helper.make_node("Conv", [f"{out}.x", *weights], [f"{out}.y"])
    inner.attribute.extend(node.attribute)
    turned = helper.make_node("Transpose", [x], [f"{out}.x"], perm=TO_FIRST)
    return [turned, inner, helper.make_node("Transpose", [f"{out}.y"], [out], perm=TO_LAST)], []


def group_norm(node: NodeProto) -> Parts:
    """A channels-last GroupNorm of ONNX Runtime's, spelled out in single precision, in which its kernel computes."""
    (x, gain, bias), (out,) = node.input, node.output
    of = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    assert of["channels_last"] == 1

    def own(name: str) -> str:
        return f"{out}:{name}"

    constants = {
        "apart": np.array([0, of["groups"], -1], np.int64),
        "ones": np.ones(of["groups"], np.float32),
        "zeros": np.zeros(of["groups"], np.float32),
        "column": np.array([-1, 1, 1], np.int64),
    }
    nodes = [
        helper.make_node("Cast", [x], [own("single")], to=TensorProto.FLOAT),
        helper.make_node("Transpose", [own("single")], [own("first")], perm=TO_FIRST),
        helper.make_node("Reshape", [own("first"), own("apart")], [own("groups")]),
        helper.make_node(
            "InstanceNormalization", [own("groups"), own("ones"), own("zeros")], [own("even")], epsilon=of["epsilon"]
        ),
        helper.make_node("Shape", [own("first")], [own("shape")]),
        helper.make_node("Reshape", [own("even"), own("shape")], [own("whole")]),
        helper.make_node("Reshape", [gain, own("column")], [own("gain")]),
        helper.make_node("Reshape", [bias, own("column")], [own("bias")]),
        helper.make_node("Mul", [own("whole"), own("gain")], [own("scaled")]),
        helper.make_node("Add", [own("scaled"), own("bias")], [own("shifted")]),
        helper.make_node("Sigmoid", [own("shifted")], [own("gate")]),
        helper.make_node("Mul", [own("shifted"), own("gate")], [own("gated")]),
        helper.make_node("Transpose", [own("gated" if of["activation"] else "shifted")], [own("last")], perm=TO_LAST),
        helper.make_node("CastLike", [own("last"), x], [out]),
    ]
    return nodes, [numpy_helper.from_array(array, own(name)) for name, array in constants.items()]


def parts_of(node: NodeProto) -> Parts:
    if node.domain == CHANNELS_LAST:
        return convolution(node)
    return group_norm(node) if node.op_type == "GroupNorm" else ([node], [])


def runnable(model: onnx.ModelProto, path: Path) -> Path:
    """The same graph for a CPU, as a file."""
    here = onnx.ModelProto()
    here.CopyFrom(model)
    del here.graph.node[:]
    for node in model.graph.node:
        nodes, constants = parts_of(node)
        here.graph.node.extend(nodes)
        here.graph.initializer.extend(constants)
    onnx.save(here, path)
    return path
