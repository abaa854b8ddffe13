"""evaluation.json: one object a figure, and which runs they came from. Runs on several machines add up in one file.

Figures of subjects that choices are made on stand in a file of their own, and never in bundle.json.
"""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from echocohort_lab.bundles.bundle import MANIFEST_FILE, write_manifest
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.evaluation.targets import MEASURES
from echocohort_lab.metrics.bootstrap import Figure, Figures
from echocohort_lab.trials.cohort import Split

FILES: dict[Split, str] = {"test": "evaluation.json", "dev": "evaluation-dev.json"}
HEADER = "header"
PROTOCOL = 3  # raised when a figure's meaning changes: figures of two protocols do not stand in one file
DIGITS = 5  # significant


@dataclass(frozen=True)
class Run:
    """One call of `lab evaluate`: where its figures were measured."""

    date: str
    device: str
    subjects: int
    torch: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """The figures of one bundle."""

    name: str
    version: str
    sha256: str  # of the bundle's graphs and gate
    split: Split
    runs: tuple[Run, ...]
    figures: Figures

    def describes(self, manifest: Manifest) -> bool:
        return self.sha256 == graphs_sha256(manifest)


def graphs_sha256(manifest: Manifest) -> str:
    """One hash of what decides the figures: all portable graphs, which other layouts are made from, and the gate.

    bundle.json itself holds some of the figures, and so cannot be it.
    """
    graphs = manifest["graphs"]
    portable = [entry for entry in graphs["generate"] if entry["layout"] == "portable"]
    entries = [*portable, *(graphs[role] for role in sorted(graphs) if role != "generate")]
    gate = json.dumps(manifest["gate"], sort_keys=True) if "gate" in manifest else ""
    return hashlib.sha256("".join([*(entry["sha256"] for entry in entries), gate]).encode()).hexdigest()


def empty(manifest: Manifest, split: Split) -> Record:
    return Record(manifest["name"], manifest["version"], graphs_sha256(manifest), split, (), {})


def merged(old: Record, new: Record) -> Record:
    """New figures replace old ones of the same key. Raises ValueError when the two are not about the same graphs, or
    not of the same split."""
    if old.sha256 != new.sha256:
        raise ValueError(f"expected figures of graphs {old.sha256[:12]}, got those of {new.sha256[:12]}")
    if old.split != new.split:
        raise ValueError(f"expected figures of the split {old.split}, got those of {new.split}")
    kept = [replace(run, keys=tuple(key for key in run.keys if key not in new.figures)) for run in old.runs]
    figures = old.figures | new.figures
    return replace(new, runs=together([*kept, *new.runs], figures), figures=figures)


def together(runs: Iterable[Run], figures: Figures) -> tuple[Run, ...]:
    """Runs that differ in their keys alone become one, each key once; keys without figures and runs without keys go."""
    found: dict[Run, tuple[str, ...]] = {}
    for run in runs:
        found[replace(run, keys=())] = found.get(replace(run, keys=()), ()) + run.keys
    kept = {run: tuple(dict.fromkeys(key for key in keys if key in figures)) for run, keys in found.items()}
    return tuple(replace(run, keys=keys) for run, keys in kept.items() if keys)


def rounded(value: float) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))


def as_json(record: Record) -> dict[str, Any]:
    """Header first, then the figures in the order of the table."""
    bundle = {"name": record.name, "version": record.version, "graphsSha256": record.sha256}
    header = {
        "protocol": PROTOCOL,
        "split": record.split,
        "bundle": bundle,
        "runs": [asdict(run) for run in record.runs],
    }
    ordered = [measure.key for measure in MEASURES if measure.key in record.figures]
    return {
        HEADER: header,
        **{
            key: {
                name: rounded(value) if isinstance(value, float) else value
                for name, value in asdict(record.figures[key]).items()
            }
            for key in ordered
        },
    }


def from_json(data: dict[str, Any]) -> Record:
    """Raises ValueError when the file is of another protocol."""
    header = data.get(HEADER)
    if header is None or header["protocol"] != PROTOCOL:
        raise ValueError(f"expected an evaluation by protocol {PROTOCOL}")
    runs = tuple(Run(**{**run, "keys": tuple(run["keys"])}) for run in header["runs"])
    figures = {measure.key: Figure(**data[measure.key]) for measure in MEASURES if measure.key in data}
    bundle = header["bundle"]
    return Record(bundle["name"], bundle["version"], bundle["graphsSha256"], header["split"], runs, figures)


def read_record(folder: Path, manifest: Manifest, split: Split = "test") -> Record:
    """What is known of this bundle so far: nothing, when the file is missing, of another protocol or other graphs."""
    path = folder / FILES[split]
    if not path.exists():
        return empty(manifest, split)
    try:
        record = from_json(json.loads(path.read_text()))
    except ValueError:
        return empty(manifest, split)
    return record if record.describes(manifest) and record.split == split else empty(manifest, split)


def quality(record: Record) -> dict[str, dict[str, object]]:
    """`quality` of bundle.json: the figures that something is asked of, with their protocols."""
    return {
        measure.key: {
            "value": rounded(record.figures[measure.key].value),
            "protocol": f"{measure.protocol}; n = {record.figures[measure.key].n}, 95 % interval "
            f"{rounded(record.figures[measure.key].low):g} to {rounded(record.figures[measure.key].high):g}",
        }
        for measure in MEASURES
        if measure.must is not None and measure.key in record.figures
    }


def write_record(folder: Path, record: Record) -> None:
    """The split's file; of `test` also the summary in bundle.json, where the folder is the bundle's."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILES[record.split]
    part = path.with_suffix(".part")  # a reader never finds half of it
    part.write_text(json.dumps(as_json(record), indent=2) + "\n")
    part.replace(path)
    manifest_path = folder / MANIFEST_FILE
    if record.split == "test" and manifest_path.exists():
        manifest = json.loads(manifest_path.read_text())
        manifest["quality"] = quality(record)
        write_manifest(folder, manifest)
