"""The evaluation's figures on generators whose figures are known beforehand (silhouettes.py)."""

from pathlib import Path

import numpy as np
import pytest
import torch
from silhouettes import (
    GRID,
    SIDE,
    SUBJECTS,
    Copier,
    Hider,
    Seer,
    Shrinker,
    Starter,
    bench_of,
    silhouettes,
)
from torch import Tensor

from echocohort_lab.evaluation.card import PICTURES
from echocohort_lab.figures.attempts import attempts, next_request
from echocohort_lab.figures.diversity import diversity, regional, spread_and_error
from echocohort_lab.figures.ef import carried, ruler
from echocohort_lab.figures.folding import fold_shares, folding
from echocohort_lab.figures.likeness import frame_ssim, likeness, shown_sector
from echocohort_lab.figures.scanners import scanners
from echocohort_lab.figures.texture import BANDS, band_power, lattice_peak, power, texture
from echocohort_lab.figures.timing import timing
from echocohort_lab.figures.wall import follow_wall
from echocohort_lab.metrics.bootstrap import bootstrap, constant, mean, quantile, ratio, share
from echocohort_lab.picture.fineness import as_fine, look_of
from echocohort_lab.picture.move import identity_grid
from echocohort_lab.readers.gate import Gate
from echocohort_lab.sheets.pictures import (
    ask_frame,
    sheet_rows,
    write_curves,
    write_draws,
    write_families,
    write_ladders,
    write_scatter,
)
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import CPU, cohort_name, draw_cohort, draw_subject

TEST = cohort_name("dev")


@pytest.fixture(scope="module")
def shrinker() -> Bench:
    return bench_of(Shrinker())


@pytest.fixture(scope="module")
def copier() -> Bench:
    return bench_of(Copier())


def test_bootstrap_of_a_known_distribution() -> None:
    """The mean of n normals has deviation 1 / sqrt(n); the interval holds the truth in about 19 samples of 20."""
    samples = np.random.default_rng(0).normal(3.0, 1.0, (60, 100))
    figures = [mean(sample) for sample in samples]
    widths = np.array([figure.high - figure.low for figure in figures])
    assert widths.mean() == pytest.approx(2 * 1.96 * 0.1, rel=0.08)
    held = np.mean([figure.low <= 3.0 <= figure.high for figure in figures])
    assert 0.85 <= held < 1.0
    assert figures[0].value == pytest.approx(samples[0].mean())
    assert figures[0].n == 100
    assert figures[0] == mean(samples[0])  # fixed seed


def test_ratio_weighs_frames_and_not_subjects() -> None:
    assert ratio([1.0, 8.0], [1.0, 2.0]).value == pytest.approx(3.0)
    assert np.isnan(ratio([0.0], [0.0]).value)
    assert constant(5.0).low == constant(5.0).high == 5.0
    assert quantile(np.arange(101.0), 0.95).value == pytest.approx(95.0)
    assert np.isnan(bootstrap(3, lambda at: float("nan")).high)


def test_a_share_of_nothing_seen_is_not_certain() -> None:
    """Wilson's interval of 0 of 100 ends at 3.7 %; that of 50 of 100 is the normal one, nearly."""
    none, half = share(np.zeros(100)), share(np.arange(100) % 2)
    assert (none.value, none.low, none.n) == (0.0, 0.0, 100)
    assert none.high == pytest.approx(0.037, abs=0.001)
    assert half.high - half.low == pytest.approx(2 * 1.96 * 0.05, rel=0.03)
    assert mean(np.zeros(100)).high == 0.0  # what resampling says


def test_subjects_to_choose_on_and_to_report_are_apart() -> None:
    names = [cohort_name(split, purpose) for split in ("dev", "test") for purpose in ("", "raw")]
    assert len(set(names)) == 4
    lengths = {float(draw_subject(name, 0)[0].ventricle.length[0]) for name in names}
    assert len(lengths) == 4


def test_subjects_do_not_depend_on_how_many_are_drawn() -> None:
    one, many = draw_subject("a", 3), next(silhouettes("a", 5, CPU))
    assert float(one[0].ventricle.length[0]) == float(many.clips.subject.ventricle.length[3])
    assert one[2] == pytest.approx(float(many.target[3]))
    assert one[2] != draw_subject("b", 3)[2]


def test_rendered_cohort() -> None:
    cohort = draw_cohort(TEST, 5, 1, CPU)
    subject, position, target = draw_subject(TEST, 5)
    assert float(cohort.clips.ef[0]) == float(subject.beat.ef[0])
    assert int(cohort.position[0]) == position < int(subject.beat.frames[0])
    assert float(cohort.target[0]) == pytest.approx(target)
    assert float(cohort.unobserved.sum()) == float(cohort.clips.valid.sum()) - 1.0


def test_noise_is_one_subjects_and_one_attempts(shrinker: Bench) -> None:
    whole = next(silhouettes("x", 3, CPU))
    noise = shrinker.normals(whole, 0, "noise", (4,))
    assert torch.equal(noise, shrinker.normals(whole, 0, "noise", (4,)))
    assert not torch.equal(noise, shrinker.normals(whole, 1, "noise", (4,)))
    assert not torch.equal(noise[0], noise[1])


def test_a_generator_that_does_as_it_is_asked(shrinker: Bench) -> None:
    figures = carried(shrinker, SUBJECTS)
    assert figures["asked.firstMaePp"].value < 0.4
    assert figures["asked.firstR2"].value > 0.999
    assert figures["carried.maePp"].value < 0.6
    assert figures["carried.worstPp"].value >= figures["carried.p95Pp"].value >= figures["carried.maePp"].value
    assert figures["carried.gapPp"].value == pytest.approx(0.0, abs=1e-3)  # both readers are the same
    assert figures["shown.maePp"].value < 1.0


def test_a_weak_generator_misses_what_was_asked_and_says_so(shrinker: Bench) -> None:
    """Carrying is as exact as before: it tells of what was made, not of what was asked."""
    weak = carried(bench_of(Shrinker(factor=0.8)), SUBJECTS)
    asked = 100.0 * float(shrinker.cohorts(SUBJECTS)[0].target.mean())
    assert weak["asked.firstBiasPp"].value == pytest.approx(-0.2 * asked, abs=0.4)
    assert weak["carried.maePp"].value < 0.6


def test_a_picture_that_does_not_follow_its_field_is_found_out(shrinker: Bench) -> None:
    """Carried EF sees no pixels; the audit does, when it looks at every frame anew."""
    hidden = carried(bench_of(Hider()), SUBJECTS)
    asked = 100.0 * float(shrinker.cohorts(SUBJECTS)[0].target.mean())
    assert hidden["carried.maePp"].value < 0.6
    assert hidden["asked.firstMaePp"].value < 0.4
    assert hidden["shown.biasPp"].value < -0.9 * asked


def test_a_reader_that_sees_another_ventricle_is_found_out() -> None:
    """A mask of half the weight has half the area everywhere: the same EF. One that misses small cavities has not."""

    class Blunt(Shrinker):
        def masks(self, grey: Tensor) -> Tensor:
            own = super().masks(grey)[:, 0]
            return torch.stack([own, (own + 0.004).clamp(max=1.0)], 1)  # a little of everything

    figures = carried(bench_of(Blunt()), SUBJECTS)
    assert figures["carried.maePp"].value < 0.6
    assert figures["carried.auditMaePp"].value > 1.5 * figures["carried.maePp"].value
    assert figures["carried.gapPp"].value > 0.5


def test_requests_follow_what_was_got() -> None:
    target = torch.tensor([0.4, 0.4, 0.85])
    none = torch.empty(0, 3)
    assert torch.equal(next_request(target, none, none), target)
    asked = torch.stack([target, target])
    got = torch.stack([0.8 * target, 0.9 * target])
    assert next_request(target, asked, got)[:2].tolist() == pytest.approx([0.4 / 0.85] * 2)
    assert float(next_request(target, asked, got)[2]) == pytest.approx(0.9)  # no further than a network is asked


def test_attempts_of_a_heart_that_gives_less(shrinker: Bench) -> None:
    """One attempt where the first is right; two where every answer is 4/5 of the request: the second asks 5/4."""
    first = attempts(shrinker, SUBJECTS)
    assert first["attempts.phantom"].value == 1.0
    assert first["attempts.accepted"].value == 1.0
    weak = Shrinker(factor=0.8)
    bench = bench_of(weak)
    target = bench.cohorts(SUBJECTS)[0].target
    figures = attempts(bench, SUBJECTS)
    expected = torch.where(0.2 * target > 0.03, 2.0, 1.0).mean()
    assert figures["attempts.phantom"].value == pytest.approx(float(expected), abs=0.34)
    assert figures["attempts.accepted"].value == 1.0
    assert float((weak.asked[1] / weak.asked[0]).median()) == pytest.approx(1.25, abs=0.03)
    assert attempts(bench_of(Copier()), SUBJECTS)["attempts.accepted"].value == 0.0


def test_audit_that_is_never_wrong(shrinker: Bench) -> None:
    figures = ruler(shrinker, SUBJECTS)
    assert figures["ruler.efMaePp"].value < 1.0
    assert figures["ruler.dice"].value > 0.99
    blind = bench_of(Copier(smaller=0.9))
    assert ruler(blind, 2)["ruler.dice"].value < 0.1


def test_other_scanners_are_measured_apart() -> None:
    sharp, shut = (Gate(least, (0.0, 9.0), SIDE) for least in (0.0, 1.01))

    class Same(Copier):
        """The second reader finds the same ventricle in every frame."""

        def masks(self, grey: Tensor) -> Tensor:
            own = super().masks(grey)[:, 0]
            return torch.stack([own, torch.ones_like(own)], 1)

    figures = scanners(bench_of(Same()), 32, sharp)
    assert figures["scanners.falseRefusals"].value == 0.0
    assert 0 < figures["scanners.coarseOwnMaePp"].n < 16
    assert 0 < figures["scanners.narrowOwnMaePp"].n < 16
    assert figures["scanners.coarseOwnMaePp"].value < 1.0
    assert figures["scanners.coarseAuditMaePp"].value > 5.0
    assert scanners(bench_of(Copier()), 2, shut)["scanners.falseRefusals"].value == 1.0


def test_a_copy_gains_nothing(copier: Bench) -> None:
    figures = {**likeness(copier, SUBJECTS), **texture(copier, SUBJECTS)}
    for where in ("", "inside."):
        for key in ("unobservedGain", "endSystolicGain", "farGain"):
            assert figures[f"ssim.{where}{key}"].value == 0.0, key
        assert figures[f"ssim.{where}unobserved"].value == figures[f"ssim.{where}copy"].value
    assert figures["texture.flicker"].value == 0.0
    assert carried(copier, SUBJECTS)["asked.firstR2"].value < 0.0


def test_the_truth_gains_what_a_copy_lacks(copier: Bench) -> None:
    seer = bench_of(Seer(copier.cohorts(SUBJECTS)))
    likes = likeness(seer, SUBJECTS)
    assert likes["ssim.unobserved"].value == pytest.approx(1.0)
    assert likes["ssim.unobservedGain"].value == pytest.approx(1.0 - likes["ssim.copy"].value)
    looks = texture(seer, SUBJECTS)
    for key, figure in looks.items():
        assert figure.value == pytest.approx(1.0), key


def test_black_outside_the_sector_is_no_likeness() -> None:
    """Two noises in a quarter of the picture: alike over the whole, not inside."""
    noise = torch.zeros(2, 1, 3, SIDE, SIDE)
    noise[..., 14:42, 14:42] = torch.rand(2, 1, 3, 28, 28, generator=torch.Generator().manual_seed(0)) + 0.02
    first, second = (255.0 * noise / 1.02).to(torch.uint8)
    inside = shown_sector(first)
    assert float(inside.mean()) == pytest.approx(0.25, abs=0.01)
    whole, within = frame_ssim(first, second, inside)
    assert float(whole.mean()) > 0.4
    assert float(within.mean()) < 0.2
    assert float(frame_ssim(first, first, inside)[1].mean()) == pytest.approx(1.0)


def test_bands_see_what_the_same_fineness_hides() -> None:
    """Blurred noise that is given its source's fineness is as fine by the 3 x 3 filter, and not in the spectrum."""
    sharp = torch.rand(1, 8, SIDE, SIDE, generator=torch.Generator().manual_seed(0))[0][:, None]
    blurred = torch.nn.functional.avg_pool2d(sharp, 3, 1, 1)
    fine = as_fine(blurred, look_of(sharp)).clamp(0.0, 1.0)
    weight = torch.ones(1, 8)
    spectra = [power((255.0 * x[:, 0]).to(torch.uint8)[None], weight) for x in (sharp, fine)]
    bands = {name: [float(band_power(spectrum, band)) for spectrum in spectra] for name, band in BANDS.items()}
    assert bands["fine"][1] < 0.8 * bands["fine"][0]
    whole = band_power(spectra[0], (2.0, 1e9)) + band_power(spectra[0], (1.0, 2.0))
    assert float(whole) == pytest.approx(float(spectra[0].sum() - spectra[0][0, 0, 0]), rel=1e-5)


def test_a_lattice_shows_in_the_spectrum() -> None:
    noise = torch.rand(2, 4, SIDE, SIDE, generator=torch.Generator().manual_seed(0)) * 160.0
    grid = 10.0 * (torch.arange(SIDE) % 4 == 0).float()
    weight = torch.ones(2, 4)
    plain = power(noise.to(torch.uint8), weight).sum(0).double().numpy()
    woven = power((noise + grid + grid[:, None]).to(torch.uint8), weight).sum(0).double().numpy()
    assert lattice_peak(plain, plain) == pytest.approx(1.0)
    assert lattice_peak(woven, plain) > 5.0
    assert lattice_peak(plain + 1e6, plain + 1e6) == pytest.approx(1.0)


def test_a_field_that_folds_by_construction() -> None:
    """x -> -x on the right half: half of the cells have the Jacobian -1."""
    x = identity_grid(GRID, torch.zeros(1))[:, 0]
    displacement = torch.stack([torch.where(x > 0, -2.0 * x, 0.0), torch.zeros_like(x)], 1)[:, None]
    pixels, grid = fold_shares(displacement, SIDE)
    assert float(pixels) == pytest.approx(0.5, abs=0.03)
    assert float(grid) == pytest.approx(0.5, abs=0.03)
    shear = torch.stack([0.9 * identity_grid(GRID, x)[:, 1], torch.zeros_like(x)], 1)[:, None]
    assert float(fold_shares(shear, SIDE)[0]) == 0.0


def test_scaling_does_not_fold(shrinker: Bench) -> None:
    figures = folding(shrinker, SUBJECTS)
    assert figures["motion.foldShare"].value == figures["motion.foldShareGrid"].value == 0.0


def test_beats_of_the_prior_and_beats_that_know_their_phase(copier: Bench, shrinker: Bench) -> None:
    prior, told, starter = (timing(bench, 12) for bench in (copier, shrinker, bench_of(Starter())))
    assert abs(prior["timing.energyDistance"].value) < 0.03 < starter["timing.energyDistance"].value
    assert abs(told["timing.energyDistance"].value) < 0.03  # observed frames lie anywhere in the clip
    assert prior["timing.crpsRatio"].value == pytest.approx(1.0, abs=0.35)
    assert told["timing.crpsRatio"].value < 0.75 * prior["timing.crpsRatio"].value
    for figures in (prior, told):
        assert abs(figures["timing.reversalExcess"].value) < 0.3
        assert figures["timing.shareAbove4"].value < 0.03
    assert told["timing.shownReversalExcess"].value == pytest.approx(told["timing.reversalExcess"].value, abs=0.1)
    assert prior["timing.shownReversalExcess"].value < -1.0  # a copy stands still


def test_the_wall_lies_on_the_edge_of_the_mask() -> None:
    clips = next(silhouettes(TEST, 2, CPU)).clips
    wall = follow_wall(clips.subject.ventricle, clips.motion)

    def coverage(outward: float) -> float:
        place = (wall.place + outward * 2.0 / SIDE * wall.normal).flatten(0, 1)[:, None]
        seen = torch.nn.functional.grid_sample(clips.mask.flatten(0, 1)[:, None], place, align_corners=False)
        return float((seen[:, 0, 0].view(*clips.valid.shape, -1).mean(2) * clips.valid).sum() / clips.valid.sum())

    assert coverage(0.0) == pytest.approx(0.5, abs=0.02)
    assert coverage(-1.5) > 0.98
    assert coverage(1.5) < 0.02


def test_regional_spread_is_one_when_the_truth_is_like_the_draws() -> None:
    g = torch.Generator().manual_seed(1)
    draws, truth = (torch.randn(*shape, 6, 5, 2, generator=g) for shape in ((8, 200), (200,)))
    weight = torch.ones(200, 6)
    spread, error = spread_and_error(draws, truth, weight)
    assert float((spread.sum() / error.sum()) ** 0.5) == pytest.approx(1.0, abs=0.03)
    spread, error = spread_and_error(0.2 * draws, truth, weight)
    assert float((spread.sum() / error.sum()) ** 0.5) == pytest.approx(0.2, abs=0.02)
    same, _ = spread_and_error(draws[:1].expand(8, -1, -1, -1, -1), truth, weight)
    assert float(same.abs().max()) < 1e-9


def test_neither_volume_nor_a_shift_is_regional_motion() -> None:
    angle = torch.linspace(0.0, 4.0, 12)  # an open wall: its normals do not cancel
    normal = torch.stack([torch.cos(angle), torch.sin(angle)], -1)[None, None]
    shared = 3.0 * normal + torch.tensor([2.0, -1.0])
    assert float(regional(shared, normal).abs().max()) < 1e-4
    g = torch.Generator().manual_seed(0)
    rest = regional(torch.randn(1, 1, 12, 2, generator=g), normal)
    assert float(rest.abs().max()) > 0.5
    assert torch.allclose(regional(rest + shared, normal), rest, atol=1e-4)
    assert float(rest.mean(2).abs().max()) < 1e-5


def test_a_generator_that_ignores_its_noise_has_no_spread(copier: Bench) -> None:
    figures = diversity(copier, SUBJECTS)
    assert figures["diversity.regionalSpread"].value == 0.0
    assert figures["diversity.errorRmsPx"].value > 0.3


def test_sheet_rows_say_what_was_measured(shrinker: Bench) -> None:
    clips = shrinker.cohorts(SUBJECTS)[0].clips
    start = int(clips.curve[0, :, 5].argmax())
    asked = ask_frame(shrinker, clips.video[0, start], 0, 20, [0.2, 0.6], [3, 3])
    assert torch.equal(asked.made.curve[0, :, 4], asked.made.curve[1, :, 4])  # the same beat on both rungs
    rows = sheet_rows(shrinker, asked, lambda at: [f"rung {at}"])
    read = [[float(line.split()[1]) for line in row.label[1:]] for row in rows]
    assert read == [pytest.approx([20.0] * 3, abs=3.0), pytest.approx([60.0] * 3, abs=3.0)]
    assert np.array_equal(rows[0].frames[0], clips.video[0, start].numpy())
    areas = [(frame > 128).sum() for frame in rows[1].frames[1:]]
    assert np.argmin(areas) == len(areas) // 2  # the emptiest in the middle
    other = ask_frame(shrinker, clips.video[0, start], 0, 20, [0.6, 0.6], [3, 4])
    assert not torch.equal(other.made.curve[0], other.made.curve[1])


def test_pictures_are_written(shrinker: Bench, tmp_path: Path) -> None:
    paths = [
        write_scatter(shrinker, tmp_path, SUBJECTS),
        write_curves(shrinker, tmp_path),
        *write_ladders(shrinker, tmp_path),
        write_draws(shrinker, tmp_path),
        write_families(tmp_path / "no-ventricle.png", "dev"),
    ]
    assert {path.name for path in paths} | {"ladder-pydicom.png"} == set(PICTURES)
    assert all(path.stat().st_size > 2000 for path in paths)
