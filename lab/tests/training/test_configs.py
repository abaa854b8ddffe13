"""Settings of a stage: its file, and the command line above it."""

from pathlib import Path

import pytest

from echocohort_lab.stages import BUILDERS
from echocohort_lab.training.configs import FOLDER, make_config, read_settings


@pytest.mark.parametrize("stage", list(BUILDERS))
def test_every_stage_has_a_file(stage: str) -> None:
    settings = read_settings(FOLDER / f"{stage}.toml")
    assert settings.items() <= vars(make_config(stage, None, {})).items()


def test_flags_stand_above_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("batch = 5\nseconds = 60\nhalf = true\n")
    config = make_config("flow", path, {"batch": 7, "half": None})
    assert (config.batch, config.seconds, config.half) == (7, 60.0, True)
    assert isinstance(config.seconds, float)
    assert make_config("flow", path, {"half": False}).half is False


@pytest.mark.parametrize(
    ("text", "message"),
    [("bach = 5", "got bach"), ("batch = 0.5", "batch: expected int, got 0.5"), ("half = 1", "expected bool")],
)
def test_a_setting_that_does_not_exist_is_named(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as error:
        read_settings(path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.toml: expected a TOML file"):
        make_config("flow", tmp_path / "none.toml", {})
