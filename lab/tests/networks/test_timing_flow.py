"""The timing flow: every draw is a beat with the EF asked for, from the prior, or as the anchor's phase wants it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from echocohort_lab.data.pool import ClipBatch, make_pool
from echocohort_lab.draws.beat import TimingPrior, drawn_timing, volume_curve
from echocohort_lab.graphs.graph import Port, deployable, export_graph, open_session, run_graph
from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.timing_flow import (
    TimedBeat,
    TimingConfig,
    TimingFlow,
    anchor_position,
    decode,
    encode,
    normal_velocity,
    timed_curve,
)
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import select
from echocohort_lab.stages.timing import (
    Draws,
    Pictures,
    TimingStage,
    draw_pictures,
    first_frames,
    one_frame,
    prior_draws,
    read_phase,
)

PRIOR = TimingPrior()
SMALL = TimingConfig(width=48, depth=2, stem=8, features=4, dropout=0.0)
LATENT = (16, 14, 14)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def shaken(seed: int = 1) -> TimingFlow:
    """A flow whose last layer is not zero, so that its draws hang on everything that it is told."""
    torch.manual_seed(seed)
    flow = TimingFlow(SMALL).eval()
    torch.nn.init.normal_(flow.change.weight, std=0.2)
    return flow


def inputs(count: int, frames: Tensor, position: Tensor, phase: Tensor, seed: int = 3) -> list[Tensor]:
    """noise, ef, valid, observed, latent and phase of so many draws."""
    g = generator(seed)
    noise = torch.randn(count, 8, generator=g)
    ef = 0.1 + 0.6 * torch.rand(count, generator=g)
    latent = torch.randn(count, *LATENT, generator=g)
    return [noise, ef, first_frames(frames), one_frame(position), latent, phase.expand(count, 3)]


@pytest.mark.parametrize("frames", [2, 3, 5, 9, 10, 17, 32])
def test_every_draw_is_a_beat_with_the_ef_asked_for(frames: int) -> None:
    count = 64
    given = inputs(count, torch.full((count,), float(frames)), torch.full((count,), 1.0), torch.tensor([0.4, 1.0, 1.0]))
    with torch.no_grad():
        curve = shaken()(*given)
    volume = curve[:, :frames, 5]
    ef = 1.0 - volume.amin(1) / volume.amax(1)
    assert torch.isfinite(curve).all()
    assert float((ef - given[1]).abs().max()) < 1e-6
    assert not curve[:, frames:].any()
    assert (curve[:, :frames, 6] == 1).all()
    assert float((curve[:, :frames, 0] ** 2 + curve[:, :frames, 1] ** 2 - 1.0).abs().max()) < 1e-5
    assert float((ef - given[1].roll(1)).abs().max()) > 0.1


def test_curves_are_those_of_timing() -> None:
    """Decoded numbers and the draws of draws/beat.py meet in the same curve, wherever the anchor stands."""
    for at, frames in enumerate((32, 20, 11, 5)):
        drawn = drawn_timing(PRIOR, frames, None, 3, at, 0)
        position = (at * 7) % frames
        turns = drawn.phase_offset + drawn.beats * position / (frames - 1)
        values = [turns % 1.0, drawn.beats, *list(vars(drawn).values())[2:]]
        beat = TimedBeat(*(torch.tensor([value], dtype=torch.float32) for value in values))
        length, anchor = torch.tensor([float(frames)]), torch.tensor([float(position)])
        again = decode(encode(beat, length, PRIOR, torch.tensor([1.3])), length, PRIOR)
        curve = timed_curve(again, torch.tensor([0.5]), first_frames(length), anchor)[0].numpy()
        assert np.abs(curve - volume_curve(drawn, frames, 0.5, 32)).max() < 2e-3
        other = drawn_timing(PRIOR, frames, None, 4, at, 0)
        assert np.abs(curve - volume_curve(other, frames, 0.5, 32)).max() > 0.05


def test_normal_numbers_are_the_prior() -> None:
    count = 20_000
    frames = torch.full((count,), 19.0)
    beat = decode(torch.randn(count, 8, generator=generator()), frames, PRIOR)
    most = 19.0 / PRIOR.frames_per_beat_min
    ranges = [(0.0, 1.0), (1.0, most), PRIOR.end_systole, PRIOR.isovolumic_relaxation]
    ranges += [PRIOR.early_filling_duration, PRIOR.early_filling_share, PRIOR.atrial_start]
    quantiles = torch.tensor([0.1, 0.5, 0.9])
    for numbers, (low, high) in zip(beat, ranges, strict=True):
        uniform = (numbers - low) / (high - low)
        assert float(uniform.min()) > -1e-5
        assert float(uniform.max()) < 1.0 + 1e-5
        assert float((uniform.quantile(quantiles) - quantiles).abs().max()) < 0.02


def test_normal_velocity_is_that_of_normal_data() -> None:
    """Small steps of the instantaneous velocity lead where the average velocity leads at once."""
    z = torch.randn(16, 8, generator=generator(), dtype=torch.float64)

    def at(time: float) -> Tensor:
        return torch.full((16,), time, dtype=torch.float64)

    steps, followed = 4000, z
    for step in range(steps):
        time = 0.9 - 0.6 * (step + 0.5) / steps
        followed = followed - 0.6 / steps * normal_velocity(followed, at(time), at(time))
    assert torch.allclose(followed, z - 0.6 * normal_velocity(z, at(0.9), at(0.3)), atol=1e-4)
    assert not torch.allclose(followed, z, atol=1e-2)


def test_the_anchor_is_the_first_observed_frame() -> None:
    observed = one_frame(torch.tensor([3.0, 0.0, 9.0])) + one_frame(torch.tensor([20.0, 31.0, 40.0]))
    assert anchor_position(torch.cat([observed, torch.zeros(1, 32)])).tolist() == [3.0, 0.0, 9.0, 0.0]


def test_a_given_phase_overrides_the_picture_and_no_anchor_leaves_only_the_length() -> None:
    flow, count = shaken(), 16
    frames, position = torch.full((count,), 20.0), torch.full((count,), 4.0)
    noise, ef, valid, observed, latent, unknown = inputs(count, frames, position, torch.tensor([0.7, 1.0, 0.0]))
    other, given = latent.flip(0) + 1.0, torch.tensor([0.7, 1.0, 1.0]).expand(count, 3)
    nothing = torch.zeros_like(observed)

    def curve(observed: Tensor, latent: Tensor, phase: Tensor) -> Tensor:
        with torch.no_grad():
            return flow(noise, ef, valid, observed, latent, phase)

    assert torch.equal(curve(observed, latent, given), curve(observed, other, given))
    assert not torch.allclose(curve(observed, latent, unknown), curve(observed, other, unknown))
    assert torch.equal(curve(observed, latent, unknown), curve(observed, latent, torch.zeros(count, 3)))
    assert not torch.allclose(curve(observed, latent, given), curve(observed, latent, given * 0.5 + 0.5))
    assert torch.equal(curve(nothing, latent, given), curve(nothing, other, unknown))


def test_an_untrained_flow_draws_the_prior_in_any_number_of_steps() -> None:
    flow, count = TimingFlow(SMALL).eval(), 8
    given = inputs(count, torch.full((count,), 30.0), torch.full((count,), 2.0), torch.tensor([0.2, 1.0, 1.0]))
    expected = timed_curve(
        decode(given[0], torch.full((count,), 30.0), PRIOR), given[1], given[2], torch.full((count,), 2.0)
    )
    with torch.no_grad():
        assert torch.allclose(flow(*given), expected, atol=1e-5)
        many = flow.sample(given[0], given[1], given[2], given[3], given[4], given[5], steps=50)
    assert torch.allclose(many, expected, atol=1e-4)


def test_the_graph_is_the_module(tmp_path: Path) -> None:
    flow = shaken()
    deployable(flow)
    path = tmp_path / "timing.onnx"
    names = ("noise", "ef", "valid", "observed", "latent", "phase")

    def example(count: int) -> list[Tensor]:
        frames = torch.tensor([32.0, 2.0, 3.0, 10.0, 21.0]).repeat(count)[:count]
        phase = torch.tensor([[0.3, -1.0, 1.0], [0.9, 1.0, 0.0]]).repeat(count, 1)[:count]
        given = inputs(count, frames, torch.ones(count), phase, seed=count)
        given[3][-1] = 0.0
        return given

    export_graph(flow, example(2), [Port(name, {0: "B"}) for name in names], ["curve"], path)
    session = open_session(path, threads=1)
    for count in (1, 3, 8, 32):
        given = example(count)
        got = run_graph(session, {name: value.numpy() for name, value in zip(names, given, strict=True)})[0]
        with torch.no_grad():
            expected = flow(*given).numpy()
        assert np.abs(got - expected).max() < 1e-4
        assert count == 1 or np.abs(got - expected[::-1]).max() > 1e-2


def prior_curves(count: int, frames: Tensor, position: Tensor, seed: int) -> Tensor:
    """Contraction of `count` draws of the prior for each subject, [S, count, T]."""
    g, ones = generator(seed), torch.ones_like(frames)
    numbers = [torch.randn(len(frames), 8, generator=g) for _ in range(count)]
    beats = [decode(each, frames, PRIOR) for each in numbers]
    return torch.stack([timed_curve(beat, ones, first_frames(frames), position)[..., 4] for beat in beats], 1)


def learn(stage: TimingStage, pool: ClipBatch, steps: int, batch: int, batches: int = 10_000) -> list[dict[str, float]]:
    """Plain training with a falling rate on so many different batches; the figures of every step."""
    stage.network.train()
    optimizer = torch.optim.AdamW(stage.network.parameters(), 4e-3, betas=(0.9, 0.95))
    told = []
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 4e-3 * (1.0 - step / steps)
        loss, figures = stage.loss(pool, batch, generator(step % batches), torch.tensor(step / steps))
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        told.append({name: float(value.detach()) for name, value in figures.items()})
    stage.network.eval()
    return told


class Told(TimingStage):
    """The stage without pictures."""

    def loss(
        self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        return self.flow_loss([prior_draws(self.flow.config, batch, generator)], generator)[0], {}


def from_prior(draws: Tensor, prior: Tensor, valid: Tensor) -> float:
    """Energy distance of each subject's draws to its prior's (Szekely and Rizzo 2013), unbiased; the mean of all."""
    weight = (valid / valid.sum(1, keepdim=True)).sqrt()[:, None]

    def between(a: Tensor, b: Tensor) -> Tensor:
        return torch.cdist(a * weight, b * weight, compute_mode="donot_use_mm_for_euclid_dist")

    def apart(curves: Tensor) -> Tensor:
        count = curves.shape[1]
        return between(curves, curves).sum((1, 2)) / (count * (count - 1))

    return float((2.0 * between(draws, prior).mean((1, 2)) - apart(draws) - apart(prior)).mean())


def test_a_given_phase_is_learnt_in_seconds_and_the_prior_stays(pool: ClipBatch) -> None:
    torch.manual_seed(0)
    stage = Told(Encoder(), SMALL)
    subjects, draws = 48, 8
    g = generator(5)
    frames = torch.randint(10, 33, (subjects,), generator=g).float()
    position = torch.floor(torch.rand(subjects, generator=g) * frames)
    valid, observed = first_frames(frames), one_frame(position)
    truth = prior_curves(1, frames, position, 6)[:, 0]
    phase = read_phase(truth, frames, position, Sampler(subjects, g))
    prior = prior_curves(draws, frames, position, 7)

    def drawn(seen: Tensor) -> Tensor:
        ones, latent, noise = torch.ones(subjects), torch.zeros(subjects, *LATENT), generator(8)
        with torch.no_grad():
            made = [
                stage.flow(torch.randn(subjects, 8, generator=noise), ones, valid, seen, latent, phase)[..., 4]
                for _ in range(draws)
            ]
        return torch.stack(made, 1)

    def off(curves: Tensor) -> float:
        """How far draws are from the truth at the anchor."""
        return float((((curves - truth[:, None]).abs() * observed[:, None]).sum(2)).mean())

    before = off(drawn(observed))
    learn(stage, pool, steps=500, batch=256)
    assert off(drawn(observed)) < 0.75 * before
    assert abs(from_prior(drawn(torch.zeros_like(observed)), prior, valid)) < 0.02
    assert from_prior(drawn(observed), prior, valid) > 0.02


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    whole = make_pool(8, seed=5, device=torch.device("cpu"))
    return select(whole, (whole.subject.beat.beats >= 1.0).nonzero()[:2, 0])


def test_pictures_come_with_the_timing_of_their_clip(pool: ClipBatch) -> None:
    seen = draw_pictures(pool, SMALL, 32, generator(2))
    frames, position = seen.valid.sum(1), anchor_position(seen.observed)
    curve = timed_curve(decode(seen.numbers, frames, PRIOR), torch.ones(32), seen.valid, position)[..., 4]
    gap = (curve[:, None] - pool.curve[None, :, :, 4]).abs().amax(2).amin(1)
    assert float(gap.max()) < 5e-3
    at_anchor = (curve * seen.observed).sum(1)
    assert float((at_anchor - seen.contraction).abs().max()) < 5e-3
    assert float((at_anchor - seen.contraction.flip(0)).abs().max()) > 0.1


def standard_encoder(pool: ClipBatch) -> Encoder:
    """An untrained encoder whose latents have the spread of a trained one's."""
    encoder = Encoder()
    with torch.no_grad():
        latents = encoder(pool.video[:, :4].flatten(0, 1)[:, None].float() / 255.0)
    encoder.mean.copy_(latents.mean())
    encoder.scale.copy_(latents.std())
    return encoder


def test_the_stage_learns_what_a_picture_tells(pool: ClipBatch) -> None:
    torch.manual_seed(0)
    stage = TimingStage(standard_encoder(pool), TimingConfig(width=16, depth=1, dropout=0.0))
    figures = learn(stage, pool, steps=60, batch=8, batches=1)
    assert figures[-1]["contraction"] < 0.75 * figures[0]["contraction"]
    assert figures[-1]["direction"] > 0.8
    assert all(parameter.grad is None for parameter in stage.encoder.parameters())


def test_what_weighs_nothing_does_not_count() -> None:
    torch.manual_seed(0)
    stage = TimingStage(Encoder(), SMALL)
    torch.nn.init.normal_(stage.flow.change.weight, std=0.2)
    told = prior_draws(SMALL, 16, generator(1))
    wild = Draws(told.numbers * 50.0, torch.zeros(16), *told[2:])
    with torch.no_grad():
        alone, _ = stage.flow_loss([told, wild], generator(2))
        counted, _ = stage.flow_loss([told, wild._replace(weight=torch.ones(16))], generator(2))
    assert float(alone) < 10.0 < float(counted)


def test_only_what_is_known_of_a_clip_counts(pool: ClipBatch) -> None:
    """The second clip of the pool becomes half a cycle, or one of a data set whose first frame alone is labelled."""

    def seen(changed: ClipBatch) -> Pictures:
        return draw_pictures(changed, SMALL, 32, generator(3))

    own, first, all_ones = seen(pool), torch.tensor([1.0, 0.0]), [1.0] * 32
    second = Sampler(32, generator(3)).integers(0, 1).float()
    assert own.timing_known.tolist() == own.contraction_known.tolist() == own.contracting_known.tolist() == all_ones

    beat = replace(pool.subject.beat, beats=pool.subject.beat.beats * first + 0.37 * (1.0 - first))
    half = seen(replace(pool, subject=replace(pool.subject, beat=beat)))
    assert half.timing_known.tolist() == (1.0 - second).tolist()
    assert half.contraction_known.tolist() == half.contracting_known.tolist() == all_ones
    assert torch.isfinite(half.numbers).all()

    labelled = pool.curve_known * torch.stack([torch.ones(32), one_frame(torch.zeros(1))[0]])
    recorded = seen(replace(pool, material_known=first, curve_known=labelled))
    assert recorded.timing_known.tolist() == recorded.contracting_known.tolist() == (1.0 - second).tolist()
    known = torch.where(second > 0, recorded.observed[:, 0], 1.0)
    assert recorded.contraction_known.tolist() == known.tolist()


def test_a_reading_is_noisy_and_has_no_direction_at_the_ends() -> None:
    count = 400
    contraction = torch.linspace(0.0, 1.0, 32).expand(count, 32)
    frames = torch.full((count,), 32.0)
    middle = read_phase(contraction, frames, torch.full((count,), 16.0), Sampler(count, generator()))
    ends = read_phase(contraction, frames, torch.full((count,), 31.0), Sampler(count, generator()))
    assert float((middle[:, 0] - 16.0 / 31.0).std()) == pytest.approx(0.05, abs=0.01)
    assert float(middle[:, 1].sum()) > 0.2 * count
    assert not ends[:, 1].any()
    assert (middle[:, 2] == 1).all()
