"""`lab evaluate`, `lab pictures` and `lab card` from a shell, and how groups of figures add up."""

import json
from pathlib import Path

import pytest
import torch

from echocohort_lab.bundles.generate import Generator
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.cli import main
from echocohort_lab.evaluation.lanes import lanes_of
from echocohort_lab.evaluation.record import FILES, Record, empty, from_json, merged, read_record, write_record
from echocohort_lab.evaluation.run import GROUPS, Bundle, chosen, evaluate, open_bundle
from echocohort_lab.evaluation.targets import MEASURES
from echocohort_lab.metrics.bootstrap import Figure
from echocohort_lab.trials.bench import Bench

CPU = torch.device("cpu")


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


def test_groups_can_be_chosen(tmp_path: Path) -> None:
    said: list[str] = []
    assert chosen(["ssim", "carried"], CPU, None, said.append) == ["carried", "ssim"]
    assert said == []
    on_cpu = chosen([], CPU, None, said.append)
    assert set(GROUPS) - set(on_cpu) == {"c2st", "c2stRaw", "c2stExact", "downstream", "speedup", "outside"}
    assert "c2st" in said[0]
    assert "outside" in said[1]
    assert chosen([], torch.device("cuda"), tmp_path / "outside.npz", said.append) == list(GROUPS)
    assert chosen(["c2st"], CPU, None, said.append) == ["c2st"]
    with pytest.raises(ValueError, match="got everything"):
        chosen(["everything"], CPU, None, said.append)


def test_lanes_hold_each_group_once_and_times_come_last() -> None:
    first, last = lanes_of(list(GROUPS))
    groups = [name for lanes in (first, last) for names in lanes.values() for name in names]
    assert sorted(groups) == sorted(GROUPS)
    assert last == {"alone": ["cpu", "speedup"]}
    assert lanes_of(["c2st", "ssim"]) == [{"c2st": ["c2st"], "subjects": ["ssim"]}]
    assert lanes_of(["cpu"]) == [{"alone": ["cpu"]}]


def test_a_random_generator_is_measured_and_found_wanting(folder: Path) -> None:
    torch.manual_seed(0)
    generator = Generator().eval()
    bench = Bench(generator, (generator.flow.space.spread.shape[0], 1, 1))
    bundle = Bundle(bench, generator, folder, manifest_of(folder))
    said: list[str] = []
    seen: list[Record] = []
    record = evaluate(bundle, 1, ["carried", "motion", "size"], said.append, seen.append)
    assert "asked.firstR2" in said[1]  # one subject has none
    assert len(seen) == 3
    assert len(seen[-1].figures) == len(seen[0].figures) + 3
    assert record.runs[0].keys == tuple(record.figures)
    assert record.split == "dev"
    assert set(record.figures) <= {measure.key for measure in MEASURES}
    assert record.figures["asked.firstMaePp"].value > 5.0
    assert record.figures["motion.foldShare"].value == 0.0  # an untrained field is still


def test_figures_of_a_lane_are_taken_over(models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["--threads", "1", "evaluate", str(models / "echo-motion"), "--only", "size", "--side-by-side"]
    assert main([*line, "--split", "dev", "--out", str(tmp_path)]) == 0
    assert "bundleMb" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == [FILES["dev"]]
    assert set(from_json(json.loads((tmp_path / FILES["dev"]).read_text())).figures) == {"bundleMb"}


def test_a_lane_that_fails_is_named(models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["--threads", "1", "evaluate", str(models / "tiny"), "--only", "size", "--side-by-side"]
    assert main([*line, "--out", str(tmp_path)]) == 2
    assert "lanes failed: subjects" in capsys.readouterr().err


def test_the_outside_needs_its_file(models: Path) -> None:
    torch.manual_seed(0)
    generator = Generator().eval()
    bundle = Bundle(Bench(generator, (1, 1, 1)), generator, models / "tiny", manifest_of(models / "tiny"))
    with pytest.raises(ValueError, match="--outside: expected the file"):
        evaluate(bundle, 1, ["outside"], print, lambda record: None)


def test_figures_of_another_machine_are_taken_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = empty(manifest_of(folder), "test")
    write_record(folder, merged(start, Record(**{**vars(start), "figures": {"ssim.copy": Figure(0.7, 0.6, 0.8, 8)}})))
    elsewhere = tmp_path / "elsewhere"
    write_record(elsewhere, Record(**{**vars(start), "figures": {"c2stWorst": Figure(0.55, 0.5, 0.6, 768)}}))
    assert main(["--threads", "1", "evaluate", str(folder), "--merge", str(elsewhere / FILES["test"])]) == 0
    assert "c2stWorst" in capsys.readouterr().out
    figures = read_record(folder, manifest_of(folder)).figures
    assert set(figures) == {"ssim.copy", "c2stWorst"}
    assert set(manifest_of(folder)["quality"]) == {"c2stWorst"}
    assert from_json(json.loads((folder / FILES["test"]).read_text())).figures == figures


def test_a_bundle_of_another_size_is_refused(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--threads", "1", "evaluate", str(models / "tiny"), "--subjects", "2"]) == 2
    assert "expected a bundle of 112 x 112" in capsys.readouterr().err
    with pytest.raises(ValueError, match="112"):
        open_bundle(models / "tiny", CPU)


def test_card_from_a_shell(folder: Path) -> None:
    assert main(["--threads", "1", "card", str(folder)]) == 0
    assert (folder / "README.md").read_text().startswith("# Model card: tiny")
