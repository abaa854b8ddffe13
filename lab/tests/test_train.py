"""The trainer: every stage learns, the exact volume loss moves EF, and a resumed run is the run."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from echocohort_lab.autoencoder import Encoder
from echocohort_lab.flow import FlowConfig
from echocohort_lab.losses import Weights, exact_ef, stuck_loss
from echocohort_lab.measurer import AUDIT_WIDTHS, SELECTOR_WIDTHS
from echocohort_lab.pool import ClipBatch, counterfactual, draw_ask, draw_clips, make_pool, wanted_material
from echocohort_lab.stages import AutoencoderStage, FlowStage, MeasurerStage, Stage
from echocohort_lab.train import TrainConfig, Trainer, learning_rate, load_trained, run_stage

NARROW = (8, 8, 16, 16)
SMALL_FLOW = FlowConfig(width=32, depth=1, heads=2, stem=16, low_rank=4)
SILENT = Weights(0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=torch.device("cpu"))


def config(steps: int, batch: int, rate: float = 2e-3) -> TrainConfig:
    return TrainConfig(steps=steps, batch=batch, pool=2, learning_rate=rate, warm_up=3, decay_from=0.9, save_every=2)


class Fixed(Trainer):
    """Takes the same batch at every step."""

    def generator(self, step: int) -> torch.Generator:
        return super().generator(0)


def losses(trainer: Trainer, pool: ClipBatch, steps: int) -> list[float]:
    return [trainer.advance(pool)["loss"] for _ in range(steps)]


def falls(values: Sequence[float], share: float) -> bool:
    return values[-1] < share * values[0]


@pytest.mark.parametrize("stage", [AutoencoderStage, lambda: MeasurerStage("selector", NARROW)])
def test_loss_falls_on_one_batch(stage: type[AutoencoderStage], pool: ClipBatch) -> None:
    torch.manual_seed(0)
    made: Stage = stage()
    values = losses(Fixed(made, config(20, 2)), pool, 14)
    assert falls(values, 0.8)
    torch.manual_seed(0)
    assert not falls(losses(Fixed(stage(), config(20, 2, rate=0.0)), pool, 2), 0.99)


def test_the_volume_loss_alone_moves_ef(pool: ClipBatch) -> None:
    torch.manual_seed(0)
    stage = FlowStage(Encoder(), SMALL_FLOW, SILENT)
    trainer = Fixed(stage, config(40, 1, rate=8e-3))
    errors = [trainer.advance(pool)["exactEfMae"] for _ in range(16)]
    assert errors[0] > 0.1
    assert min(errors[-3:]) < 0.5 * errors[0]


def test_without_motion_the_exact_ef_is_that_of_a_still(pool: ClipBatch) -> None:
    stage = FlowStage(Encoder(), SMALL_FLOW)
    generator = torch.Generator().manual_seed(1)
    clips = draw_clips(pool, 1, generator)
    ask = draw_ask(clips, generator)
    single = ask.positions.unique().numel() == 1
    with torch.no_grad():
        volumes = stage.exact_volumes(clips, ask, stage.fields(clips, ask, generator))
    assert single
    assert float(exact_ef(volumes, ask.valid)) == pytest.approx(0.0, abs=1e-5)


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


def test_a_resumed_run_is_the_run(tmp_path: Path) -> None:
    def weights(path: Path) -> torch.Tensor:
        state = torch.load(path, weights_only=True)["average"]
        return torch.cat([value.flatten().float() for value in state.values()])

    def go(name: str, steps: int, save_as: str | None = None) -> Path:
        torch.manual_seed(3)
        settings = TrainConfig(steps=steps, batch=1, pool=1, learning_rate=1e-3, warm_up=1, decay_from=1.0)
        path = tmp_path / f"{save_as or name}.pt"
        run_stage(MeasurerStage("selector", NARROW), settings, path, lambda _: None)
        return path

    whole = go("whole", 4)
    go("parts", 2)
    stopped = weights(tmp_path / "parts.pt")
    resumed = go("parts", 4)
    assert torch.allclose(weights(whole), weights(resumed), atol=1e-6)
    assert not torch.allclose(weights(whole), stopped, atol=1e-6)
    with pytest.raises(ValueError, match="expected a checkpoint of flow"):
        Trainer(FlowStage(Encoder(), SMALL_FLOW), config(1, 1)).load(whole)


def test_a_blend_may_hide_only_what_stands_still() -> None:
    still, weight = torch.ones(2, 1, 112, 112), torch.ones(2)
    shift = torch.tensor([0.5, 3.0]) * 2.0 / 112.0  # half a pixel, three pixels
    displacement = shift[:, None, None, None] * torch.tensor([1.0, 0.0])[None, :, None, None].expand(2, 2, 28, 28)
    assert float(stuck_loss(still, displacement, weight)) == pytest.approx(0.5)
    assert float(stuck_loss(still, displacement, torch.tensor([1.0, 0.0]))) == 0.0


def test_learning_rate_schedule() -> None:
    settings = TrainConfig(steps=100, learning_rate=1.0, warm_up=10, decay_from=0.5)
    assert learning_rate(settings, 0) == pytest.approx(0.1)
    assert learning_rate(settings, 40) == 1.0
    assert learning_rate(settings, 75) == pytest.approx(0.515)
    assert learning_rate(settings, 99) < 0.05


def test_a_run_of_all_stages_becomes_a_generator(tmp_path: Path) -> None:
    torch.manual_seed(4)
    encoder = Encoder()
    torch.nn.init.constant_(encoder.mean, 0.5)
    autoencoder = AutoencoderStage()
    autoencoder.encoder.load_state_dict(encoder.state_dict())
    flow = FlowStage(encoder)
    torch.nn.init.constant_(flow.flow.step, 0.25)
    stages: list[Stage] = [
        autoencoder,
        MeasurerStage("selector", SELECTOR_WIDTHS),
        MeasurerStage("audit", AUDIT_WIDTHS),
    ]
    for stage in [*stages, flow]:
        Trainer(stage, config(1, 1)).save(tmp_path / f"{stage.name}.pt")
    generator, audit = load_trained(tmp_path)
    assert float(generator.encoder.mean.mean()) == 0.5
    assert float(generator.flow.step.detach().mean()) == 0.25
    assert len(list(audit.parameters())) == len(list(generator.selector.parameters()))
    assert not generator.training
    (tmp_path / "flow.pt").unlink()
    with pytest.raises(FileNotFoundError):
        load_trained(tmp_path)
