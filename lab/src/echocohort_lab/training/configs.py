"""Settings of a stage: the file of its kind in lab/configs, and what the command line puts above it."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from echocohort_lab.training.train import TrainConfig

FOLDER = Path(__file__).resolve().parents[3] / "configs"


def read_settings(path: Path) -> dict[str, Any]:
    """The settings in a TOML file, checked by name and type against TrainConfig."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected a TOML file of settings, as in lab/configs")
    with path.open("rb") as file:
        try:
            settings = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path}: {error}") from error
    kinds = {field.name: type(field.default) for field in fields(TrainConfig)}
    for name, value in settings.items():
        if name not in kinds:
            raise ValueError(f"{path}: expected one of {', '.join(kinds)}, got {name}")
        whole_number = kinds[name] is float and type(value) is int
        if type(value) is not kinds[name] and not whole_number:
            raise ValueError(f"{path}: {name}: expected {kinds[name].__name__}, got {value!r}")
    return {name: float(value) if kinds[name] is float else value for name, value in settings.items()}


def make_config(stage: str, path: Path | None, given: Mapping[str, Any]) -> TrainConfig:
    """The stage's settings: those of `path`, or of the stage's own file, overridden by what is given (None: not)."""
    settings = read_settings(path or FOLDER / f"{stage}.toml")
    return TrainConfig(**{**settings, **{name: value for name, value in given.items() if value is not None}})
