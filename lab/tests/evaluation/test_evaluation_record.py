"""evaluation.json, the table, and the model card."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.evaluation.card import card, write_card
from echocohort_lab.evaluation.record import (
    FILES,
    Record,
    Run,
    as_json,
    empty,
    from_json,
    graphs_sha256,
    merged,
    read_record,
    rounded,
    write_record,
)
from echocohort_lab.evaluation.shipped import named_files, size, snake, tiled
from echocohort_lab.evaluation.table import markdown, report, summary
from echocohort_lab.evaluation.targets import MEASURES
from echocohort_lab.metrics.bootstrap import Figure
from echocohort_lab.sheets.chart import Marks, Panel, write_panels

FIGURE = Figure(0.14, 0.13, 0.15, 512)
RUN = Run("2026-03-14", "a GPU", 512, "2.13.0", ("carried.maePp",))


@pytest.fixture
def folder(tmp_path: Path, models: Path) -> Path:
    """A copy of the tiny bundle."""
    copy = tmp_path / "tiny"
    copy.mkdir()
    for path in (models / "tiny").iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def manifest_of(folder: Path) -> Manifest:
    manifest: Manifest = json.loads((folder / "bundle.json").read_text())
    return manifest


def record_of(folder: Path, **values: float) -> Record:
    figures = {key.replace("_", "."): Figure(value, value - 0.1, value + 0.1, 512) for key, value in values.items()}
    start = empty(manifest_of(folder), "test")
    return Record(start.name, start.version, start.sha256, "test", (Run(*RUN_FACTS, tuple(figures)),), figures)


RUN_FACTS = ("2026-03-14", "a GPU", 512, "2.13.0")


def test_every_key_is_told_once_and_its_limits_are_in_order() -> None:
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
    asked = [measure for measure in MEASURES if measure.must is not None]
    for measure in asked:
        if measure.aim is not None:
            assert measure.must is not None
            assert measure.meets(measure.aim, measure.must), measure.key


@pytest.mark.parametrize(
    ("key", "value", "verdict"),
    [
        ("carried.maePp", 0.15, "aim"),
        ("carried.maePp", 0.25, "must"),
        ("carried.maePp", 0.26, "miss"),
        ("asked.firstR2", 0.9985, "aim"),
        ("asked.firstR2", 0.98, "miss"),
        ("timing.reversalExcess", -0.2, "must"),
        ("timing.reversalExcess", -0.9, "miss"),
        ("motion.foldShare", 0.0, "aim"),
        ("ssim.copy", 0.7, "-"),
    ],
)
def test_verdicts(key: str, value: float, verdict: str) -> None:
    measure = next(measure for measure in MEASURES if measure.key == key)
    assert measure.verdict(value) == verdict


def test_file_has_one_object_a_figure_and_reads_back(folder: Path) -> None:
    record = record_of(folder, carried_maePp=0.16, motion_foldShare=0.0)
    write_record(folder, record)
    data = json.loads((folder / FILES["test"]).read_text())
    assert list(data) == ["header", "carried.maePp", "motion.foldShare"]
    assert set(data["carried.maePp"]) == {"value", "low", "high", "n"}
    assert data["header"]["bundle"]["graphsSha256"] == graphs_sha256(manifest_of(folder))
    again = from_json(data)
    assert again.runs == record.runs
    assert again.figures["carried.maePp"].value == 0.16
    assert read_record(folder, manifest_of(folder)) == again


def test_runs_add_up(folder: Path) -> None:
    """A figure that is measured again replaces the old one and leaves its run."""
    first = record_of(folder, carried_maePp=0.16, ssim_copy=0.7)
    second = record_of(folder, carried_maePp=0.17)
    both = merged(first, second)
    assert both.figures["carried.maePp"].value == 0.17
    assert both.figures["ssim.copy"].value == 0.7
    assert both.runs == (Run(*RUN_FACTS, ("ssim.copy", "carried.maePp")),)
    elsewhere = Record(first.name, first.version, first.sha256, "test", (Run("x", "y", 8, "z", ("ssim.copy",)),), {})
    assert len(merged(first, Record(*vars(elsewhere).values())).runs) == 2


def test_figures_of_other_weights_are_not_mixed(folder: Path) -> None:
    old = record_of(folder, carried_maePp=0.16)
    write_record(folder, old)
    manifest = manifest_of(folder)
    manifest["graphs"]["read"]["sha256"] = "0" * 64
    assert read_record(folder, manifest).figures == {}
    with pytest.raises(ValueError, match="expected figures of graphs"):
        merged(empty(manifest, "test"), old)
    with pytest.raises(ValueError, match="protocol"):
        from_json({"subjects": 64})


def test_figures_to_choose_by_never_reach_the_bundle(folder: Path) -> None:
    before, dev = manifest_of(folder), replace(record_of(folder, carried_maePp=0.16), split="dev")
    write_record(folder, dev)
    assert manifest_of(folder) == before
    assert read_record(folder, before).figures == {}
    assert read_record(folder, before, "dev").figures == dev.figures
    with pytest.raises(ValueError, match="of the split test, got those of dev"):
        merged(record_of(folder, carried_maePp=0.16), dev)
    assert not list(folder.glob("*.part"))


def test_figures_of_another_gate_are_not_mixed(folder: Path) -> None:
    manifest = manifest_of(folder)
    write_record(folder, record_of(folder, carried_maePp=0.16))
    manifest["gate"] = {"agreementMin": 0.123, "areaShare": [0.0, 1.0]}
    assert read_record(folder, manifest).figures == {}


def test_quality_is_a_summary_and_changes_no_graph(folder: Path) -> None:
    before = manifest_of(folder)
    write_record(folder, record_of(folder, carried_maePp=0.16, ssim_copy=0.7))
    after = manifest_of(folder)
    assert set(after["quality"]) == {"carried.maePp"}  # the copy's SSIM is nobody's merit
    assert after["quality"]["carried.maePp"]["value"] == 0.16
    assert "n = 512" in after["quality"]["carried.maePp"]["protocol"]
    assert {**after, "quality": 0} == {**before, "quality": 0}
    assert graphs_sha256(after) == graphs_sha256(before)


def test_significant_digits() -> None:
    assert rounded(0.000123456789) == 0.00012346
    assert rounded(12.3456789) == 12.346
    assert rounded(0.0) == 0.0
    assert as_json(Record("a", "1", "f", "test", (), {"carried.maePp": FIGURE}))["carried.maePp"]["n"] == 512


def test_table_says_what_is_missed_and_what_is_missing() -> None:
    figures = {"carried.maePp": FIGURE, "c2stWorst": Figure(0.7, 0.6, 0.8, 768), "ssim.copy": FIGURE}
    lines = report(figures).splitlines()
    assert "aim met" in lines[1]
    assert "MISSED" in next(line for line in lines if line.startswith("c2stWorst"))
    assert summary(figures)[0] == "1 of 2 limits met"
    assert "bundleMb" in summary(figures)[1]
    assert "carried.maePp" not in summary(figures)[1]
    assert len(markdown(figures, "What is exact")) == 2 + 1
    assert markdown(figures, "What it costs") == []


def test_size_counts_what_the_manifest_names(folder: Path) -> None:
    manifest = manifest_of(folder)
    whole = size(folder, manifest)["bundleMb"].value
    assert whole == pytest.approx(sum(path.stat().st_size for path in folder.iterdir()) / 1e6)
    (folder / "ladder.png").write_bytes(b"0" * 100_000)
    assert size(folder, manifest)["bundleMb"].value == whole
    assert "bundle.json" in named_files(manifest)


def test_roles_and_rows() -> None:
    assert [snake(role) for role in ("timingNoise", "ef", "curveKnown")] == ["timing_noise", "ef", "curve_known"]
    assert tiled(torch.tensor([1, 2, 3]), 5).tolist() == [1, 2, 3, 1, 2]


def test_card(folder: Path) -> None:
    write_record(folder, record_of(folder, carried_maePp=0.16, c2stWorst=0.7))
    recipe = {
        "steps": [{"run": "lab train a", "gpuMinutes": 2.5}, {"run": "lab export", "gpuMinutes": 1}],
        "limits": ["Its walls are thin."],
        "seen": {"draws.png": "All four differ."},
    }
    (folder / "recipe.json").write_text(json.dumps(recipe))
    (folder / "draws.png").write_bytes(b"")
    text = write_card(folder).read_text()
    assert text == card(folder) == (folder / "README.md").read_text()
    for wanted in ("tiny", "0.16", "| together | 3.5 |", "thin", "All four differ.", "synthetic", "not clinical LVEF"):
        assert wanted in text, wanted
    assert "`c2stWorst` is 0.7, wanted 0.62" in text
    assert "`carried.maePp` is" not in text
    assert "ladder-1.png" not in text  # there is no such picture
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert titles[:3] == ["What is exact", "What the pictures show", "What is not known"]
    assert "split test" in text


def test_card_without_figures(folder: Path) -> None:
    assert "Nothing is measured yet" in card(folder)


def test_chart_puts_points_where_they_belong(tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    corner = Panel("a", "x", "y", (0.0, 1.0), (0.0, 1.0), [Marks(np.full(3, 0.5), np.full(3, 0.25), (255, 0, 0))])
    write_panels(path, [corner, Panel("b", "x", "y", (0.0, 1.0), (0.0, 1.0))], "SYNTHETIC")
    image = np.asarray(Image.open(path).convert("RGB")).astype(int)
    red = np.argwhere((image[:, :, 0] > 200) & (image[:, :, 1] < 60))
    assert red.mean(0) == pytest.approx([24 + 0.75 * 260, 46 + 0.5 * 260], abs=1.5)
    assert image.shape[1] == 2 * (46 + 260 + 14)
