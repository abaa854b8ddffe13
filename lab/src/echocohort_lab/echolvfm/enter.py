"""A converted graph entered behind its encoder: on latents of the references, as the official code takes them.

So its flow and decoder can be held against the official ones whatever the encoders do.
"""

from pathlib import Path

import onnx
from onnx import helper

from echocohort_lab.bundles.bundle import port
from echocohort_lab.bundles.declared import Declared
from echocohort_lab.graphs.rewrite import replace_nodes_

LATENTS = "latents"
LATENTS_INSIDE = "references.latents"  # what the graph calls them: float32 [B, K, c, g, g], z-scored


def port_of_latents(manifest: Declared) -> Declared:
    """The input that takes the place of `references`."""
    latent = (manifest["latent"][size] for size in ("channels", "height", "width"))
    return port(LATENTS, LATENTS_INSIDE, "float32", ("B", "K", *latent))


def entered_at_latents(path: Path) -> bytes:
    """The graph without its encoder. Raises ValueError for one that was not made by `lab convert-echolvfm`."""
    model = onnx.load(path)
    nodes = [node for node in model.graph.node if LATENTS_INSIDE not in node.output]
    if len(nodes) == len(model.graph.node):
        raise ValueError(f"{path}: latents: expected a converted EchoLVFM, this graph takes references only")
    replace_nodes_(model, nodes)
    others = [value for value in model.graph.input if value.name != "references"]
    del model.graph.input[:]
    sizes = ("B", "K", *(None,) * 3)
    latents = helper.make_tensor_value_info(LATENTS_INSIDE, onnx.TensorProto.FLOAT, sizes)
    model.graph.input.extend([latents, *others])
    return model.SerializeToString()
