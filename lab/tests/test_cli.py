"""`lab` from a shell."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from echocohort_lab.bundles.bundle import file_sha256
from echocohort_lab.cli import main
from echocohort_lab.sheets.real_clip import brightened, find_sector


def lab(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: shape checks and graph export do not go together."""
    command = [sys.executable, "-m", "echocohort_lab.cli", "--threads", "1", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_phantom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "clips.npy"
    assert main(["--threads", "1", "phantom", "--count", "1", "--ef", "40", "--out", str(out)]) == 0
    assert "EF 40.0 %" in capsys.readouterr().out
    assert np.load(out).shape == (1, 32, 112, 112)


def test_train_all_tells_every_stage_where_its_clips_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    class Told:
        def __init__(self, run: Path, gpus: int, pause: float, settings: list[str], stages: list[str]) -> None:
            asked.append([*settings, *stages])

        def climb(self, say: object) -> bool:
            return True

    monkeypatch.setattr("echocohort_lab.cli.Ladder", Told)
    line = ["train-all", "--run", str(tmp_path), "--device", "cpu", "--stages", "selector"]
    assert main([*line, "--data", "phantom+camus:/a", "--", "--steps", "1"]) == 0
    assert main(line) == 0
    assert asked == [["--data", "phantom+camus:/a", "--steps", "1", "selector"], ["selector"]]


def test_export_tiny_makes_the_committed_bundle(tmp_path: Path, models: Path) -> None:
    done = lab("export", "--tiny", "--models", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "0 bytes differ" in done.stdout
    made, kept = tmp_path / "tiny", models / "tiny"
    ours, theirs = (json.loads((folder / "bundle.json").read_text()) for folder in (made, kept))
    assert ours == theirs
    assert file_sha256(made / "anchors.npy") == file_sha256(kept / "anchors.npy")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export"], "expected one of"),
        (["evaluate", "nowhere"], "nowhere"),
        (["train", "flow", "--run", "nowhere-either"], "motion.weights.pt"),
        (["train", "everything", "--run", "x"], "invalid choice"),
    ],
)
def test_bad_arguments_say_what_is_wrong(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["--threads", "1", *arguments])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 2
    assert code == 2
    assert message in capsys.readouterr().err


def test_sector_of_a_clip_with_still_text() -> None:
    rng = np.random.default_rng(0)
    clip = np.zeros((6, 60, 80))
    clip[:, 2:8, 2:30] = 200.0  # text: bright and still
    clip[:, 15:50, 20:65] = rng.uniform(0, 120, (6, 35, 45))
    assert find_sector(clip) == (slice(15, 50), slice(20, 65))
    frames, gain = brightened(clip.astype(np.uint8), p99=240.0, max_gain=1.1)
    assert gain == pytest.approx(1.1)
    assert frames.max() <= 255
