"""`lab sample`: a bundle's generate graph on given tensors, by role; to compare a bundle with anything else.

Input and output files are NPZ whose names are the roles of libs/shared/src/bundle.ts.
"""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echocohort_lab.bundle import MANIFEST_FILE, file_sha256
from echocohort_lab.graph import open_session, run_graph

Arrays = Mapping[str, NDArray[np.generic]]
Declared = Mapping[str, Any]  # a tensor of bundle.json: role, name, dtype, shape


def read_graph(bundle: Path) -> Declared:
    """The portable generate graph as bundle.json declares it. Raises when its file is not the one that was promised."""
    path = bundle / MANIFEST_FILE
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected the manifest of a bundle, there is none")
    try:
        graphs = json.loads(path.read_text())["graphs"]["generate"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: expected a manifest with graphs.generate") from error
    portable = [graph for graph in graphs if graph["layout"] == "portable"]
    if not portable:
        raise ValueError(f"{path}: expected a generate graph of layout portable")
    graph: Declared = portable[0]
    file = bundle / graph["file"]
    if not file.is_file():
        raise FileNotFoundError(f"{file}: expected this file of the bundle, there is none")
    if file_sha256(file) != graph["sha256"]:
        raise ValueError(f"{file}: expected SHA-256 {graph['sha256']}, got {file_sha256(file)}")
    return graph


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


def checked_feeds(graph: Declared, arrays: Arrays, source: Path) -> dict[str, NDArray[np.generic]]:
    """The graph's feeds by its own names. Raises ValueError naming the tensor and what was expected of it."""
    declared = {port["role"]: port for port in graph["inputs"]}
    for role, port in declared.items():
        if role not in arrays:
            raise ValueError(f"{source}: {role}: expected {shown(port['dtype'], port['shape'])}, it is missing")
    for name in arrays:
        if name not in declared:
            raise ValueError(f"{source}: {name}: expected only {', '.join(declared)}")
    sizes: dict[str, int] = {}
    for role, port in declared.items():
        check_array(port, arrays[role], sizes)
    if "nearest" in declared and not np.isin(arrays["nearest"], np.arange(arrays["references"].shape[1])).all():
        raise ValueError(f"nearest: expected indices of references, 0..{arrays['references'].shape[1] - 1}")
    return {port["name"]: arrays[role] for role, port in declared.items()}


def run_tensors(bundle: Path, inputs: Path, out: Path, threads: int) -> list[str]:
    """Runs the graph once and writes its outputs by role; returns a line for each."""
    graph = read_graph(bundle)
    feeds = checked_feeds(graph, read_arrays(inputs), inputs)
    session = open_session(bundle / graph["file"], threads)
    names = [output.name for output in session.get_outputs()]
    by_name = dict(zip(names, run_graph(session, feeds), strict=True))
    results: dict[str, Any] = {port["role"]: by_name[port["name"]] for port in graph["outputs"]}
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        np.savez(file, **results)
    return [f"{role}: {shown(array.dtype, array.shape)}" for role, array in results.items()]
