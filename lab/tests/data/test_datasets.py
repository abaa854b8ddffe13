"""Folders of CAMUS and EchoNet-Dynamic as clips to train on: what is read, what is marked unknown, what is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from data_folders import Truth, half_cycles, write_camus, write_echonet
from torch import Tensor

from echocohort_lab.data import camus, echonet
from echocohort_lab.data.clip_source import clip_source, parts_of
from echocohort_lab.data.labelled import LabelledClip, pool_of
from echocohort_lab.data.stream import tensors
from echocohort_lab.stages import autoencoder
from echocohort_lab.stages.base import Stage
from echocohort_lab.training.train import TrainConfig, run_stage, train

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    return half_cycles(4, 12)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, truths: list[Truth]) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_camus(folder / "camus", truths)
    write_echonet(folder / "echonet", truths)
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "data"))


def dice(ours: Tensor, theirs: Tensor) -> float:
    return float(2.0 * (ours * theirs).sum() / (ours + theirs).sum())


def assert_is(clip: LabelledClip, truth: Truth) -> None:
    """The same pictures, end-diastole first, with the masks and the EF that were written."""
    frames = clip.frames.float()
    assert clip.frames.shape == truth.video.shape
    error = (frames - truth.video.float()).abs().mean()
    assert float(error) < 8.0
    assert float((frames.flip(0) - truth.video.float()).abs().mean()) > 1.2 * float(error)
    for frame, mask in clip.masks.items():
        assert dice(mask, truth.mask[frame]) > 0.95
    assert dice(clip.masks[0], truth.mask[-1]) < 0.95
    assert clip.ef == pytest.approx(truth.ef, abs=0.03)


def test_camus_views_are_read_as_they_look(made: Path, truths: list[Truth]) -> None:
    clips = camus.read(made / "camus")
    for clip, truth in zip(clips, truths, strict=True):
        assert_is(clip, truth)
    assert [len(clip.masks) for clip in clips] == [2, 12, 2, 12]


def test_echonet_videos_run_from_end_diastole_to_end_systole(made: Path, truths: list[Truth]) -> None:
    clips = echonet.read(made / "echonet")
    for clip, truth in zip(clips, truths[:3], strict=True):
        assert_is(clip, truth)
        assert sorted(clip.masks) == [0, 11]


def test_splits_are_the_official_ones(data: Path) -> None:
    assert len(echonet.read(data / "echonet", "validation")) == 1
    with pytest.raises(FileNotFoundError, match=r"subgroup_testing\.txt: expected the official subgroup"):
        camus.read(data / "camus", "testing")
    (data / "camus" / "database_split").mkdir()
    (data / "camus" / "database_split" / "subgroup_testing.txt").write_text("patient0002\n")
    tested = camus.read(data / "camus", "testing")
    assert {Path(clip.name).parent.name for clip in tested} == {"patient0002"}


def test_long_clips_are_thinned_and_videos_without_two_tracings_left_out(tmp_path: Path) -> None:
    truth = half_cycles(1, 32)[0]
    slow = Truth(truth.video.repeat_interleave(2, 0), truth.mask.repeat_interleave(2, 0), truth.ef)
    folder = write_echonet(tmp_path / "slow", [slow, slow])
    clips = echonet.read(folder)
    assert [len(clip.frames) for clip in clips] == [32]
    assert float((clips[0].frames.float() - truth.video.float()).abs().mean()) < 12.0
    listed = folder / "FileList.csv"
    listed.write_text(listed.read_text() + "0XNONE,50,1,2,112,112,50,9,TRAIN\n")
    assert len(echonet.read(folder)) == 1


def test_what_is_not_known_is_marked(made: Path) -> None:
    clips = camus.read(made / "camus")
    pool = pool_of(clips, 1, CPU)
    assert pool.mask_known.sum(1).tolist() == [2, 12, 2, 12]
    assert pool.curve_known.nonzero()[:, 1].tolist() == [0, 11] * 4
    assert pool.material_known.tolist() == [0.0] * 4
    assert pool.valid.sum(1).tolist() == [12] * 4
    assert torch.equal(pool.mask.flatten(2).sum(2) > 0, pool.mask_known > 0)
    volume = pool.curve[:, :, 5]
    assert torch.allclose(volume[:, 0], torch.ones(4), atol=1e-6)
    assert torch.allclose(volume[:, 11], 1.0 - pool.ef, atol=1e-5)
    assert pool.ef.tolist() == pytest.approx([clip.ef for clip in clips])


def test_a_mixture_renews_the_phantom_only(made: Path) -> None:
    source = clip_source(f"phantom+camus:{made / 'camus'}", 1, 7, CPU, renew=1)
    pool = source.pool(0)
    real = pool_of(camus.read(made / "camus"), 7, CPU)
    before = pool.video.clone()
    assert pool.material_known.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    source.renew_(pool, 0)
    assert not torch.equal(pool.video[0], before[0])
    for ours, theirs in zip(tensors(pool), tensors(real), strict=True):
        assert torch.equal(ours[1:], theirs)
    alone = clip_source(f"echonet:{made / 'echonet'}", 1, 7, CPU, renew=1)
    assert alone.pool(0).count == 3


def test_the_autoencoder_trains_on_real_clips_with_the_same_command(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autoencoder, "STATISTICS_FRAMES", 8)
    lines: list[str] = []
    data = f"camus:{made / 'camus'}+echonet:{made / 'echonet'}"
    path = train("autoencoder", TrainConfig(steps=1, batch=2, data=data, warm_up=1), tmp_path, lines.append)
    assert torch.load(path, weights_only=True)["config"]["data"] == data


def test_a_stage_that_needs_exact_geometry_is_not_given_real_clips(tmp_path: Path) -> None:
    class Exact(Stage):
        name = "exact"

    with pytest.raises(ValueError, match="exact learns from exact geometry, expected phantom"):
        run_stage(Exact(), TrainConfig(data="phantom+camus:/a"), tmp_path / "exact.pt", lambda line: None)


@pytest.mark.parametrize("data", ["", "camus", "camus:", "mimic:/a", "phantom+phantom", "phantom:+camus:/a"])
def test_a_source_that_does_not_exist_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="data: expected phantom, camus:DIR or echonet:DIR"):
        parts_of(data)


def test_folders_may_have_a_plus_in_their_name() -> None:
    assert parts_of("phantom+camus:/a+b+echonet:/c") == [("phantom", ""), ("camus", "/a+b"), ("echonet", "/c")]


def no_mask(folder: Path) -> None:
    (folder / "camus/patient0001/patient0001_2CH_ES_gt.nii.gz").unlink()


def no_nifti(folder: Path) -> None:
    (folder / "camus/patient0001/patient0001_2CH_half_sequence.nii.gz").write_bytes(b"not one")


def no_frame(folder: Path) -> None:
    (folder / "camus/patient0001/Info_2CH.cfg").write_text("ED: 1\nES: 40\n")


def no_ventricle(folder: Path) -> None:
    patient = folder / "camus/patient0001"
    shutil.copy(patient / "patient0001_2CH_half_sequence.nii.gz", patient / "patient0001_2CH_ED_gt.nii.gz")
    (patient / "Info_2CH.cfg").write_text("ED: 12\nES: 1\n")


def no_patients(folder: Path) -> None:
    shutil.rmtree(folder / "camus")
    (folder / "camus").mkdir()


def no_video(folder: Path) -> None:
    (folder / "echonet/Videos/0X0000.avi").unlink()


def no_avi(folder: Path) -> None:
    (folder / "echonet/Videos/0X0000.avi").write_bytes(b"not one")


def no_column(folder: Path) -> None:
    (folder / "echonet/FileList.csv").write_text("FileName,EF\n0X0000,50\n")


def no_number(folder: Path) -> None:
    (folder / "echonet/VolumeTracings.csv").write_text("FileName,X1,Y1,X2,Y2,Frame\n0X0000.avi,1,2,3,x,4\n")


def late_frame(folder: Path) -> None:
    path = folder / "echonet/VolumeTracings.csv"
    path.write_text(path.read_text().replace(",14\n", ",99\n"))


@pytest.mark.parametrize(
    ("kind", "damage", "message"),
    [
        ("camus", no_mask, r"patient0001_2CH_ES_gt\.nii\.gz: expected the ES mask"),
        ("camus", no_nifti, r"half_sequence\.nii\.gz: expected a half sequence as NIfTI"),
        ("camus", no_frame, r"Info_2CH\.cfg: ES: expected a frame from 1 to 12, got 40"),
        ("camus", no_ventricle, r"2CH_half_sequence\.nii\.gz: expected a"),
        ("camus", no_patients, r"camus: expected folders patientNNNN"),
        ("echonet", no_video, r"0X0000\.avi: expected a video that FileList\.csv names"),
        ("echonet", no_avi, r"0X0000\.avi: expected an AVI video"),
        ("echonet", no_column, r"FileList\.csv: expected the columns FileName, Split, found no Split"),
        ("echonet", no_number, r"VolumeTracings\.csv, line 2: expected four numbers"),
        ("echonet", late_frame, r"0X0000\.avi: expected 100 frames"),
    ],
)
def test_a_broken_folder_is_told_by_file(kind: str, damage: Callable[[Path], None], message: str, data: Path) -> None:
    damage(data)
    reader = {"camus": camus.read, "echonet": echonet.read}[kind]
    with pytest.raises((FileNotFoundError, ValueError), match=message):
        reader(data / kind)
