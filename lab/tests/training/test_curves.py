"""Curves of a training: rows kept over a restart, and a picture that shows them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from echocohort_lab.training.curves import HEIGHT, LINE, WIDTH, Axis, Curves, draw_plot, read_rows, value_axis


def test_rows_after_the_checkpoint_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "flow.csv"
    first = Curves(path, 0)
    for step in (10, 20, 30):
        first.add({"step": float(step), "seconds": step / 2, "loss": 1.0 / step})
    second = Curves(path, 20)
    second.add({"step": 25.0, "seconds": 12.0, "loss": 0.5, "dice": 0.9})
    rows = read_rows(path)
    assert [row["step"] for row in rows] == [10, 20, 25]
    assert rows[2] == {"step": 25.0, "seconds": 12.0, "loss": 0.5, "dice": 0.9}
    assert "dice" not in rows[0]


def test_the_picture_has_a_plot_a_figure(tmp_path: Path) -> None:
    curves = Curves(tmp_path / "a.csv", 0)
    for step in range(1, 9):
        figures = {"lr": 1e-3, "loss": 10.0**-step, "dice": 1.0 - 1.0 / step, "bad": float("nan")}
        curves.add({"step": float(step), "seconds": float(step), **figures})
    curves.draw(tmp_path / "a.png", "a")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width == 3 * WIDTH
        assert HEIGHT < picture.height < 2 * HEIGHT


def line_heights(name: str, values: list[float]) -> list[float]:
    """Height of the curve in each column of the plot that has one."""
    plot = np.asarray(draw_plot(name, [(float(step), value) for step, value in enumerate(values)]))
    drawn = (plot == LINE).all(2)
    rows = np.arange(plot.shape[0])[:, None]
    return [float(mean) for mean in (drawn * rows).sum(0)[drawn.any(0)] / drawn.sum(0)[drawn.any(0)]]


def test_a_loss_that_falls_by_a_factor_is_a_straight_line_down() -> None:
    heights = line_heights("loss", [10.0**-step for step in range(5)])
    ends = np.linspace(heights[0], heights[-1], len(heights))
    assert heights[-1] > heights[0]
    assert np.abs(np.array(heights) - ends).max() < 3
    bent = line_heights("score", [0.2 + 0.8 * 10.0**-step for step in range(5)])
    assert np.abs(np.array(bent) - np.linspace(bent[0], bent[-1], len(bent))).max() > 30


@pytest.mark.parametrize("values", [[0.0, 0.0], [-3.0], [1e-7, 2e-7], [5.0, 5.0, 1e6]])
def test_any_values_have_an_axis_with_ticks(values: list[float]) -> None:
    axis = value_axis("loss", values)
    assert axis.low < min(values) <= max(values) < axis.high
    assert axis.ticks()
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks())


def test_ticks_are_round() -> None:
    assert Axis(0.0, 1400.0, 0.0, 1.0).ticks() == [0, 500, 1000]
    assert Axis(0.03, 40.0, 0.0, 1.0, True).ticks() == pytest.approx([0.1, 1, 10])
    assert Axis(0.3, 4.0, 0.0, 1.0, True).ticks() == pytest.approx([0.5, 1, 2])
