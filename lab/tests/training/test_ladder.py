"""The order of stages, the GPUs that they get, pauses and failures; with processes that only pretend."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import torch
from torch.distributed.run import parse_args

from echocohort_lab.data.clip_source import PHANTOM, listings
from echocohort_lab.networks.checkpoint import fingerprint, save_atomically, weights_file
from echocohort_lab.stages import BUILDERS, NEEDS
from echocohort_lab.training.ladder import Ladder, finished


def leave(run: Path, stage: str, seconds: float, weight: float = 1.0, data: str = PHANTOM) -> None:
    """What `lab train` leaves of a stage of 60 s."""
    inputs = {need: fingerprint(run / f"{need}.pt") for need in NEEDS[stage]} | listings(data)
    config = {"seconds": 60.0, "steps": 5, "data": data}
    kept = {"config": config, "seconds": seconds, "step": 9, "inputs": inputs}
    kept["average"] = {"weight": torch.tensor([weight])}
    save_atomically(kept, weights_file(run / f"{stage}.pt"))


class Pretended:
    """Stages that take `seconds` each, on a clock that only `sleep` moves."""

    def __init__(self, run: Path, seconds: Mapping[str, float] | None = None, fails: str = "") -> None:
        self.run, self.seconds, self.fails = run, seconds or {}, fails
        self.stages: Sequence[str] = tuple(NEEDS)
        self.now = 0.0
        self.started: dict[str, tuple[float, Sequence[str], Mapping[str, str]]] = {}
        self.terminated: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def start(self, line: Sequence[str], env: Mapping[str, str]) -> "Child":
        stage = line[line.index("train") + 1]
        self.started[stage] = self.now, line, env
        pause = float(line[line.index("--pause") + 1])
        return Child(self, stage, self.now, pause)

    def ladder(self, gpus: int, pause: float = 0.0) -> Ladder:
        return Ladder(self.run, gpus, pause, ("--seed", "7"), self.stages, self.start, lambda: self.now, self.sleep)


class Child:
    def __init__(self, world: Pretended, stage: str, born: float, pause: float) -> None:
        self.world, self.stage, self.born, self.pause = world, stage, born, pause

    def poll(self) -> int | None:
        lived, needs = self.world.now - self.born, self.world.seconds.get(self.stage, 10.0)
        if lived >= needs:
            leave(self.world.run, self.stage, 60.0)
            return 1 if self.stage == self.world.fails else 0
        if 0 < self.pause <= lived:
            leave(self.world.run, self.stage, 30.0)
            return 0
        return None

    def terminate(self) -> None:
        self.world.terminated.append(self.stage)

    def wait(self) -> int:
        return self.poll() or 0


def test_the_table_has_every_stage() -> None:
    assert NEEDS.keys() == BUILDERS.keys()


def test_each_stage_starts_once_what_it_needs_is_done(tmp_path: Path) -> None:
    world = Pretended(tmp_path, {"autoencoder": 20.0, "flow": 40.0})
    said: list[str] = []
    assert world.ladder(4).climb(said.append)
    begun = {stage: at for stage, (at, _, _) in world.started.items()}
    assert begun == {
        "autoencoder": 0.0,
        "audit": 0.0,
        "selector": 0.0,
        "motion": 20.0,
        "timing": 20.0,
        "flow": 30.0,
    }
    gpus = {stage: env["CUDA_VISIBLE_DEVICES"] for stage, (_, _, env) in world.started.items()}
    assert gpus["flow"] == "0,1,2,3"
    assert [gpus[stage] for stage in ("autoencoder", "audit", "selector")] == ["0", "1", "2"]
    line = world.started["flow"][1]
    assert line[line.index("--nproc-per-node") + 1] == "4"
    assert "torch.distributed.run" not in world.started["motion"][1]
    assert all(line[-2:] == ["--seed", "7"] for _, line, _ in world.started.values())
    assert "flow: starts on GPU 0,1,2,3" in said


def test_two_starts_share_the_stages(tmp_path: Path) -> None:
    measurers, rest = Pretended(tmp_path), Pretended(tmp_path)
    measurers.stages = ("audit", "selector")
    assert measurers.ladder(1).climb(lambda line: None)
    assert set(measurers.started) == {"audit", "selector"}
    assert rest.ladder(1).climb(lambda line: None)
    assert set(rest.started) == NEEDS.keys() - {"audit", "selector"}
    with pytest.raises(ValueError, match=r"--stages: expected stages among autoencoder.*; got arbiter"):
        Ladder(tmp_path, 1, stages=("audit", "arbiter"))
    with pytest.raises(ValueError, match=r"--stages: expected autoencoder too, or trained before in "):
        Ladder(tmp_path / "empty", 1, stages=("timing", "flow", "motion")).climb(lambda line: None)


def test_gpus_keep_the_names_that_they_were_given_under(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "5,7")
    world = Pretended(tmp_path)
    assert world.ladder(2).climb(lambda line: None)
    gpus = {stage: env["CUDA_VISIBLE_DEVICES"] for stage, (_, _, env) in world.started.items()}
    assert (gpus["autoencoder"], gpus["audit"], gpus["flow"]) == ("5", "7", "5,7")


def test_torchrun_understands_the_line_of_the_flow(tmp_path: Path) -> None:
    world = Pretended(tmp_path)
    assert world.ladder(2).climb(lambda line: None)
    _, line, _ = world.started["flow"]
    assert line[1:3] == ["-m", "torch.distributed.run"]
    read = parse_args(line[3:])
    assert (read.nproc_per_node, read.module, read.training_script) == ("2", True, "echocohort_lab.cli")
    assert read.training_script_args[:4] == ["train", "flow", "--run", str(tmp_path)]


def test_what_the_flow_waits_for_keeps_a_gpu_to_itself(tmp_path: Path) -> None:
    world = Pretended(tmp_path, {"audit": 50.0, "selector": 50.0})
    assert world.ladder(3).climb(lambda line: None)
    gpus = {stage: env["CUDA_VISIBLE_DEVICES"] for stage, (_, _, env) in world.started.items()}
    assert [stage for stage, gpu in gpus.items() if gpu == gpus["motion"]] == ["autoencoder", "motion"]


def test_a_paused_ladder_goes_on_where_it_was(tmp_path: Path) -> None:
    first = Pretended(tmp_path, {"audit": 200.0})
    assert not first.ladder(1, pause=45.0).climb(lambda line: None)
    assert set(first.started) == {"autoencoder", "audit", "selector", "motion", "timing", "flow"}
    assert finished(tmp_path, "flow")
    assert not finished(tmp_path, "audit")
    second = Pretended(tmp_path)
    assert second.ladder(1).climb(lambda line: None)
    assert set(second.started) == {"audit"}


def test_a_stage_that_looked_through_other_weights_is_not_finished(tmp_path: Path) -> None:
    for stage in NEEDS:
        leave(tmp_path, stage, 60.0)
    assert all(finished(tmp_path, stage) for stage in NEEDS)
    leave(tmp_path, "autoencoder", 60.0, weight=2.0)
    assert {stage for stage in NEEDS if not finished(tmp_path, stage)} == {"motion", "timing", "flow"}


def test_a_stage_whose_data_set_has_changed_is_not_finished(tmp_path: Path) -> None:
    held = tmp_path / "camus"
    held.mkdir()
    (held / "one.nii.gz").write_bytes(b"one")
    leave(tmp_path, "selector", 60.0, data=f"phantom+camus:{held}")
    assert finished(tmp_path, "selector")
    (held / "two.nii.gz").write_bytes(b"two")
    assert not finished(tmp_path, "selector")
    held.rename(tmp_path / "elsewhere")  # trained on another machine, say
    assert finished(tmp_path, "selector")


def test_a_failure_ends_the_others_and_names_the_stage(tmp_path: Path) -> None:
    world = Pretended(tmp_path, {"audit": 500.0, "selector": 300.0}, fails="autoencoder")
    with pytest.raises(ChildProcessError, match="autoencoder: its training ended with 1"):
        world.ladder(2).climb(lambda line: None)
    assert sorted(world.terminated) == ["audit", "selector"]


def test_a_machine_without_a_gpu(tmp_path: Path) -> None:
    world = Pretended(tmp_path)
    assert world.ladder(0).climb(lambda line: None)
    assert all("cpu" in line and not env for _, line, env in world.started.values())
