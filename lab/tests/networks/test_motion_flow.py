"""The flow's trunk: what it starts as, and which inputs may matter."""

from copy import deepcopy
from functools import cache

import pytest
import torch
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from echocohort_lab.data.pool import ClipBatch, counterfactual, draw_ask, draw_clips, make_pool, wanted_material
from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.motion import MotionDecoder, MotionEncoder, MotionSpace
from echocohort_lab.networks.motion_flow import Conditions, FlowConfig, MotionFlow
from echocohort_lab.picture.move import take_reference
from echocohort_lab.stages.flow import FlowStage, Weights
from echocohort_lab.training.train import TrainConfig, Trainer

HALF = torch.tensor(0.5)  # of the training is done
SMALL = FlowConfig(frames=6, width=32, depth=2, heads=2, stem=16, low_rank=4)
SILENT = Weights(code=0.0, material=0.0, volume=1.0, flow=0.0, fold=0.0)


@cache
def fitted_space() -> tuple[MotionSpace, torch.Tensor]:
    """And where the draws stand after it. It takes a second to fit."""
    torch.manual_seed(3)
    space = MotionSpace(directions=16)
    space.fit(torch.randn(64, 8, 14, 14))
    return space, torch.get_rng_state()


def some_space() -> MotionSpace:
    space, draws = fitted_space()
    torch.set_rng_state(draws)
    return deepcopy(space)


def awake_flow() -> MotionFlow:
    """A small flow whose zero-initialised layers are woken up."""
    torch.manual_seed(0)
    flow = MotionFlow(SMALL, some_space()).eval()
    for parameter in flow.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.2)
    return flow


def conditions(batch: int = 2) -> tuple[torch.Tensor, Conditions]:
    torch.manual_seed(1)
    observed = torch.zeros(batch, 6)
    observed[:, 1] = observed[:, 4] = 1.0
    nearest = torch.tensor([[0, 0, 0, 1, 1, 1]]).repeat(batch, 1)
    valid = torch.ones(batch, 6)
    valid[:, 5] = 0.0
    asked = Conditions(torch.randn(batch, 2, 16, 14, 14), nearest, observed, torch.rand(batch, 6, 7), valid)
    return torch.randn(batch, 6, 16, 1, 1), asked


def run(flow: MotionFlow, noise: torch.Tensor, asked: Conditions, steps: int = 1) -> torch.Tensor:
    with torch.no_grad():
        codes: torch.Tensor = flow(noise, asked, steps)
    return codes


def test_it_starts_as_no_motion_and_observed_frames_never_move() -> None:
    torch.manual_seed(0)
    assert float(run(MotionFlow(SMALL, some_space()), *conditions()).abs().max()) == 0.0
    codes = run(awake_flow(), *conditions())
    assert float(codes[:, [1, 4]].abs().max()) == 0.0
    assert float(codes[:, [0, 2, 3]].abs().amin(0).max()) > 0.0


def test_frames_that_are_not_valid_do_not_reach_the_others() -> None:
    flow, (noise, asked) = awake_flow(), conditions()
    loud = asked._replace(curve=asked.curve.clone())
    loud.curve[:, 5] += 10.0
    quiet, changed = run(flow, noise, asked), run(flow, noise, loud)
    assert torch.allclose(quiet[:, :5], changed[:, :5], atol=1e-5)
    everything = torch.ones_like(asked.valid)
    quiet, changed = (run(flow, noise, a._replace(valid=everything)) for a in (asked, loud))
    assert not torch.allclose(quiet[:, :5], changed[:, :5], atol=1e-5)


def test_the_curve_and_the_noise_matter() -> None:
    flow, (noise, asked) = awake_flow(), conditions()
    first = run(flow, noise, asked)
    assert not torch.allclose(first, run(flow, noise, asked._replace(curve=asked.curve * 0.5)), atol=1e-4)
    assert not torch.allclose(first, run(flow, noise.flip(0), asked), atol=1e-4)


def test_many_steps_follow_the_velocity_and_one_step_is_one_call() -> None:
    flow, (noise, asked) = awake_flow(), conditions()
    calls = 0
    trunk = flow.trunk

    def counted(*args: torch.Tensor | Conditions) -> torch.Tensor:
        nonlocal calls
        calls += 1
        made: torch.Tensor = trunk(*args)  # type: ignore[arg-type]
        return made

    flow.trunk = counted  # type: ignore[method-assign, assignment]
    one = run(flow, noise, asked)
    assert calls == 1
    many = run(flow, noise, asked, steps=5)
    assert calls == 6
    assert float(many[:, [1, 4]].abs().max()) < 1e-5
    assert not torch.allclose(one, many, atol=1e-3)


def test_the_curve_is_read_at_the_own_reference() -> None:
    _, asked = conditions()
    same = (asked.nearest[:, :, None] == asked.nearest[:, None, :]).float() * asked.observed[:, None, :]
    expected = torch.stack([asked.curve[:, 1]] * 3 + [asked.curve[:, 4]] * 3, 1)
    assert torch.equal(same @ asked.curve, expected)
    assert not torch.equal(same @ asked.curve, expected.roll(1, 1))


def test_take_reference() -> None:
    values = torch.arange(12.0).view(2, 3, 2)
    taken = take_reference(values, torch.tensor([[2, 0], [1, 1]]))
    assert taken.tolist() == [[[4.0, 5.0], [0.0, 1.0]], [[8.0, 9.0], [8.0, 9.0]]]


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=torch.device("cpu"))


def flow_stage(weights: Weights | None = None) -> FlowStage:
    torch.manual_seed(0)
    decoder = MotionDecoder()
    torch.nn.init.normal_(decoder.displacement[2].weight, std=0.05)  # type: ignore[arg-type]
    config = FlowConfig(width=32, depth=1, heads=2, stem=16, low_rank=4)
    return FlowStage(Encoder(), (MotionEncoder(), decoder, some_space()), config, weights)


class Fixed(Trainer):
    """Takes the same batch at every step."""

    def generator(self, step: int) -> torch.Generator:
        return super().generator(0)


def test_the_volume_loss_alone_moves_ef(pool: ClipBatch) -> None:
    settings = TrainConfig(steps=60, batch=1, pool=2, learning_rate=6e-3, warm_up=3, decay_from=0.9)
    trainer = Fixed(flow_stage(SILENT), settings)
    errors = [trainer.advance(pool)["exactEfMae"] for _ in range(9)]
    assert errors[0] > 0.1
    assert min(errors[-3:]) < 0.6 * errors[0]


def test_all_terms_together_are_finite_and_reach_flow_and_decoder(pool: ClipBatch) -> None:
    stage = flow_stage()
    loss, figures = stage.loss(pool, 2, torch.Generator().manual_seed(4), HALF)
    torch.autograd.backward(loss)
    assert all(bool(torch.isfinite(value)) for value in figures.values())
    grown = [name for name, p in stage.network.named_parameters() if p.grad is not None and bool(p.grad.any())]
    assert {name.split(".")[0] for name in grown} == {"flow", "decoder"}
    assert all(p.grad is None for p in stage.encoder.parameters())


class Asked(TorchDispatchMode):
    """Remembers what would make a GPU wait for its host: numbers read back, and tensors made of the host's numbers."""

    HOST = ("aten::_local_scalar_dense", "aten::nonzero", "aten::lift_fresh")

    def __init__(self) -> None:
        super().__init__()
        self.host: list[str] = []

    def __torch_dispatch__(
        self, func: OpOverload, types: object, args: tuple[object, ...] = (), kwargs: dict[str, object] | None = None
    ) -> object:
        name = func.name()
        if name in self.HOST:
            self.host.append(name)
        return func(*args, **(kwargs or {}))


def test_a_step_can_be_recorded_for_it_asks_nothing_of_the_host(pool: ClipBatch) -> None:
    stage = flow_stage()
    with Asked() as asked:
        loss, _ = stage.loss(pool, 2, torch.Generator().manual_seed(4), HALF)
        torch.autograd.backward(loss)
    assert asked.host == []
    with Asked() as asked:
        float(loss.detach())
    assert asked.host == ["aten::_local_scalar_dense"]


def test_a_counterfactual_of_the_own_curve_is_the_own_material(pool: ClipBatch) -> None:
    generator = torch.Generator().manual_seed(2)
    clips = draw_clips(pool, 2, generator)
    ask = draw_ask(clips, generator)
    wanted, counted = wanted_material(clips, ask)
    error = ((wanted - clips.material).abs().mean((2, 3, 4)) * counted).sum() / counted.sum().clamp(min=1.0)
    assert float(counted.sum()) > 0
    assert float(error) < 1e-4
    other, counted_other = wanted_material(clips, counterfactual(ask, generator))
    assert float(((other - clips.material).abs().mean((2, 3, 4)) * counted_other).sum() / counted_other.sum()) > 1e-3
