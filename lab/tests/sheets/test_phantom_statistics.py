"""Statistics of clips, on fields whose figures are known."""

import math
from pathlib import Path

import pytest
import torch
from torch import Tensor

from echocohort_lab.cli import main
from echocohort_lab.phantom.subject import sample_subjects
from echocohort_lab.sheets.reference import REFERENCES
from echocohort_lab.sheets.report import measure_population, report_lines, sector_mask
from echocohort_lab.sheets.statistics import (
    dark_share,
    eroded,
    fwhm,
    grey_quantiles,
    lasting,
    local_deviation,
    local_mean,
    spectrum_slope,
    texture,
)

SIDE = 112


def noise(*shape: int, seed: int = 3) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def disc(count: int) -> Tensor:
    at = torch.arange(SIDE) - SIDE / 2 + 0.5
    inside = (at[:, None] ** 2 + at[None, :] ** 2) < 50**2
    return inside.float().expand(count, -1, -1)


@pytest.mark.parametrize("sigma", [1.2, 2.0])
def test_fwhm_of_a_blurred_noise_is_that_of_its_autocorrelation(sigma: float) -> None:
    field, mask = local_mean(noise(16, SIDE, SIDE), sigma), disc(16)
    expected = 2.0 * math.sqrt(2.0 * math.log(2.0)) * math.sqrt(2.0) * sigma
    for axis in (1, 2):
        assert float(fwhm(field, mask, axis).mean()) == pytest.approx(expected, rel=0.06)


def test_fwhm_tells_the_axes_apart() -> None:
    tall = noise(8, SIDE // 4, SIDE).repeat_interleave(4, 1)
    mask = disc(8)
    assert float(fwhm(tall, mask, 1).mean()) > 2.0 * float(fwhm(tall, mask, 2).mean())


@pytest.mark.parametrize("slope", [-2.0, -3.0])
def test_slope_of_a_field_with_a_known_spectrum(slope: float) -> None:
    frequency = torch.fft.fftfreq(SIDE) * SIDE
    radius = (frequency[:, None] ** 2 + frequency[None, :] ** 2).sqrt().clamp(min=1.0)
    field = torch.fft.ifft2(torch.fft.fft2(noise(8, SIDE, SIDE)) * radius ** (slope / 2)).real
    assert float(spectrum_slope(field).mean()) == pytest.approx(slope, abs=0.1)


def test_texture_has_neither_the_level_nor_a_ramp_and_ends_with_the_mask() -> None:
    mask = disc(1)
    ramp = 100.0 + torch.linspace(0.0, 60.0, SIDE).expand(1, SIDE, SIDE)
    left = texture(ramp, mask, 2.5)
    assert float((left * eroded(mask)).abs().max()) < 2.0
    assert float((left * (1.0 - mask)).abs().max()) == 0.0
    assert local_deviation(7.0 * noise(4, SIDE, SIDE), disc(4)).mean() == pytest.approx(7.0, rel=0.03)


def test_greys_are_taken_inside_the_mask() -> None:
    mask = disc(1)
    image = torch.where(mask > 0, 80.0, 0.0)
    assert float(dark_share(image, mask)) == 0.0
    assert float(dark_share(image, torch.ones_like(mask))) == pytest.approx(1.0 - float(mask.mean()), abs=1e-5)
    spread = torch.rand(1, SIDE, SIDE, generator=torch.Generator().manual_seed(1)) * 200.0
    assert grey_quantiles(spread, mask, (0.25, 0.5))[0].tolist() == pytest.approx([50.0, 100.0], abs=4.0)


def test_lasting_is_one_for_a_still_texture_none_for_fresh_noise_and_nan_for_a_short_clip() -> None:
    still = noise(1, 1, SIDE, SIDE).expand(-1, 8, -1, -1)
    clips = torch.cat([still, noise(1, 8, SIDE, SIDE, seed=4), still])
    valid = torch.ones(3, 8)
    valid[2, 3:] = 0.0
    alike = lasting(clips, valid, (1, 4))
    assert alike[0].tolist() == pytest.approx([1.0, 1.0])
    assert alike[1].abs().max() < 0.02
    assert float(alike[2, 0]) == pytest.approx(1.0)
    assert bool(alike[2, 1].isnan())


def test_the_report_has_every_figure_and_the_two_looks_differ() -> None:
    population = measure_population(20, torch.Generator().manual_seed(5), 10, 0.15)
    lines = report_lines(population)
    assert [line[:30].rstrip() for line in lines[1 : 1 + len(REFERENCES)]] == [row.label for row in REFERENCES]
    looks, dark = population.looks, population.figures["dark_sector"]
    assert float(dark[looks["hard"]].median()) > 10.0
    assert float(dark[looks["soft"]].median()) < 2.0
    assert population.figures["ef_error"].mean() < 0.5


def test_the_sector_is_most_of_the_half_below_the_probe() -> None:
    share = sector_mask(sample_subjects(16, torch.Generator().manual_seed(6)).scene).mean((1, 2))
    assert 0.45 < float(share.min()) <= float(share.max()) < 0.72


def test_the_command_prints_the_table_and_writes_a_contact_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    assert main(["--threads", "1", "phantom", "--report", "--count", "2", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "CAMUS" in printed
    assert "MAE" in printed
    assert (out / "report.txt").read_text().splitlines() == printed.splitlines()[:-1]
    assert (out / "phantom.png").stat().st_size > 5_000
