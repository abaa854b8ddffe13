"""`lab evaluate`, `lab pictures` and `lab card` from a shell, and how groups of figures add up."""

import json
from pathlib import Path

import pytest
import torch

from echocohort_lab.cli import main
from echocohort_lab.evaluation.bench import Bench
from echocohort_lab.evaluation.bootstrap import Figure
from echocohort_lab.evaluation.record import FILE, Record, empty, from_json, merged, read_record, write_record
from echocohort_lab.evaluation.run import GROUPS, Bundle, chosen, evaluate, open_bundle
from echocohort_lab.evaluation.targets import MEASURES
from echocohort_lab.generate import Generator
from echocohort_lab.sample import Manifest

CPU = torch.device("cpu")


class Silent(torch.nn.Module):
    """An audit that sees nothing."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x - 9.0


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


def test_groups_can_be_chosen() -> None:
    said: list[str] = []
    assert chosen(["ssim", "exact"], CPU, said.append) == ["exact", "ssim"]
    assert said == []
    on_cpu = chosen([], CPU, said.append)
    assert set(GROUPS) - set(on_cpu) == {"c2st", "speedup"}
    assert "c2st" in said[0]
    assert chosen([], torch.device("cuda"), said.append) == list(GROUPS)
    assert chosen(["c2st"], CPU, said.append) == ["c2st"]
    with pytest.raises(ValueError, match="got everything"):
        chosen(["everything"], CPU, said.append)


def test_a_random_generator_is_measured_and_found_wanting(folder: Path) -> None:
    torch.manual_seed(0)
    generator = Generator().eval()
    bench = Bench(generator, Silent(), (generator.flow.space.spread.shape[0], 1, 1))
    bundle = Bundle(bench, generator, folder, manifest_of(folder))
    said: list[str] = []
    seen: list[Record] = []
    record = evaluate(bundle, 1, ["size", "exact", "motion"], said.append, seen.append)
    assert [len(each.figures) for each in seen] == [1, 3, 5]  # one subject has no R2
    assert "exact.r2" in said[2]
    assert record.runs[0].keys == tuple(record.figures)
    assert set(record.figures) <= {measure.key for measure in MEASURES}
    missed = {measure.key for measure in MEASURES if measure.key in record.figures}
    assert "exact.maePp" in missed
    assert record.figures["exact.maePp"].value > 5.0
    assert record.figures["motion.foldShare"].value == 0.0  # an untrained field is still


def test_figures_of_another_machine_are_taken_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = empty(manifest_of(folder))
    write_record(folder, merged(start, Record(**{**vars(start), "figures": {"ssim.copy": Figure(0.7, 0.6, 0.8, 8)}})))
    elsewhere = tmp_path / "elsewhere"
    write_record(elsewhere, Record(**{**vars(start), "figures": {"c2stVsRaw": Figure(0.55, 0.5, 0.6, 768)}}))
    assert main(["--threads", "1", "evaluate", str(folder), "--merge", str(elsewhere / FILE)]) == 0
    assert "c2stVsRaw" in capsys.readouterr().out
    figures = read_record(folder, manifest_of(folder)).figures
    assert set(figures) == {"ssim.copy", "c2stVsRaw"}
    assert set(manifest_of(folder)["quality"]) == {"c2stVsRaw"}
    assert from_json(json.loads((folder / FILE).read_text())).figures == figures


def test_a_bundle_of_another_size_is_refused(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--threads", "1", "evaluate", str(models / "tiny"), "--subjects", "2"]) == 2
    assert "expected a bundle of 112 x 112" in capsys.readouterr().err
    with pytest.raises(ValueError, match="112"):
        open_bundle(models / "tiny", CPU)


def test_card_from_a_shell(folder: Path) -> None:
    assert main(["--threads", "1", "card", str(folder)]) == 0
    assert (folder / "README.md").read_text().startswith("# Model card: tiny")
