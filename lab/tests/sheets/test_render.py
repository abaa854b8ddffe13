"""Rendering at the source's own size: the same motion, sharper."""

from pathlib import Path

import numpy as np
import pytest
import torch

from echocohort_lab.cli import main
from echocohort_lab.sheets.real_clip import public_clip, read_grey
from echocohort_lab.sheets.render import own_size, render_twin


def area_mean(frames: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], side: int) -> torch.Tensor:
    picture = torch.from_numpy(frames.astype(np.float32))[:, None]
    return torch.nn.functional.interpolate(picture, size=(side, side), mode="area")[:, 0]


def test_a_twin_at_the_sources_size_moves_and_is_sharper(models: Path) -> None:
    source = own_size(read_grey(public_clip()), 0)
    assert source.shape[0] == source.shape[1]
    assert source.shape[0] > 150
    twin = render_twin(models / "echo-motion", public_clip(), 0, 0.5, seed=2)
    assert twin.frames.shape == (32, *source.shape)
    assert 25.0 < twin.measured_percent < 65.0
    assert twin.fold_share < 0.001
    full, empty = twin.frames[twin.fullest].astype(float), twin.frames[twin.emptiest].astype(float)
    assert np.abs(full - empty).mean() > 1.0
    blurred = torch.nn.functional.interpolate(
        area_mean(twin.frames[[twin.emptiest]], 112)[None], size=source.shape, mode="bilinear"
    )[0, 0].numpy()
    assert np.abs(np.diff(empty, axis=1)).mean() > 1.2 * np.abs(np.diff(blurred, axis=1)).mean()


def test_bad_input_is_named(models: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "clip.npy"
    assert main(["render", str(models / "echo-motion"), "--frame", "99", "--out", str(out)]) == 2
    assert "--frame: expected 0 to 29, got 99" in capsys.readouterr().err
    assert main(["render", str(models / "tiny"), "--out", str(out)]) == 2
    assert "expected a bundle that moves the observed frame" in capsys.readouterr().err
    assert not out.exists()
