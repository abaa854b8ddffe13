"""The gate's figures, pictures without a ventricle, and frames by PyMUST."""

from pathlib import Path

import numpy as np
import pytest
import torch
from silhouettes import SIDE, Copier, Shrinker, bench_of

from echocohort_lab.figures.gate import (
    fit_gate,
    fitted_agreement,
    gate_of,
    gated,
)
from echocohort_lab.figures.outside import outside
from echocohort_lab.phantom.geometry import beats, solve_motion
from echocohort_lab.readers.gate import Gate
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import draw_subject
from echocohort_lab.trials.must import Scatterers, polar_grid, pymust, wave
from echocohort_lab.trials.no_ventricle import FAMILIES, pictures
from echocohort_lab.trials.outside_frames import (
    SCATTERERS,
    Observed,
    Outside,
    nothing,
    on_screen,
    painted,
    read_outside,
    scatterers_of,
    write_outside,
)

GATE = Gate(0.6, (0.005, 0.5), SIDE)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_are_many_different_pictures(family: str) -> None:
    some = pictures(family, "dev", 6)
    assert some.shape == (6, 112, 112)
    assert some.dtype == np.uint8
    assert np.array_equal(some[:2], pictures(family, "dev", 2))
    assert not np.array_equal(some, pictures(family, "test", 6))
    assert len({picture.tobytes() for picture in some}) == 6


def test_a_gate_that_knows_and_one_that_does_not() -> None:
    """Readers that see what is bright take a part of many pictures for a ventricle; sizes and agreement decide."""
    bench = bench_of(Shrinker())
    open_gate, shut = (Gate(least, (0.0, 9.0), SIDE) for least in (0.0, 1.01))
    lets_in = gated(bench, 3, open_gate, 2)
    assert lets_in["gate.falseRefusals"].value == 0.0
    assert lets_in["gate.falseAccepts"].value == 1.0
    keeps_out = gated(bench, 3, shut, 2)
    assert keeps_out["gate.falseRefusals"].value == 1.0
    assert keeps_out["gate.falseAccepts"].value == 0.0
    assert keeps_out["gate.falseAccepts"].n == 20
    assert 0.0 < keeps_out["gate.falseAccepts"].high < 0.2
    assert keeps_out["gate.falseAcceptsWorstFamily"].n == 2
    assert gated(bench, 3, GATE, 2)["gate.falseRefusals"].value == 0.0


def test_a_threshold_lies_between_what_it_tells_apart() -> None:
    ventricles = np.linspace(0.9, 1.0, 100)
    assert fitted_agreement(ventricles, np.array([0.1, 0.3])) == pytest.approx(0.6, abs=0.002)
    assert fitted_agreement(ventricles, np.array([0.1, 0.95])) == pytest.approx(0.9, abs=0.002)  # ventricles come first
    assert fitted_agreement(ventricles, np.array([])) == pytest.approx(0.45, abs=0.002)


def test_a_gate_is_fitted_on_subjects_to_choose_on() -> None:
    bench = bench_of(Copier(smaller=0.2))
    fitted = fit_gate(bench, GATE, 2, 1)
    assert fitted.area_share == GATE.area_share
    assert 0.0 < fitted.agreement_min <= 1.0
    with pytest.raises(ValueError, match="expected the split dev"):
        fit_gate(Bench(bench.generator, bench.noise, split="test", draw=bench.draw), GATE, 2, 1)


def test_a_bundle_without_a_gate() -> None:
    manifest = {"name": "a", "frame": {"height": SIDE}, "gate": GATE.manifest()}
    assert gate_of(manifest) == GATE
    with pytest.raises(ValueError, match="a: expected a bundle with a gate"):
        gate_of({"name": "a"})


def seen_outside(count: int) -> Outside:
    """Silhouettes as the file holds them."""
    cohort = bench_of(Copier()).cohorts(count)[0]
    frames, masks = (cohort.at_reference(of) for of in (cohort.clips.video, cohort.clips.mask))
    coverage = (255.0 * masks).round().to(torch.uint8).numpy()
    return Outside("dev", np.arange(count), np.full(count, 45.0), frames.numpy(), coverage)


def test_frames_of_a_file_are_measured() -> None:
    held = seen_outside(3)
    figures = outside(bench_of(Shrinker()), held, GATE)
    assert figures["outside.readable"].value == 1.0
    assert figures["outside.readerDice"].value > 0.98
    assert figures["outside.carriedMaePp"].value < 0.6
    assert figures["outside.carriedMaePp"].n == 3
    blind = outside(bench_of(Shrinker(smaller=0.9)), held, GATE)
    assert blind["outside.readerDice"].value < 0.1
    assert blind["outside.readable"].value == 0.0
    assert "outside.carriedMaePp" not in blind
    with pytest.raises(ValueError, match="of dev, got those of test"):
        outside(bench_of(Shrinker()), Outside("test", *list(vars(held).values())[1:]), GATE)


def test_a_file_grows_in_the_order_of_its_subjects(tmp_path: Path) -> None:
    path = tmp_path / "outside.npz"
    held = nothing("dev")
    for number in (2, 0, 1):
        picture = np.full((112, 112), number, np.uint8)
        held = held.with_one(Observed(number, 45.0 + number, picture, picture))
        write_outside(path, held)
    again = read_outside(path)
    assert again.numbers.tolist() == [0, 1, 2]
    assert again.decibels.tolist() == [45.0, 46.0, 47.0]
    assert again.frames[:, 5, 5].tolist() == again.masks[:, 7, 7].tolist() == [0, 1, 2]
    assert again.split == "dev"
    assert [each.name for each in tmp_path.iterdir()] == ["outside.npz"]


def test_scatterers_are_as_strong_as_the_tissue() -> None:
    subject, position, _ = draw_subject("outside", 0)
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    amplitude = painted(subject, b, motion, position)
    probe = subject.scene.probe
    half = scatterers_of(amplitude * torch.linspace(-1.0, 1.0, amplitude.shape[1]).sign().clamp(min=0.0), probe, rng())
    assert len(half.x) == SCATTERERS
    assert np.abs(half.strength[half.x < -0.002]).max() == 0.0  # the left half has no echo
    assert np.abs(half.strength[half.x > 0.002]).min() > 0.0
    depth = np.hypot(half.x, half.z)
    assert depth.max() == pytest.approx(0.15 * float(probe.depth), rel=1e-3)
    assert (depth < 0.5 * depth.max()).mean() == pytest.approx(0.25, abs=0.02)  # even over the area


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_polar_picture_on_the_screen() -> None:
    """The sector is the phantom's: a ring at half depth lands where the probe puts it."""
    subject, _, _ = draw_subject("outside", 0)
    probe = subject.scene.probe
    polar = np.zeros((288, 128))
    polar[143:146] = 1.0
    picture = on_screen(polar, probe)
    column = int(112 * (0.5 + float(probe.x)))
    row = int(picture[:, column].argmax())
    assert row == pytest.approx(112 * (float(probe.y) + 0.5 * float(probe.depth)), abs=1.5)
    assert int(on_screen(np.ones_like(polar), probe)[2, 2]) == 0
    x, z = polar_grid(0.7, 0.1, 10, 8)
    assert np.hypot(x, z)[-1] == pytest.approx(0.1)
    assert np.arctan2(x, z)[5, 0] == pytest.approx(-0.7)


def test_physics_that_is_not_ours_finds_a_point_where_it_lies() -> None:
    """PyMUST itself, one wave: brightest at the scatterer, and the axes are those of the picture."""
    x, z = polar_grid(0.5, 0.08, 81, 41)
    row, column = 60, 28
    point = Scatterers(x[row, column, None], z[row, column, None], np.ones(1))
    seen = np.abs(wave(pymust(), point, 0.0, x, z))
    assert divmod(int(seen.argmax()), seen.shape[1]) == (row, column)
    assert seen[row, 40 - column] < 0.1 * seen.max()  # not on the other side


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr("echocohort_lab.trials.must.import_module", missing)
    with pytest.raises(ValueError, match=r"needs the package pymust: pip install -e 'lab\[outside\]'"):
        pymust()
