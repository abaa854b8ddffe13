"""The network that looks at clips: two-sample tests and the EF regressor."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from silhouettes import Shrinker, bench_of

from echocohort_lab.bundles.generate import Generator
from echocohort_lab.figures.downstream import Budget as TwinBudget
from echocohort_lab.figures.downstream import Labelled, closed, errors, rate_at, sets_of, twin_request, varied
from echocohort_lab.figures.two_sample import Budget, Contest, accuracy, moved_exactly, told
from echocohort_lab.metrics.clip_net import Videos, half_mirrored, new_network, said_of
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import CPU, cohorts


def small_videos(count: int, seed: int, bright: float) -> Videos:
    frames = torch.rand(count, 4, 16, 16, generator=torch.Generator().manual_seed(seed)) * 100.0 + bright
    return Videos(frames.to(torch.uint8), torch.ones(count, 4))


def test_worst_of_several_classifiers() -> None:
    budget = Budget(train=16, validation=4, test=40, steps=40, batch=4, seeds=(1, 2))
    same = told(Contest(small_videos(60, 0, 20.0), small_videos(60, 1, 20.0)), budget)
    assert same.shape == (2, 80)
    assert not np.array_equal(*same)  # another seed, another training
    worst, best = accuracy(same, np.max), accuracy(same, np.min)
    assert worst.value == pytest.approx(0.5, abs=0.2)
    assert best.value <= worst.value
    assert worst.n == 80
    other = told(Contest(small_videos(60, 0, 20.0), small_videos(60, 1, 60.0)), budget)
    assert accuracy(other, np.min).value > 0.9


def test_frames_that_are_not_valid_say_nothing() -> None:
    network = new_network(3, CPU)
    clips = small_videos(3, 0, 20.0)
    valid = torch.ones(3, 4)
    valid[:, 2:] = 0.0
    noisy = clips.frames.clone()
    noisy[:, 2:] = 255 - noisy[:, 2:]
    said = [said_of(network, Videos(frames, valid)) for frames in (clips.frames, noisy)]
    assert torch.equal(*said)
    assert not torch.equal(said[0], said_of(network, clips))
    assert torch.equal(said_of(network, clips), said_of(new_network(3, CPU), clips))


def test_clips_are_mirrored_whole() -> None:
    clips = small_videos(16, 0, 20.0)
    shown = half_mirrored(clips, torch.Generator().manual_seed(1))
    turned = [bool((a == b.flip(2)).all()) for a, b in zip(shown.frames, clips.frames, strict=True)]
    same = [bool((a == b).all()) for a, b in zip(shown.frames, clips.frames, strict=True)]
    assert [a or b for a, b in zip(turned, same, strict=True)] == [True] * 16
    assert 0 < sum(turned) < 16


def grown(count: int, seed: int) -> Labelled:
    """Clips whose EF is how much of a bright square goes away."""
    g = torch.Generator().manual_seed(seed)
    ef = 0.1 + 0.65 * torch.rand(count, generator=g)
    frames = (20.0 * torch.rand(count, 4, 16, 16, generator=g)).to(torch.uint8)
    for at in range(count):
        for frame in range(4):
            side = int(12 * (1.0 - float(ef[at]) * (frame % 2)))
            frames[at, frame, 2 : 2 + side, 2 : 2 + side] = 200
    return Labelled(Videos(frames, torch.ones(count, 4)), ef)


def test_a_regressor_learns_what_it_is_told() -> None:
    budget = TwinBudget(few=2, twins=1, test=16, steps=40, batch=6, seeds=(1,))
    learn, test = grown(64, 0), grown(16, 1)
    right = errors(learn, test, budget, 1)
    mixed = errors(learn._replace(ef=learn.ef.flip(0)), test, budget, 1)
    assert right.shape == (16,)
    assert right.mean() < 0.7 * mixed.mean()
    assert np.array_equal(right, errors(learn, test, budget, 1))


def test_twins_are_other_efs_of_other_frames() -> None:
    bench = bench_of(Shrinker())
    budget = TwinBudget(few=4, twins=2, test=3)
    sets, test = sets_of(bench, budget)
    assert {name: len(one.ef) for name, one in sets.items()} == {
        "few": 4,
        "augmented": 12,
        "twinsOnly": 8,
        "many": 12,
    }
    assert len(test.ef) == 3
    cohort = next(bench.drawn(4, "few"))
    first, asked = twin_request(cohort, 0)
    assert torch.equal(asked, twin_request(cohort, 0)[1])
    assert not torch.equal(asked, twin_request(cohort, 1)[1])
    assert bool((cohort.clips.valid.gather(1, first.position[:, None]) > 0).all())
    assert torch.allclose(sets["twinsOnly"].ef[:4], asked, atol=0.3)  # the label is what was measured
    assert not torch.allclose(sets["twinsOnly"].ef[:4], asked, atol=1e-4)


def test_how_much_of_the_way_is_closed() -> None:
    found = {"few": np.full((2, 5), 6.0), "augmented": np.full((2, 5), 5.0), "many": np.full((2, 5), 4.0)}
    at = np.arange(5)
    assert closed(found, at) == pytest.approx(0.5)
    assert closed(found | {"augmented": found["many"]}, at) == pytest.approx(1.0)
    assert np.isnan(closed(found | {"many": found["few"]}, at))


def test_grey_is_varied_and_black_stays_black() -> None:
    clips = small_videos(8, 0, 20.0)
    black = clips._replace(frames=clips.frames.clone())
    black.frames[:, :, :5] = 0
    shown = varied(black, torch.Generator().manual_seed(0))
    assert int(shown.frames[:, :, :5].max()) == 0
    assert len({round(float(frame.float().mean()), 1) for frame in shown.frames}) == 8
    assert rate_at(0, 100) < rate_at(30, 100)
    assert rate_at(99, 100) < 0.01


def test_one_frame_moved_by_the_exact_motion() -> None:
    """Nearer to the subject's own clip than the frame repeated; the observed frame comes back as it was."""
    torch.manual_seed(0)
    generator = Generator().eval()
    bench = Bench(generator, (generator.flow.space.spread.shape[0], 1, 1))
    cohort = next(cohorts("a", 1, CPU))
    cohort = replace(cohort, position=cohort.clips.curve[:, :, 5].argmax(1))
    with torch.no_grad():
        moved = moved_exactly(bench, generator, cohort)
    video, at = cohort.clips.video, int(cohort.position[0])
    assert torch.equal(moved[:, at], video[:, at])
    late = int(torch.where(cohort.clips.valid > 0, cohort.clips.curve[:, :, 5], 2.0).argmin())

    def off(frame: torch.Tensor) -> float:
        return float((frame.float() - video[0, late].float()).abs().mean())

    assert off(moved[0, late]) < 0.9 * off(video[0, at])
