"""The model card: models/<name>/README.md from what stands in the bundle's folder. No number in it is typed by hand.

bundle.json says what the model is, evaluation.json what it can do, recipe.json (optional) how it was made, what is
known to be wrong, and what was seen in the pictures. What it is good for comes first, then what is exact about it, what
its pictures show, and what is not known; how it was made comes behind.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from echocohort_lab.bundles.bundle import MANIFEST_FILE
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.evaluation.record import Record, read_record
from echocohort_lab.evaluation.shipped import MEGABYTE, named_files
from echocohort_lab.evaluation.table import markdown, rows, short, summary
from echocohort_lab.evaluation.targets import PARTS

RECIPE_FILE, CARD_FILE = "recipe.json", "README.md"
PICTURES = {
    "ef.png": "EF asked against EF measured, held-out phantom subjects, one draw each.",
    "timing.png": "Volume curves drawn for an EF alone (blue), and the subject's own (orange).",
    "ladder-1.png": "EF ladder of a held-out phantom subject. Left column: the observed frame.",
    "ladder-2.png": "EF ladder of a second subject.",
    "ladder-3.png": "EF ladder of a third subject.",
    "draws.png": "Several draws at one EF: the same observed frame, other noise.",
    "ladder-pydicom.png": "EF ladder of the public ultrasound that pydicom ships; first row: the source itself.",
    "no-ventricle.png": "Pictures without a ventricle that the gate has to refuse, some of each family.",
}
HONESTY = (
    "Everything that it makes is synthetic and must be called so. EF is single-plane area-length EF, "
    "`V = 8/(3 pi) A^2 / L`, ED and ES at the largest and smallest LV area: of the true mask (exact), of a network's "
    "outline of the observed frame, moved as the frame is (carried), or of what a network sees in each made frame "
    "(shown). It is not clinical LVEF, and nothing here is for clinical use."
)
GENERAL_LIMITS = (
    "All figures are of simulated subjects. No measurer here is validated on real pictures, so no claim on real echo "
    "follows from them.",
    "The gate refuses what two networks do not agree on. A picture that both take for a ventricle gets an answer.",
)


@dataclass(frozen=True)
class Step:
    """One command of the recipe."""

    run: str
    gpu_minutes: float | None = None


@dataclass(frozen=True)
class Recipe:
    """recipe.json: {"steps": [{"run", "gpuMinutes"?}], "limits": [text], "seen": {picture: text}}, all optional."""

    steps: tuple[Step, ...] = ()
    limits: tuple[str, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)


def read_recipe(folder: Path) -> Recipe:
    path = folder / RECIPE_FILE
    if not path.exists():
        return Recipe()
    data: dict[str, Any] = json.loads(path.read_text())
    minutes = [step.get("gpuMinutes") for step in data.get("steps", [])]
    steps = tuple(
        Step(step["run"], None if spent is None else float(spent))
        for step, spent in zip(data.get("steps", []), minutes, strict=True)
    )
    return Recipe(steps, tuple(data.get("limits", [])), data.get("seen", {}))


def recipe_lines(recipe: Recipe, manifest: Manifest) -> Iterator[str]:
    yield f"Weights: {manifest['provenance']['weights']}."
    if not recipe.steps:
        return
    yield from ("", "| command | GPU minutes |", "|---|---|")
    for step in recipe.steps:
        yield f"| `{step.run}` | {'' if step.gpu_minutes is None else f'{step.gpu_minutes:g}'} |"
    yield f"| together | {sum(step.gpu_minutes or 0.0 for step in recipe.steps):g} |"


def run_lines(record: Record) -> Iterator[str]:
    """How many limits are met, and where each figure was measured."""
    if not record.figures:
        yield "Nothing is measured yet: `lab evaluate` writes `evaluation.json`."
        return
    yield f"{'. '.join(summary(record.figures))}."
    yield (
        "Subjects, and pictures without a ventricle, are of the split test: nothing was trained or chosen on them. "
        "Intervals: percentile bootstrap, n resampled; Wilson's for shares of pictures."
    )
    for run in record.runs:
        keys = ", ".join(f"`{key}`" for key in run.keys)
        yield f"Measured {run.date} on {run.device}, {run.subjects} held-out subjects, PyTorch {run.torch}: {keys}."


def limit_lines(recipe: Recipe, record: Record) -> Iterator[str]:
    for measure, figure in rows(record.figures):
        if measure.verdict(figure.value) == "miss":
            yield f"- `{measure.key}` is {short(figure.value)}, wanted {measure.must:g} ({measure.protocol})."
    yield from (f"- {text}" for text in (*recipe.limits, *GENERAL_LIMITS))


def picture_lines(folder: Path, recipe: Recipe) -> Iterator[str]:
    for name, caption in PICTURES.items():
        if (folder / name).exists():
            yield from (f"![{caption}]({name})", "", " ".join([caption, recipe.seen.get(name, "")]).strip(), "")


def file_lines(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name in named_files(manifest):
        yield f"- `{name}`: {(folder / name).stat().st_size / MEGABYTE:.2f} MB"


def card(folder: Path) -> str:
    """The text of the card."""
    manifest: Manifest = json.loads((folder / MANIFEST_FILE).read_text())
    recipe, record = read_recipe(folder), read_record(folder, manifest)
    low, high = manifest["efRangePercent"]
    frame = manifest["frame"]
    sections = {
        **{part: markdown(record.figures, part) for part in PARTS},
        "What is not known": limit_lines(recipe, record),
        "How it was measured": run_lines(record),
        "Pictures": picture_lines(folder, recipe),
        "Data": [manifest["provenance"]["trainingData"] + "."],
        "Recipe": recipe_lines(recipe, manifest),
        "Files": file_lines(folder, manifest),
        "Sources": (f"- {source}" for source in manifest["provenance"]["citation"]),
    }
    lines = [
        f"# Model card: {manifest['name']} {manifest['version']}",
        "",
        f"{manifest['title']}. From one to {manifest['maxReferences']} observed frames of an apical echo clip and an "
        f"EF between {low:g} and {high:g} % it makes a clip of up to {manifest['maxFrames']} frames, {frame['width']} "
        f"x {frame['height']}, at {manifest['framesPerSecond']:g} frames a second. Licence {manifest['licence']}.",
        "",
        HONESTY,
        "",
        "Written by `lab card`; edit `recipe.json` and run it again.",
    ]
    for title, content in sections.items():
        body = list(content)
        if body:
            lines += ["", f"## {title}", "", *body]
    return "\n".join(lines).rstrip() + "\n"


def write_card(folder: Path) -> Path:
    (folder / CARD_FILE).write_text(card(folder))
    return folder / CARD_FILE
