"""`lab sample`: a bundle's generate graph on given tensors, by role; to compare a bundle with anything else.

Input and output files are NPZ whose names are the roles of libs/shared/src/bundle.ts.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echocohort_lab.bundles.declared import Declared, checked_file, portable_graph, read_manifest
from echocohort_lab.echolvfm.enter import LATENTS, entered_at_latents, port_of_latents
from echocohort_lab.graphs.graph import open_session, run_graph

Arrays = Mapping[str, NDArray[np.generic]]


def read_arrays(path: Path) -> Arrays:
    """All arrays of an NPZ file."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected an NPZ file, there is none")
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (ValueError, AttributeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path}: expected an NPZ file of plain arrays") from error


def shown(dtype: object, shape: object) -> str:
    entries = shape if isinstance(shape, list | tuple) else ()
    return f"{dtype} [{', '.join(str(size) for size in entries)}]"


def check_array(port: Declared, array: NDArray[np.generic], sizes: dict[str, int]) -> None:
    """Holds one input against its declaration. `sizes` collects what the letters stand for."""
    shape = port["shape"]
    fits = array.dtype == port["dtype"] and len(array.shape) == len(shape) and 0 not in array.shape
    for declared, size in zip(shape, array.shape, strict=False):
        wanted = declared if isinstance(declared, int) else sizes.setdefault(declared, size)
        fits = fits and size == wanted
    if not fits:
        known = ", ".join(f"{letter} = {size}" for letter, size in sizes.items() if letter in shape)
        where = f" with {known}" if known else ""
        raise ValueError(
            f"{port['role']}: expected {shown(port['dtype'], shape)}{where}, got {shown(array.dtype, array.shape)}"
        )


def check_values(arrays: Arrays, sizes: Mapping[str, int]) -> None:
    """What shapes do not tell. An EF in percent would be taken for one far outside the training data, silently."""
    references = sizes.get("K", 1)
    if "nearest" in arrays and not np.isin(arrays["nearest"], np.arange(references)).all():
        raise ValueError(f"nearest: expected indices of references, 0..{references - 1}")
    if "ef" in arrays:
        wrong = [float(ef) for ef in arrays["ef"].astype(np.float64) if not 0.0 <= ef <= 1.0]
        if wrong:
            raise ValueError(f"ef: expected fractions, 0..1 (0.45, not 45), got {wrong[0]:g}")


def checked_feeds(inputs: list[Declared], arrays: Arrays, source: Path) -> dict[str, NDArray[np.generic]]:
    """The graph's feeds by its own names. Raises ValueError naming the tensor and what was expected of it."""
    declared = {port["role"]: port for port in inputs}
    for role, port in declared.items():
        if role not in arrays:
            raise ValueError(f"{source}: {role}: expected {shown(port['dtype'], port['shape'])}, it is missing")
    for name in arrays:
        if name not in declared:
            raise ValueError(f"{source}: {name}: expected only {', '.join(declared)}")
    sizes: dict[str, int] = {}
    for role, port in declared.items():
        check_array(port, arrays[role], sizes)
    check_values(arrays, sizes)
    return {port["name"]: arrays[role] for role, port in declared.items()}


def run_tensors(bundle: Path, inputs: Path, out: Path, threads: int) -> list[str]:
    """Runs the graph once and writes its outputs by role; returns a line for each.

    A converted EchoLVFM takes `latents` of its references in their place.
    """
    manifest = read_manifest(bundle)
    graph = portable_graph(bundle, manifest)
    model: Path | bytes = checked_file(bundle, graph)
    arrays, ports = read_arrays(inputs), graph["inputs"]
    if LATENTS in arrays and "references" not in arrays:
        model = entered_at_latents(bundle / graph["file"])
        ports = [port_of_latents(manifest) if port["role"] == "references" else port for port in ports]
    feeds = checked_feeds(ports, arrays, inputs)
    session = open_session(model, threads)
    names = [output.name for output in session.get_outputs()]
    by_name = dict(zip(names, run_graph(session, feeds), strict=True))
    results: dict[str, Any] = {port["role"]: by_name[port["name"]] for port in graph["outputs"]}
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        np.savez(file, **results)
    return [f"{role}: {shown(array.dtype, array.shape)}" for role, array in results.items()]
