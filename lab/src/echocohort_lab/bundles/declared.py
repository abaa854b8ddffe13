"""What a bundle declares, read with the check that its files are the ones that were promised."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from echocohort_lab.bundles.bundle import MANIFEST_FILE, file_sha256

Declared = Mapping[str, Any]  # a manifest, or a part of it: a graph, a tensor with role, name, dtype and shape


def read_manifest(bundle: Path) -> Declared:
    """bundle.json. Raises FileNotFoundError or ValueError naming the file."""
    path = bundle / MANIFEST_FILE
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected the manifest of a bundle, there is none")
    try:
        manifest: Declared = json.loads(path.read_text())
        manifest["graphs"]["generate"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: expected a manifest with graphs.generate") from error
    return manifest


def checked_file(bundle: Path, declared: Declared) -> Path:
    """The file of a graph. Raises when it is missing, or is not the one that the manifest promises."""
    file = bundle / declared["file"]
    if not file.is_file():
        raise FileNotFoundError(f"{file}: expected this file of the bundle, there is none")
    if (found := file_sha256(file)) != declared["sha256"]:
        raise ValueError(f"{file}: expected SHA-256 {declared['sha256']}, got {found}")
    return file


def portable_graph(bundle: Path, manifest: Declared) -> Declared:
    """The generate graph that every provider runs."""
    for graph in manifest["graphs"]["generate"]:
        if graph["layout"] == "portable":
            found: Declared = graph
            return found
    raise ValueError(f"{bundle / MANIFEST_FILE}: expected a generate graph of layout portable")
