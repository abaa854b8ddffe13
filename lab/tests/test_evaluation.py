"""The evaluation's figures on generators whose figures are known beforehand.

Subjects are the phantom's, with its exact masks and motion, but drawn as silhouettes: rendering would take most of the
time and nothing here looks at speckle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from echocohort_lab.evaluation.bench import TEST, Bench
from echocohort_lab.evaluation.bootstrap import bootstrap, constant, mean, ratio
from echocohort_lab.evaluation.card import PICTURES
from echocohort_lab.evaluation.cohort import CPU, Cohort, draw_cohort, draw_subject, joined
from echocohort_lab.evaluation.diversity import diversity, spread_and_error, without_volume
from echocohort_lab.evaluation.ef import best_of_four, corrected, counterfactual, exact, recalibration, ruler
from echocohort_lab.evaluation.folding import fold_shares, folding
from echocohort_lab.evaluation.likeness import likeness
from echocohort_lab.evaluation.pictures import (
    ask_frame,
    sheet_rows,
    write_curves,
    write_draws,
    write_ladders,
    write_scatter,
)
from echocohort_lab.evaluation.texture import lattice_peak, power, texture
from echocohort_lab.evaluation.timing import timing
from echocohort_lab.evaluation.two_sample import Budget, Videos, separability
from echocohort_lab.evaluation.wall import follow_wall
from echocohort_lab.generate import Inputs, Made
from echocohort_lab.measurer import area_and_length
from echocohort_lab.move import Fields, identity_grid, warp
from echocohort_lab.phantom.geometry import beats, solve_motion, ventricle_mask
from echocohort_lab.phantom.render import Clips, curve_of
from echocohort_lab.pool import without_seeds
from echocohort_lab.response import response_of
from echocohort_lab.timing import TimingPrior
from echocohort_lab.timing_flow import anchor_position, decode, timed_curve

SUBJECTS = 6
SIDE = 56  # half the phantom's: a quarter of the time
GRID = 28


def silhouettes(name: str, count: int, device: torch.device) -> Iterator[Cohort]:
    """Held-out subjects as bright cavities on a grained ground, seen at their fullest frame."""
    drawn = [draw_subject(name, number) for number in range(count)]
    subject = joined([subject for subject, _, _ in drawn])
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    mask = ventricle_mask(subject.ventricle, motion, SIDE) * b.valid[:, :, None, None]
    grain = torch.rand(mask.shape, generator=torch.Generator().manual_seed(len(name) + count))
    video = ((0.1 * grain + 0.9 * mask) * b.valid[:, :, None, None] * 255.0).round().to(torch.uint8)
    clips = Clips(video, mask, curve_of(b), b.valid, subject.beat.ef, without_seeds(subject), b, motion)
    target = torch.tensor([target for _, _, target in drawn])
    position = torch.where(b.valid > 0, b.contraction, 2.0).argmin(1)
    yield Cohort(name, 0, clips, position.to(device), target.to(device))


class Threshold(nn.Module):
    """An audit that is never wrong: the cavity is what is bright."""

    def forward(self, x: Tensor) -> Tensor:
        return 200.0 * (x - 0.5)


def still_fields(batch: int, frames: int) -> Fields:
    zero = torch.zeros(batch, frames, 1, GRID, GRID)
    fine = torch.zeros(batch, frames, 1, 2 * GRID, 2 * GRID)
    return Fields(torch.zeros(batch, frames, 2, GRID, GRID), zero, zero, fine, fine)


def made_of(x: Inputs, frames: Tensor, curve: Tensor, fields: Fields) -> Made:
    mask = torch.sigmoid(Threshold()(frames.flatten(0, 1).float() / 255.0))
    area, length = area_and_length(mask)
    return Made(frames, curve, area.view(x.valid.shape), length.view(x.valid.shape), fields)


def drawn_curve(x: Inputs, reads_phase: bool) -> Tensor:
    """A beat of the prior, or the one that was given. The phase to read is always end-diastole."""
    beat = decode(x.timing_noise, x.valid.sum(1), TimingPrior())
    if reads_phase:
        beat = beat._replace(anchor_phase=torch.zeros_like(beat.anchor_phase))
    drawn = timed_curve(beat, x.ef, x.valid, anchor_position(x.observed))
    return torch.where(x.curve_known[:, None, None] > 0, x.curve, drawn)


class Copier:
    """Repeats the observed frame."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        copied = inputs.references[:, :1].expand(-1, inputs.valid.shape[1], -1, -1)
        frames = (copied * inputs.valid[:, :, None, None]).to(torch.uint8)
        return made_of(inputs, frames, drawn_curve(inputs, reads_phase=False), still_fields(*inputs.valid.shape))


@dataclass
class Shrinker:
    """Scales the observed frame about its cavity so that the volume is exactly the curve's; `factor` spoils the EF."""

    factor: float = 1.0
    calls: int = field(default=0)

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        self.calls += 1
        curve = drawn_curve(inputs, reads_phase=True)
        picture = inputs.references[:, 0].float() / 255.0
        weight = torch.sigmoid(200.0 * (picture - 0.5))
        grid = identity_grid(SIDE, picture)
        centre = (weight[:, None] * grid).sum((2, 3)) / weight.sum((1, 2))[:, None]
        volume = 1.0 - self.factor * (1.0 - curve[:, :, 5])
        scale = torch.where(inputs.valid > 0, volume, 1.0).clamp(min=0.02) ** (1.0 / 3.0)
        coarse = identity_grid(GRID, picture)[:, None] - centre[:, None, :, None, None]
        displacement = coarse * (1.0 / scale - 1.0)[:, :, None, None, None]
        displacement = displacement * (1.0 - inputs.observed)[:, :, None, None, None]
        source = picture[:, None, None].expand(-1, scale.shape[1], -1, -1, -1)
        moved = warp(source.flatten(0, 1), displacement.flatten(0, 1)).view(*scale.shape, SIDE, SIDE)
        frames = (moved * inputs.valid[:, :, None, None] * 255.0).round().to(torch.uint8)
        fields = still_fields(*inputs.valid.shape)._replace(displacement=displacement)
        return made_of(inputs, frames, curve, fields)


class Starter(Copier):
    """Begins every beat at end-diastole, whatever it sees."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        beat = decode(inputs.timing_noise, inputs.valid.sum(1), TimingPrior())
        start = torch.zeros_like(inputs.ef)
        curve = timed_curve(beat._replace(anchor_phase=start), inputs.ef, inputs.valid, start)
        return super().make(inputs)._replace(curve=curve)


class Seer:
    """Knows every subject's own clip."""

    def __init__(self, cohorts: list[Cohort]) -> None:
        self.clips = cohorts[0].clips

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        return made_of(inputs, self.clips.video, self.clips.curve, still_fields(*inputs.valid.shape))


def bench_of(generator: Copier | Shrinker | Seer) -> Bench:
    return Bench(generator, Threshold(), (4, 1, 1), draw=silhouettes)


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
    assert np.isnan(bootstrap(3, lambda at: float("nan")).high)


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


def test_exact_ef_of_a_perfect_and_of_a_weak_generator(shrinker: Bench) -> None:
    figures = exact(shrinker, SUBJECTS)
    assert figures["exact.maePp"].value < 0.4
    assert figures["exact.r2"].value > 0.999
    weak = exact(bench_of(Shrinker(0.8)), SUBJECTS)
    asked = 100.0 * shrinker.cohorts(TEST, SUBJECTS)[0].target.mean()
    assert weak["exact.absBiasPp"].value == pytest.approx(0.2 * float(asked), abs=0.4)


def test_audit_that_is_never_wrong(shrinker: Bench) -> None:
    figures = ruler(shrinker, SUBJECTS)
    assert figures["ruler.efMaePp"].value < 1.0
    assert figures["ruler.dice"].value > 0.99
    blind = Bench(Copier(), nn.Identity(), (4, 1, 1), draw=silhouettes)
    assert ruler(blind, 2)["ruler.dice"].value < 0.7


def test_recalibration_takes_a_slope_away(shrinker: Bench) -> None:
    line = recalibration([0.2, 0.4, 0.6], [0.15, 0.33, 0.51])
    assert line == pytest.approx((-0.03, 0.9))
    assert corrected(torch.tensor([0.42]), line) == pytest.approx(0.5)
    assert corrected(torch.tensor([0.8]), line) == pytest.approx(0.82)  # no further than the phantom goes
    weak = counterfactual(bench_of(Shrinker(0.9)), SUBJECTS)
    assert weak["counterfactual.rawMaePp"].value > 2.0
    assert weak["counterfactual.maePp"].value < 0.5 * weak["counterfactual.rawMaePp"].value
    assert weak["selector.maePp"].value == pytest.approx(weak["counterfactual.rawMaePp"].value, abs=0.05)


@dataclass
class Uneven(Shrinker):
    """Its EF is off by another factor in each draw."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        self.factor = 0.5 + 0.5 * float(torch.sigmoid(inputs.timing_noise.mean()))
        return super().make(inputs, steps)


def test_best_of_four_takes_the_selectors_pick() -> None:
    bench = bench_of(Uneven())
    as_it_is = best_of_four(bench, SUBJECTS, response_of({}))
    single = counterfactual(bench, SUBJECTS)["counterfactual.rawMaePp"].value
    assert as_it_is["bestOf4.maePp"].value == as_it_is["bestOf4.plainMaePp"].value < single


def test_best_of_four_asks_through_the_response_of_the_bundle() -> None:
    figures = best_of_four(
        bench_of(Shrinker(0.9)), SUBJECTS, response_of({"efResponse": {"slope": 0.9, "offsetPp": 0.0}})
    )
    assert figures["bestOf4.maePp"].value < 0.5 * figures["bestOf4.plainMaePp"].value


def test_a_copy_gains_nothing(copier: Bench) -> None:
    figures = {**likeness(copier, SUBJECTS), **texture(copier, SUBJECTS)}
    for key in ("ssim.unobservedGain", "ssim.endSystolicGain", "ssim.farGain"):
        assert figures[key].value == 0.0, key
    assert figures["ssim.unobserved"].value == figures["ssim.copy"].value
    assert figures["texture.flicker"].value == 0.0
    assert exact(copier, SUBJECTS)["exact.r2"].value < 0.0


def test_the_truth_gains_what_a_copy_lacks(copier: Bench) -> None:
    seer = bench_of(Seer(copier.cohorts(TEST, SUBJECTS)))
    likes = likeness(seer, SUBJECTS)
    assert likes["ssim.unobserved"].value == pytest.approx(1.0)
    assert likes["ssim.unobservedGain"].value == pytest.approx(1.0 - likes["ssim.copy"].value)
    looks = texture(seer, SUBJECTS)
    for key in ("texture.farHighFrequency", "texture.flicker", "texture.latticePeak"):
        assert looks[key].value == pytest.approx(1.0), key


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


def test_volume_is_no_regional_motion() -> None:
    angle = torch.linspace(0.0, 6.0, 12)
    normal = torch.stack([torch.cos(angle), torch.sin(angle)], -1)[None, None]
    assert float(without_volume(3.0 * normal, normal).abs().max()) < 1e-5
    along = torch.stack([-normal[..., 1], normal[..., 0]], -1)
    assert torch.allclose(without_volume(along, normal), along, atol=1e-5)


def test_a_generator_that_ignores_its_noise_has_no_spread(copier: Bench) -> None:
    figures = diversity(copier, SUBJECTS)
    assert figures["diversity.regionalSpread"].value == 0.0
    assert figures["diversity.errorRmsPx"].value > 0.3


def test_sheet_rows_say_what_was_measured(shrinker: Bench) -> None:
    clips = shrinker.cohorts(TEST, SUBJECTS)[0].clips
    start = int(clips.curve[0, :, 5].argmax())
    asked = ask_frame(shrinker, clips.video[0, start], 0, 20, [0.2, 0.6], [3, 3])
    assert torch.equal(asked.made.curve[0, :, 4], asked.made.curve[1, :, 4])  # the same beat on both rungs
    rows = sheet_rows(shrinker, asked, lambda at: [f"rung {at}"])
    read = [[float(line.split()[1]) for line in row.label[1:]] for row in rows]
    assert read == [pytest.approx([20.0, 20.0], abs=3.0), pytest.approx([60.0, 60.0], abs=3.0)]
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
    ]
    assert {path.name for path in paths} | {"ladder-pydicom.png"} == set(PICTURES)
    assert all(path.stat().st_size > 2000 for path in paths)


def small_videos(count: int, seed: int, bright: float) -> Videos:
    frames = torch.rand(count, 4, 32, 32, generator=torch.Generator().manual_seed(seed)) * 100.0 + bright
    return Videos(frames.to(torch.uint8), torch.ones(count, 4))


def test_two_samples() -> None:
    budget = Budget(train=16, validation=4, test=40, steps=12, batch=4)
    same = separability(small_videos(60, 0, 20.0), small_videos(60, 1, 20.0), budget)
    assert same.value == pytest.approx(0.5, abs=0.2)
    assert same.n == 80
    other = separability(small_videos(60, 0, 20.0), small_videos(60, 1, 60.0), budget)
    assert other.value > 0.9
