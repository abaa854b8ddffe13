"""All stages in their order, tiny, on the CPU: each trains from what the earlier ones left, and a network learns."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from echocohort_lab.data.pool import ClipBatch, make_pool
from echocohort_lab.networks.checkpoint import averaged, fingerprint, weights_file
from echocohort_lab.stages import autoencoder
from echocohort_lab.stages.autoencoder import AutoencoderStage
from echocohort_lab.training.train import TrainConfig, Trainer, learning_rate, train


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=torch.device("cpu"))


class Fixed(Trainer):
    """Takes the same batch at every step."""

    def generator(self, step: int) -> torch.Generator:
        return super().generator(0)


def losses(rate: float, pool: ClipBatch, steps: int = 14) -> list[float]:
    torch.manual_seed(0)
    settings = TrainConfig(steps=14, batch=2, learning_rate=rate, warm_up=3, decay_from=0.9)
    trainer = Fixed(AutoencoderStage(), settings)
    return [trainer.advance(pool)["loss"] for _ in range(steps)]


def test_the_autoencoder_learns_one_batch(pool: ClipBatch) -> None:
    values, control = losses(2e-3, pool), losses(0.0, pool, steps=3)  # the same step three times
    assert values[-1] < 0.8 * values[0]
    assert control[-1] > 0.99 * control[0]


def test_a_stage_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """All of them are trained one after the other in tests/data/test_datasets.py."""
    with pytest.raises(ValueError, match="stage: expected one of autoencoder"):
        train("everything", TrainConfig(), tmp_path, lambda line: None)


def test_learning_rate_schedule() -> None:
    settings = TrainConfig(steps=100, learning_rate=1.0, warm_up=10, decay_from=0.5)
    assert learning_rate(settings, 0, 0.0) == pytest.approx(0.1)
    assert learning_rate(settings, 40, 0.40) == 1.0
    assert learning_rate(settings, 75, 0.75) == pytest.approx(0.515)
    assert learning_rate(settings, 99, 0.99) < 0.05
    assert learning_rate(settings, 100, 1.0) == pytest.approx(0.03)


def test_a_stage_does_not_go_on_when_what_it_looks_through_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autoencoder, "STATISTICS_FRAMES", 8)

    def step(name: str, seed: int, steps: int = 1) -> Path:
        settings = TrainConfig(steps=steps, batch=2, pool=1, warm_up=1, seed=seed)
        return train(name, settings, tmp_path, lambda line: None)

    step("autoencoder", 7)
    path = step("timing", 7)
    kept = torch.load(weights_file(path), weights_only=True)
    assert kept["inputs"] == {"autoencoder": fingerprint(tmp_path / "autoencoder.pt")}
    step("timing", 7, steps=2)
    (tmp_path / "autoencoder.pt").unlink()
    step("autoencoder", 8)
    with pytest.raises(ValueError, match=r"timing\.pt: looks through autoencoder as it was before"):
        step("timing", 7, steps=3)


def test_training_begins_where_another_run_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autoencoder, "STATISTICS_FRAMES", 8)
    settings = TrainConfig(steps=1, batch=2, pool=1, warm_up=1, learning_rate=0.0)
    first = train("autoencoder", settings, tmp_path / "first", lambda line: None)
    on = replace(settings, start=str(first.parent), seed=9)
    second = train("autoencoder", on, tmp_path / "second", lambda line: None)
    kept = torch.load(second, weights_only=True)
    assert kept["inputs"] == {"start": fingerprint(first)}
    assert_same_weights(averaged(first), kept["network"], 1e-3)  # the small file is in half precision
    alone = train("autoencoder", replace(settings, seed=9), tmp_path / "alone", lambda line: None)
    with pytest.raises(AssertionError):
        assert_same_weights(averaged(first), averaged(alone), 1e-3)
    weights_file(first).rename(tmp_path / "first" / "audit.weights.pt")
    with pytest.raises(ValueError, match=r"start: expected weights of audit as it is now, got .*audit\.pt"):
        train("audit", on, tmp_path / "second", lambda line: None)


def assert_same_weights(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor], tolerance: float) -> None:
    trained = [name for name in ours if name.endswith("weight")]
    for name in trained:
        torch.testing.assert_close(ours[name], theirs[name].float(), atol=tolerance, rtol=tolerance)
