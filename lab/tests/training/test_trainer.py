"""The loop: resuming, pauses, clocks, renewed clips, rates of groups, several processes, and what it leaves behind."""

import os
import socket
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.multiprocessing.spawn import start_processes

from echocohort_lab.bundles.trained import trained_on
from echocohort_lab.data.pool import ClipBatch, make_pool, phantom_stream
from echocohort_lab.data.stream import Stream, tensors
from echocohort_lab.networks.checkpoint import averaged, weights_file
from echocohort_lab.stages.base import Figures, Group, Stage
from echocohort_lab.training.curves import read_rows
from echocohort_lab.training.moving_average import Average
from echocohort_lab.training.ranks import Ranks, joined_ranks
from echocohort_lab.training.train import TrainConfig, Trainer, run_stage

CPU = torch.device("cpu")


class Line(Stage):
    """Learns a line from numbers of the generator and the brightness of the pool; remembers each step's progress."""

    name = "line"

    def __init__(self) -> None:
        torch.manual_seed(3)
        self.slow, self.fast = nn.Linear(4, 4), nn.Linear(4, 1)
        self.network = nn.ModuleDict({"slow": self.slow, "fast": self.fast})
        self.network.register_buffer("measured", torch.zeros(()))
        self.seen: list[float] = []

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        self.seen.append(float(progress))
        x = torch.randn(batch, 4, generator=generator)
        wanted = x.sum(1, keepdim=True) + pool.ef.mean()
        error = (self.fast(self.slow(x)) - wanted).square().mean()
        return error, {"error": error.sqrt()}

    def groups(self) -> list[Group]:
        return [
            Group(params=list(self.slow.parameters()), factor=0.0),
            Group(params=list(self.fast.parameters()), factor=2.0),
        ]

    def finish(self, pool: ClipBatch, generator: torch.Generator) -> None:
        self.network.get_buffer("measured").fill_(pool.ef.mean())


@dataclass(frozen=True)
class Numbers:
    value: Tensor


class Diverging(Line):
    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        error, figures = super().loss(pool, batch, generator, progress)
        return error / 0.0, figures


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=CPU)


def settings(**changed: float) -> TrainConfig:
    usual = {"steps": 8, "batch": 4, "pool": 1, "learning_rate": 0.05, "warm_up": 1, "decay_from": 1.0, "log_every": 2}
    return TrainConfig(**{**usual, **changed})  # type: ignore[arg-type]


def flat(state: dict[str, Tensor]) -> Tensor:
    return torch.cat([value.flatten() for value in state.values()])


def silent(line: str) -> None:
    """Drops a line of the log."""


def test_a_resumed_run_is_the_run_with_renewed_clips_too(tmp_path: Path) -> None:
    def go(name: str, steps: int, renew: int) -> Tensor:
        run_stage(Line(), settings(steps=steps, renew=renew), tmp_path / name, silent)
        return flat(averaged(tmp_path / name))

    whole = go("whole.pt", 3, 1)
    go("parts.pt", 2, 1)
    assert torch.allclose(go("parts.pt", 3, 1), whole, atol=1e-6)
    assert not torch.allclose(go("same-clips.pt", 3, 0), whole, atol=1e-6)


def test_renewal_overwrites_the_oldest_clips_in_place() -> None:
    stream = phantom_stream(1, 7, CPU, renew=1)
    kept = stream.pool(0)
    memory, first = kept.video.data_ptr(), kept.ef.clone()
    stream.renew_(kept, 0)
    fresh = stream.pool(1)
    assert kept.video.data_ptr() == memory
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(tensors(kept), tensors(fresh), strict=True))
    assert not torch.equal(kept.ef, first)


def test_clips_are_renewed_in_whole_chunks_at_the_asked_rate() -> None:
    rendered: list[int] = []

    def render(count: int, generator: torch.Generator) -> Numbers:
        rendered.append(count)
        return Numbers(torch.full((count,), float(len(rendered))))

    stream = Stream(render, 7, CPU, size=2, places=2, renew=1)
    pool, seen = stream.pool(0), list[list[float]]()
    for step in range(5):
        stream.renew_(pool, step)
        seen.append(pool.value.tolist())
    assert seen == [[1, 1, 2, 2], [3, 3, 2, 2], [3, 3, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert rendered == [2, 2, 2, 2]


def test_seconds_decide_how_far_training_is(pool: ClipBatch) -> None:
    now = iter([100.0, 100.0, 105.0, 110.0, 125.0])  # birth, first look, then one look a step
    stage = Line()
    trainer = Trainer(stage, settings(seconds=20.0, pause=8.0), clock=lambda: next(now))
    paused = []
    for _ in range(3):
        trainer.advance(pool)
        paused.append(trainer.paused)
    assert stage.seen == [0.0, 0.25, 0.5]
    assert paused == [False, True, True]
    assert trainer.progress == 1.0


def test_a_resumed_run_goes_on_with_its_seconds(pool: ClipBatch, tmp_path: Path) -> None:
    now = [50.0]
    first = Trainer(Line(), settings(seconds=20.0), clock=lambda: now[0])
    now[0] = 62.0
    first.advance(pool)
    first.save(tmp_path / "line.pt")
    now[0] = 1000.0
    second = Trainer(Line(), settings(seconds=20.0), clock=lambda: now[0])
    assert second.progress == 0.0
    second.load(tmp_path / "line.pt")
    assert second.progress == pytest.approx(0.6)
    now[0] = 1004.0
    second.advance(pool)
    assert second.progress == pytest.approx(0.8)


def test_a_paused_run_is_saved_and_goes_on(tmp_path: Path) -> None:
    path, told = tmp_path / "line.pt", list[str]()
    run_stage(Line(), settings(pause=1e-6), path, told.append)
    assert torch.load(path, weights_only=True)["step"] == 1
    run_stage(Line(), settings(), path, told.append)
    assert torch.load(path, weights_only=True)["step"] == 8
    assert any("resumed at step 1" in line for line in told)
    assert [row["step"] for row in read_rows(tmp_path / "line.csv")] == [1, 2, 4, 6, 8]


def test_groups_learn_at_their_own_rate(pool: ClipBatch) -> None:
    stage = Line()
    trainer = Trainer(stage, settings(weight_decay=0.0))
    slow, fast = stage.slow.weight.detach().clone(), stage.fast.weight.detach().clone()
    trainer.advance(pool)
    assert [group["lr"] for group in trainer.optimizer.param_groups] == [0.0, 0.1]
    assert torch.equal(stage.slow.weight, slow)
    assert not torch.equal(stage.fast.weight, fast)


def test_a_step_without_a_finite_gradient_changes_nothing(pool: ClipBatch) -> None:
    trainer = Trainer(Diverging(), settings())
    before = flat(dict(trainer.stage.network.named_parameters())).detach().clone()
    trainer.advance(pool)
    assert torch.equal(flat(dict(trainer.stage.network.named_parameters())).detach(), before)


def test_weights_alone_are_small_and_read_like_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "line.pt"
    run_stage(Line(), settings(), path, silent)
    whole = averaged(path)
    path.unlink()
    small = averaged(path)
    assert all(torch.allclose(whole[name], small[name], rtol=1e-3, atol=1e-4) for name in whole)
    assert {value.dtype for value in small.values()} == {torch.float32}
    assert torch.load(weights_file(path), weights_only=True)["average"]["fast.weight"].dtype == torch.float16
    assert torch.equal(averaged(weights_file(path))["fast.weight"], small["fast.weight"])
    assert float(small["measured"]) > 0
    weights_file(path).unlink()
    with pytest.raises(FileNotFoundError, match=r"line\.weights\.pt beside it"):
        averaged(path)


def test_what_a_run_was_trained_on_is_told_from_its_files(pool: ClipBatch, tmp_path: Path) -> None:
    Trainer(Line(), settings()).save(tmp_path / "line.pt")
    assert trained_on(tmp_path) == ["phantom"]
    Trainer(Line(), replace(settings(), data="camus:/a+echonet:/b")).save(tmp_path / "other.pt")
    (tmp_path / "other.pt").unlink()
    assert trained_on(tmp_path) == ["camus", "echonet", "phantom"]


def test_the_average_follows_weights_and_copies_buffers() -> None:
    network = nn.BatchNorm1d(2)
    average = Average(network, 0.75)
    with torch.no_grad():
        network.weight.fill_(3.0)
        network.get_buffer("running_mean").fill_(5.0)
    average.update(network, step=1000)
    assert torch.allclose(average.state["weight"], torch.full((2,), 1.5))
    assert torch.equal(average.state["running_mean"], torch.full((2,), 5.0))


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def train_one_rank(rank: int, port: int, folder: Path) -> None:
    """One process as torchrun starts it: its gradient at the first step, and its weights after three."""
    torch.set_num_threads(1)
    place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2"}
    os.environ.update({**place, "RANK": str(rank), "LOCAL_RANK": str(rank)})
    pool = torch.load(folder / "pool.pt", weights_only=False)
    with joined_ranks("cpu") as ranks:
        stage = Line()
        if rank == 1:
            nn.init.zeros_(stage.fast.weight)
        trainer = Trainer(stage, settings(seconds=1e6), ranks)
        trainer.backward(pool)
        gradient = stage.fast.weight.grad
        assert gradient is not None
        kept = {"gradient": gradient.clone()}
        for _ in range(3):
            trainer.advance(pool)
        torch.save({**kept, **stage.network.state_dict()}, folder / f"rank{rank}.pt")
        run_stage(Line(), settings(steps=2, log_every=1), folder / "together.pt", silent, ranks)


def own_gradient(pool: ClipBatch, rank: int) -> Tensor:
    """What a rank's batch alone gives."""
    stage = Line()
    Trainer(stage, settings(), Ranks(rank, 1)).backward(pool)
    assert stage.fast.weight.grad is not None
    return stage.fast.weight.grad


def test_two_processes_take_the_mean_of_their_gradients(pool: ClipBatch, tmp_path: Path) -> None:
    torch.save(pool, tmp_path / "pool.pt")
    start_processes(train_one_rank, (free_port(), tmp_path), nprocs=2, start_method="spawn")
    first, second = (torch.load(tmp_path / f"rank{rank}.pt") for rank in range(2))
    alone = [own_gradient(pool, rank) for rank in range(2)]
    assert not torch.allclose(alone[0], alone[1])
    assert torch.allclose(first.pop("gradient"), (alone[0] + alone[1]) / 2, atol=1e-6)
    for name, value in first.items():
        assert torch.equal(value, second[name])
    assert len(read_rows(tmp_path / "together.csv")) == 2
    assert torch.load(tmp_path / "together.pt", weights_only=True)["step"] == 2
