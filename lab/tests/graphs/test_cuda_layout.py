"""The graph for CUDA. Some of its operators have no kernel here, so they are put back before it runs."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import pytest
from cuda_on_cpu import runnable
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from echocohort_lab.bundles.export import MOTION_DESCRIPTION, arrays, example_inputs
from echocohort_lab.graphs.average_by_products import average_by_products_
from echocohort_lab.graphs.channels_last import DOMAIN as CHANNELS_LAST
from echocohort_lab.graphs.channels_last import put_channels_last_
from echocohort_lab.graphs.cuda_layout import cuda_layout
from echocohort_lab.graphs.fuse_attention import fuse_attention_
from echocohort_lab.graphs.fuse_norms import fuse_group_norms_
from echocohort_lab.graphs.graph import open_session, run_graph, store_half
from echocohort_lab.graphs.rewrite import Graph, put_constants_second_, shapes_of, single_widths

Weights = dict[str, NDArray[np.generic]]


@pytest.fixture(scope="module")
def folder(models: Path) -> Path:
    return models / "echo-motion"


@pytest.fixture(scope="module")
def graph(folder: Path) -> onnx.ModelProto:
    return onnx.load(folder / "generate.cuda.onnx")


def test_makes_what_the_portable_graph_makes(folder: Path, graph: onnx.ModelProto, tmp_path: Path) -> None:
    d = MOTION_DESCRIPTION
    feeds = arrays(example_inputs(d, 2, 2, seed=5), d.inputs)
    expected = run_graph(open_session(folder / "generate.onnx", 1), feeds)
    got = run_graph(open_session(runnable(graph, tmp_path / "here.onnx"), 1), feeds)
    levels = np.abs(got[0].astype(int) - expected[0].astype(int))
    assert levels.max() <= 2
    assert levels.mean() < 0.02
    np.testing.assert_allclose(
        got[1].astype(float), expected[1].astype(float), atol=2e-3
    )  # the curve: through half-precision picture codes only


def test_networks_are_halved_and_the_rest_is_not(graph: onnx.ModelProto) -> None:
    types = {tensor.name: tensor.data_type for tensor in graph.graph.initializer}
    convolutions = [node for node in graph.graph.node if node.op_type == "Conv"]
    halved = {node.input[1].split(".")[0] for node in convolutions if types.get(node.input[1]) == TensorProto.FLOAT16}
    single = {node.input[1].split(".")[0] for node in convolutions if types.get(node.input[1]) != TensorProto.FLOAT16}
    assert halved == {"encoder", "flow", "decoder", "selector", "audit"}
    assert single == {"timing"}
    assert all(node.domain == CHANNELS_LAST for node in convolutions)
    operators = Counter(node.op_type for node in graph.graph.node)
    assert operators["SimplifiedLayerNormalization"] == 32  # queries and keys, 16 times
    assert operators["MultiHeadAttention"] == 16  # in space and in time, 8 blocks
    assert operators["Softmax"] == 0


def test_holds_no_large_weight_of_its_own(folder: Path) -> None:
    assert (folder / "generate.cuda.onnx").stat().st_size < 300_000
    alone = onnx.load(folder / "generate.cuda.onnx", load_external_data=False)
    borrowed = [tensor for tensor in alone.graph.initializer if tensor.external_data]
    assert {entry.value for tensor in borrowed for entry in tensor.external_data if entry.key == "location"} == {
        "generate.onnx"
    }
    assert len(borrowed) > 100


def tiny_model(
    nodes: list[NodeProto], weights: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]
) -> onnx.ModelProto:
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 16])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    tensors = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    graph = helper.make_graph(nodes, "g", [x], [y], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def test_casts_once_where_precisions_meet(tmp_path: Path) -> None:
    weight = np.random.default_rng(1).normal(size=(16, 64)).astype(np.float32)
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"]),
        helper.make_node("Tanh", ["h"], ["t"]),
        helper.make_node("Exp", ["h"], ["e"]),
        helper.make_node("Mul", ["t", "e"], ["y"]),
    ]
    model = cuda_layout(store_half(tiny_model(nodes, {"w": weight})))
    assert [node.op_type for node in model.graph.node] == ["Cast", "MatMul", "Cast", "Tanh", "Exp", "Mul"]
    path = tmp_path / "tiny.onnx"
    onnx.save(model, path)
    x = np.random.default_rng(2).normal(size=(3, 16)).astype(np.float32) / 8
    (got,) = run_graph(open_session(path, 1), {"x": x})
    np.testing.assert_allclose(got.astype(float), np.tanh(x @ weight) * np.exp(x @ weight), atol=2e-3)


def test_small_products_and_plain_sigmoids_stay_single() -> None:
    small, large = np.ones((16, 8), np.float32), np.ones((16, 64), np.float32)
    nodes = [
        helper.make_node("MatMul", ["x", "large"], ["h"]),
        helper.make_node("Sigmoid", ["h"], ["share"]),
        helper.make_node("MatMul", ["x", "small"], ["k"]),
        helper.make_node("Concat", ["share", "k"], ["y"], axis=1),
    ]
    model = cuda_layout(tiny_model(nodes, {"small": small, "large": large}))
    graph, widths = Graph(model), single_widths(model)
    assert graph.made_by["h"].input[1] == "large.halved"
    assert {"share", "k", "y"} <= widths.keys()


def test_a_softmax_that_is_no_attention_stays() -> None:
    nodes = [helper.make_node("Add", ["mask", "x"], ["masked"]), helper.make_node("Softmax", ["masked"], ["y"])]
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 3]) for name in ("x", "y")]
    mask = numpy_helper.from_array(np.zeros((2, 3), np.float32), "mask")
    model = helper.make_model(helper.make_graph(nodes, "other", ports[:1], ports[1:], [mask]))
    fuse_attention_(model, single_widths(model))
    assert [node.op_type for node in model.graph.node] == ["Add", "Softmax"]


def image_model(nodes: list[NodeProto], weights: Weights) -> onnx.ModelProto:
    """From x [N, 8, 6, 4] to y, an image of as many channels."""
    sizes: dict[str, list[str | int | None]] = {"x": ["N", 8, 6, 4], "y": ["N", 8, "H", "W"]}
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, of) for name, of in sizes.items()]
    tensors = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    graph = helper.make_graph(nodes, "images", ports[:1], ports[1:], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def copy_of(model: onnx.ModelProto) -> onnx.ModelProto:
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    return copied


def assert_same(model: onnx.ModelProto, rewritten: onnx.ModelProto, folder: Path) -> None:
    x = np.random.default_rng(6).normal(size=(6, 8, 6, 4)).astype(np.float32)
    onnx.save(model, folder / "plain.onnx")
    (expected,) = run_graph(open_session(folder / "plain.onnx", 1), {"x": x})
    (got,) = run_graph(open_session(runnable(rewritten, folder / "rewritten.onnx"), 1), {"x": x})
    np.testing.assert_allclose(got.astype(float), expected.astype(float), atol=1e-5)


def test_rows_of_channels_and_clips_of_frames_are_not_turned_around(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    conv, product = draw.normal(size=(8, 8, 1, 1)) / 4, draw.normal(size=(8, 8)) / 4
    weights: Weights = {
        "conv": conv.astype(np.float32),
        "product": product.astype(np.float32),
        "rows": np.array([-1, 8, 24], np.int64),
        "image": np.array([-1, 8, 6, 4], np.int64),
        "frames": np.array([-1, 3, 8, 24], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["x", "conv"], ["a"]),
        helper.make_node("Reshape", ["a", "rows"], ["b"]),
        helper.make_node("Transpose", ["b"], ["c"], perm=[0, 2, 1]),  # rows of channels
        helper.make_node("MatMul", ["c", "product"], ["d"]),
        helper.make_node("Transpose", ["d"], ["e"], perm=[0, 2, 1]),
        helper.make_node("Reshape", ["e", "image"], ["f"]),
        helper.make_node("Add", ["a", "f"], ["g"]),
        helper.make_node("Reshape", ["g", "frames"], ["h"]),
        helper.make_node("Transpose", ["h"], ["i"], perm=[0, 2, 1, 3]),  # clips: channels, frames, pixels
        helper.make_node("Conv", ["i", "conv"], ["j"]),
        helper.make_node("Transpose", ["j"], ["k"], perm=[0, 2, 1, 3]),
        helper.make_node("Reshape", ["k", "image"], ["l"]),
        helper.make_node("Conv", ["l", "conv"], ["y"]),
    ]
    model = image_model(nodes, weights)
    last = copy_of(model)
    put_channels_last_(last, shapes_of(model))
    assert Counter(node.op_type for node in last.graph.node)["Transpose"] == 2  # at both ends
    assert_same(model, last, tmp_path)


@pytest.mark.parametrize("perm", [[0, 3, 1, 2], [0, 3, 2, 1]])
def test_a_transposition_that_moves_more_than_channels_stays(perm: list[int], tmp_path: Path) -> None:
    weights: Weights = {
        "conv": np.ones((8, 8, 1, 1), np.float32),
        "frames": np.array([-1, 3, 8, 24], np.int64),
        "image": np.array([-1, 8, 6, 4], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["x", "conv"], ["a"]),
        helper.make_node("Reshape", ["a", "frames"], ["b"]),
        helper.make_node("Transpose", ["b"], ["c"], perm=perm),
        helper.make_node("Reshape", ["c", "image"], ["y"]),
    ]
    model = image_model(nodes, weights)
    last = copy_of(model)
    put_channels_last_(last, shapes_of(model))
    turns = [node for node in last.graph.node if node.op_type == "Transpose"]
    assert perm in [helper.get_node_attr_value(node, "perm") for node in turns]
    assert_same(model, last, tmp_path)


def test_constants_come_second_where_the_order_is_free() -> None:
    orders = [("Add", ["c", "x"]), ("Mul", ["x", "c"]), ("Mul", ["c", "x"]), ("Sub", ["c", "x"])]
    nodes = [helper.make_node(kind, inputs, [f"y{at}"]) for at, (kind, inputs) in enumerate(orders)]
    model = image_model([*nodes, helper.make_node("Sum", ["y0", "y1", "y2", "y3"], ["y"])], {"c": np.ones(4)})
    put_constants_second_(model)
    assert [node.input[1] for node in model.graph.node[:4]] == ["c", "c", "c", "x"]


@pytest.mark.parametrize("include", [0, 1])
def test_an_average_over_neighbours_is_two_products(include: int, tmp_path: Path) -> None:
    node = helper.make_node(
        "AveragePool", ["x"], ["y"], kernel_shape=[5, 3], pads=[2, 1, 2, 1], count_include_pad=include
    )
    model = image_model([node], {})
    rewritten = copy_of(model)
    average_by_products_(rewritten, shapes_of(model))
    operators = Counter(node.op_type for node in rewritten.graph.node)
    assert (operators["AveragePool"], operators["MatMul"]) == (0, 2)
    assert_same(model, rewritten, tmp_path)


def test_an_average_that_shrinks_the_image_stays() -> None:
    nodes = [
        helper.make_node("AveragePool", ["x"], ["a"], kernel_shape=[3, 3], strides=[3, 3]),
        helper.make_node("AveragePool", ["x"], ["b"], kernel_shape=[3, 3]),
        helper.make_node("Concat", ["a", "b"], ["y"], axis=1),
    ]
    model = image_model(nodes, {})
    average_by_products_(model, shapes_of(model))
    assert [node.op_type for node in model.graph.node] == ["AveragePool", "AveragePool", "Concat"]


@pytest.mark.parametrize(("groups", "fused"), [(4, 1), (8, 0)])
def test_group_norms_of_pairs_of_channels_become_one_operator(groups: int, fused: int, tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    weights: Weights = {
        "apart": np.array([0, groups, -1], np.int64),
        "ones": np.ones(groups, np.float32),
        "zeros": np.zeros(groups, np.float32),
        "gain": draw.normal(size=(8, 1, 1)).astype(np.float32),
        "bias": draw.normal(size=(8, 1, 1)).astype(np.float32),
    }
    nodes = [
        helper.make_node("Reshape", ["x", "apart"], ["a"]),
        helper.make_node("InstanceNormalization", ["a", "ones", "zeros"], ["b"], epsilon=1e-6),
        helper.make_node("Shape", ["x"], ["s"]),
        helper.make_node("Reshape", ["b", "s"], ["c"]),
        helper.make_node("Mul", ["c", "gain"], ["d"]),
        helper.make_node("Add", ["d", "bias"], ["e"]),
        helper.make_node("Sigmoid", ["e"], ["f"]),
        helper.make_node("Mul", ["e", "f"], ["y"]),
    ]
    model = image_model(nodes, weights)
    rewritten = cuda_layout(model)
    operators = Counter(node.op_type for node in rewritten.graph.node)
    assert operators["GroupNorm"] == fused
    assert operators["InstanceNormalization"] == 1 - fused
    assert_same(model, rewritten, tmp_path)


def short_sums(groups: int, changes: Mapping[str, list[str]]) -> onnx.ModelProto:
    """The group norm of echolvfm/layers.py; `changes` are other inputs of a node, by what it makes."""
    draw = np.random.default_rng(8)
    own = (groups, 8 // groups, 1, 1)
    weights: Weights = {
        "apart": np.array([-1, *own[:2], 6, 4], np.int64),
        "together": np.array([-1, 8, 6, 4], np.int64),
        "row": np.array([-1], np.int64),
        "rows": np.array([-3, -2], np.int64),
        "column": np.array([-2], np.int64),
        "eps": np.array(1e-2, np.float32),
        "gain": draw.normal(size=own).astype(np.float32),
        "bias": draw.normal(size=own).astype(np.float32),
    }
    made = {
        "groups": ("Reshape", ["x", "apart"]),
        "means": ("ReduceMean", ["groups", "row"]),
        "mean": ("ReduceMean", ["means", "rows"]),
        "centred": ("Sub", ["groups", "mean"]),
        "square": ("Mul", ["centred", "centred"]),
        "squares": ("ReduceMean", ["square", "row"]),
        "variance": ("ReduceMean", ["squares", "rows"]),
        "added": ("Add", ["variance", "eps"]),
        "spread": ("Sqrt", ["added"]),
        "scale": ("Div", ["gain", "spread"]),
        "scaled": ("Mul", ["centred", "scale"]),
        "shifted": ("Add", ["scaled", "bias"]),
        "whole": ("Reshape", ["shifted", "together"]),
        "gate": ("Sigmoid", ["whole"]),
        "y": ("Mul", ["whole", "gate"]),
    }
    nodes = [helper.make_node(kind, changes.get(out, inputs), [out]) for out, (kind, inputs) in made.items()]
    return image_model(nodes, weights)


@pytest.mark.parametrize(("groups", "fused"), [(4, 1), (8, 0)])
def test_group_norms_in_short_sums_become_one_operator(groups: int, fused: int, tmp_path: Path) -> None:
    model = short_sums(groups, {})
    rewritten = cuda_layout(model)
    operators = Counter(node.op_type for node in rewritten.graph.node)
    assert operators["GroupNorm"] == fused
    assert operators["ReduceMean"] == 4 * (1 - fused)
    assert_same(model, rewritten, tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"centred": ["groups", "means"]},
        {"means": ["groups", "column"]},
        {"squares": ["groups", "row"]},
        {"square": ["centred", "groups"]},
        {"scaled": ["groups", "scale"]},
        {"scale": ["mean", "spread"]},
        {"shifted": ["scaled", "mean"]},
        {"added": ["variance", "mean"]},
    ],
    ids=lambda changes: f"another {next(iter(changes))}",
)
def test_what_is_no_group_norm_stays(changes: Mapping[str, list[str]]) -> None:
    model = short_sums(4, changes)
    kinds = [node.op_type for node in model.graph.node]
    fuse_group_norms_(model, shapes_of(model))
    assert "GroupNorm" not in [node.op_type for node in model.graph.node]
    assert set(kinds) >= {node.op_type for node in model.graph.node}


def test_a_scaled_instance_norm_is_no_group_norm() -> None:
    weights: Weights = {
        "apart": np.array([0, 4, -1], np.int64),
        "twos": np.full(4, 2, np.float32),
        "zeros": np.zeros(4, np.float32),
        "gain": np.ones((8, 1, 1), np.float32),
    }
    nodes = [
        helper.make_node("Reshape", ["x", "apart"], ["a"]),
        helper.make_node("InstanceNormalization", ["a", "twos", "zeros"], ["b"]),
        helper.make_node("Shape", ["x"], ["s"]),
        helper.make_node("Reshape", ["b", "s"], ["c"]),
        helper.make_node("Mul", ["c", "gain"], ["d"]),
        helper.make_node("Add", ["d", "gain"], ["y"]),
    ]
    model = image_model(nodes, weights)
    fuse_group_norms_(model, shapes_of(model))
    assert [node.op_type for node in model.graph.node] == [node.op_type for node in nodes]


def test_turns_images_around_only_at_both_ends(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    weights: Weights = {
        "first": (draw.normal(size=(8, 8, 3, 3)) / 8).astype(np.float32),
        "second": (draw.normal(size=(8, 16, 3, 3)) / 12).astype(np.float32),
        "gain": draw.normal(size=(1, 8, 1, 1)).astype(np.float32),
        "scales": np.array([1, 1, 2, 2], np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "first"], ["a"], pads=[1] * 4),
        helper.make_node("Mul", ["gain", "a"], ["b"]),
        helper.make_node("Add", ["b", "x"], ["c"]),
        helper.make_node("Split", ["c"], ["low", "high"], axis=1, num_outputs=2),
        helper.make_node("Concat", ["high", "low", "x"], ["d"], axis=1),
        helper.make_node("Resize", ["d", "", "scales"], ["e"], mode="nearest", nearest_mode="floor",
                         coordinate_transformation_mode="asymmetric"),
        helper.make_node("Conv", ["e", "second"], ["y"], pads=[1] * 4),
    ]  # fmt: skip
    model = image_model(nodes, weights)
    last = copy_of(model)
    put_channels_last_(last, shapes_of(model))
    assert Counter(node.op_type for node in last.graph.node)["Transpose"] == 2
    assert_same(model, last, tmp_path)
