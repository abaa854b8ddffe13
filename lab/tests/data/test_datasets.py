"""Folders of CAMUS and EchoNet-Dynamic as clips to train on: what is read, what is marked unknown, what is refused."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from data_folders import DEPTH, LATERAL, SPACING, Truth, half_cycles, write_camus, write_echonet
from torch import Tensor

from echocohort_lab.bundles.trained import load_trained, trained_on
from echocohort_lab.data import camus, echonet
from echocohort_lab.data.clip_source import clip_source, named, parts_of, repeated
from echocohort_lab.data.decoded import decoded
from echocohort_lab.data.labelled import Found, LabelledClip, pool_of
from echocohort_lab.data.stream import tensors
from echocohort_lab.draws.seeds import seeded
from echocohort_lab.networks.checkpoint import averaged
from echocohort_lab.stages import NEEDS, autoencoder
from echocohort_lab.stages.base import Stage
from echocohort_lab.stages.examples import draw_examples
from echocohort_lab.stages.measurer import SelectorStage
from echocohort_lab.training.train import TrainConfig, Trainer, run_stage, train

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
    clips = camus.read(made / "camus").clips
    for clip, truth in zip(clips, truths, strict=True):
        assert_is(clip, truth)
    assert [len(clip.masks) for clip in clips] == [2, 12, 2, 12]


def test_echonet_videos_run_from_end_diastole_to_end_systole(made: Path, truths: list[Truth]) -> None:
    clips = echonet.read(made / "echonet").clips
    for clip, truth in zip(clips, truths[:3], strict=True):
        assert_is(clip, truth)
        assert sorted(clip.masks) == [0, 11]


def test_splits_are_the_official_ones(data: Path) -> None:
    assert len(echonet.read(data / "echonet", "validation").clips) == 1
    with pytest.raises(FileNotFoundError, match=r"subgroup_testing\.txt: expected the official subgroup"):
        camus.read(data / "camus", "testing")
    (data / "camus" / "database_split").mkdir()
    (data / "camus" / "database_split" / "subgroup_testing.txt").write_text("patient0002\n")
    tested = camus.read(data / "camus", "testing").clips
    assert {Path(clip.name).parent.name for clip in tested} == {"patient0002"}


def test_long_clips_are_thinned_and_videos_without_two_tracings_left_out(tmp_path: Path) -> None:
    truth = half_cycles(1, 32)[0]
    slow = Truth(truth.video.repeat_interleave(2, 0), truth.mask.repeat_interleave(2, 0), truth.ef)
    folder = write_echonet(tmp_path / "slow", [slow, slow])
    clips = echonet.read(folder).clips
    assert [len(clip.frames) for clip in clips] == [32]
    assert float((clips[0].frames.float() - truth.video.float()).abs().mean()) < 12.0
    listed = folder / "FileList.csv"
    listed.write_text(listed.read_text() + "0XNONE,50,1,2,112,112,50,9,TRAIN\n")
    assert len(echonet.read(folder).clips) == 1


def test_what_is_not_known_is_marked(made: Path) -> None:
    clips = camus.read(made / "camus").clips
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
    real = pool_of(camus.read(made / "camus").clips, 7, CPU)
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
        run_stage(Exact(), TrainConfig(data="camus:/a"), tmp_path / "exact.pt", lambda line: None)


@pytest.mark.parametrize("data", ["", "camus", "camus:", "mimic:/a", "phantom+phantom", "phantom:+camus:/a"])
def test_a_source_that_does_not_exist_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="data: expected phantom, camus:DIR or echonet:DIR"):
        parts_of(data)


def test_folders_may_have_a_plus_in_their_name() -> None:
    assert parts_of("phantom+camus:/a+b+echonet:/c") == [("phantom", ""), ("camus", "/a+b"), ("echonet", "/c")]


def test_a_mere_folder_names_the_data_sets_in_it(made: Path, tmp_path: Path) -> None:
    both = f"phantom+camus:{made / 'camus'}+echonet:{made / 'echonet'}"
    assert named(str(made)) == both
    assert named(str(made / "echonet")) == f"phantom+echonet:{made / 'echonet'}"
    assert named(str(made / "camus")) == f"phantom+camus:{made / 'camus'}"
    assert named(both) == both
    with pytest.raises(ValueError, match="--data: expected the layout of CAMUS or EchoNet-Dynamic in"):
        named(str(tmp_path))
    with pytest.raises(ValueError, match="data: expected phantom, camus:DIR or echonet:DIR"):
        named(str(tmp_path / "gone"))


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


def one_size(folder: Path) -> None:
    patient = folder / "camus/patient0001"
    shutil.copy(patient / "patient0001_2CH_ED_gt.nii.gz", patient / "patient0001_2CH_ES_gt.nii.gz")


READ = {"camus": camus.read, "echonet": echonet.read}


@pytest.mark.parametrize(
    ("kind", "damage", "message"),
    [
        ("camus", no_mask, r"patient0001_2CH_ES_gt\.nii\.gz: expected the ES mask"),
        ("camus", no_nifti, r"half_sequence\.nii\.gz: expected a half sequence as NIfTI"),
        ("camus", no_frame, r"Info_2CH\.cfg: ES: expected a frame from 1 to 12, got 40"),
        ("camus", no_ventricle, r"2CH_half_sequence\.nii\.gz: expected a"),
        ("camus", one_size, r"2CH_half_sequence\.nii\.gz: expected a larger left ventricle at end-diastole"),
        ("echonet", no_video, r"0X0000\.avi: expected a video that FileList\.csv names"),
        ("echonet", no_avi, r"0X0000\.avi: expected an AVI video"),
    ],
)
def test_a_broken_clip_is_left_out_with_its_reason(
    kind: str, damage: Callable[[Path], None], message: str, data: Path
) -> None:
    whole = READ[kind](data / kind)
    assert whole.left_out == []
    damage(data)
    found = READ[kind](data / kind)
    assert [clip.name for clip in found.clips] == [clip.name for clip in whole.clips[1:]]
    assert len(found.left_out) == 1
    assert re.search(message, found.left_out[0])


@pytest.mark.parametrize(
    ("kind", "damage", "message"),
    [
        ("camus", no_patients, r"camus: expected folders patientNNNN"),
        ("echonet", no_column, r"FileList\.csv: expected the columns FileName, Split, found no Split"),
        ("echonet", no_number, r"VolumeTracings\.csv, line 2: expected four numbers"),
        ("echonet", late_frame, r"none can; the first: .*0X0000\.avi: expected 100 frames"),
    ],
)
def test_a_broken_folder_is_told_by_file(kind: str, damage: Callable[[Path], None], message: str, data: Path) -> None:
    damage(data)
    with pytest.raises((FileNotFoundError, ValueError), match=message):
        READ[kind](data / kind)


def test_a_folder_is_decoded_once_and_again_when_it_changes(data: Path, tmp_path: Path) -> None:
    folder, asked = data / "camus", list[Path]()

    def read(at: Path) -> Found:
        asked.append(at)
        return camus.read(at)

    no_mask(data)
    first, second = (decoded("camus", folder, tmp_path / "cache", read) for _ in range(2))
    assert len(asked) == 1
    assert second.left_out == first.left_out
    assert len(second.left_out) == 1
    for one, two in zip(first.clips, second.clips, strict=True):
        assert (one.name, one.ef) == (two.name, two.ef)
        assert torch.equal(one.frames, two.frames)
        assert all(torch.equal(one.masks[frame], two.masks[frame]) for frame in one.masks)
    no_nifti(data)
    assert len(decoded("camus", folder, tmp_path / "cache", read).clips) == 3  # both were of one view
    assert len(asked) == 2


def test_clips_of_data_sets_are_the_share_of_the_pool_that_was_asked_for(made: Path) -> None:
    clips = camus.read(made / "camus").clips
    assert [len(repeated(clips, 12, share)) for share in (0.1, 0.5, 0.75)] == [4, 12, 36]
    assert repeated(clips, 12, 0.5)[4] is clips[0]
    with pytest.raises(ValueError, match="real: expected a share between 0 and 1, got 1"):
        repeated(clips, 12, 1.0)


def test_readers_look_at_known_masks_only_and_only_the_phantom_is_moved(made: Path) -> None:
    real = pool_of(camus.read(made / "camus").clips, 7, CPU)
    shown = draw_examples(real, 8, seeded(CPU, 1))
    for frames, masks in zip(shown.frames, shown.mask, strict=True):
        halves = F.avg_pool2d(masks, 2)
        for frame, mask in zip(frames, halves, strict=True):
            of = (real.video.float() / 255.0 - frame).abs().mean((2, 3))
            clip, at = divmod(int(of.argmin()), of.shape[1])
            assert float(of.min()) < 1e-6
            assert float(real.mask_known[clip, at]) == 1.0
            assert float((mask - real.mask[clip, at]).abs().mean()) < 0.01
            assert float((mask - real.mask[clip, at].roll(4, 1)).abs().mean()) > 0.01
    mixed = clip_source(f"phantom+camus:{made / 'camus'}", 4, 7, CPU).pool(0)
    examples = draw_examples(mixed, 16, seeded(CPU, 2))
    assert bool((examples.mask.sum((2, 3)) > 20.0).all())


def middle(marked: Tensor) -> float:
    """Where what is marked lies across the picture, pixels, the mean of all pictures [N, 1, H, W]."""
    across = torch.arange(marked.shape[-1], dtype=torch.float32)
    return float(((marked * across).sum((1, 2, 3)) / marked.sum((1, 2, 3)).clamp(min=1e-6)).mean())


WRITE = {"camus": write_camus, "echonet": write_echonet}
WIDTHS = {"camus": 112 * LATERAL * SPACING[1] / (DEPTH * SPACING[0]), "echonet": 112.0}  # of a picture in the clip


@pytest.mark.parametrize("kind", ["camus", "echonet"])
def test_labels_move_the_reader(kind: str, truths: list[Truth], tmp_path: Path) -> None:
    """The same pictures with masks a seventh of the width aside: what the reader marks lies aside as well."""
    found = []
    for aside in (0.0, 1.0 / 7.0):
        clips = READ[kind](WRITE[kind](tmp_path / f"{aside:.1f}", truths, aside)).clips
        pool = pool_of(clips, 7, CPU)
        torch.manual_seed(1)
        stage = SelectorStage((8, 12, 16, 16))
        trainer = Trainer(stage, TrainConfig(steps=40, batch=8, learning_rate=6e-3, warm_up=5, average=0.9))
        for _ in range(40):
            trainer.advance(pool)
        stage.network.eval()
        pictures = pool.video[:, 0][:, None].float() / 255.0
        with torch.no_grad():
            found.append(middle(torch.sigmoid(stage.measurer(pictures))))
    assert found[1] - found[0] > 0.5 * WIDTHS[kind] / 7.0


def test_a_run_on_the_phantom_and_both_data_sets_trains_every_stage_to_a_generator(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autoencoder, "STATISTICS_FRAMES", 8)
    no_mask(data)
    lines: list[str] = []
    sources = f"phantom+camus:{data / 'camus'}+echonet:{data / 'echonet'}"
    settings = TrainConfig(steps=1, batch=2, data=sources, pool=1, warm_up=1, seed=7)
    for name in NEEDS:
        path = train(name, settings, tmp_path / "run", lines.append)
        whole = averaged(path)
        assert all(bool(torch.isfinite(value).all()) for value in whole.values())
        path.unlink()  # the next stages read the small file
        assert averaged(path).keys() == whole.keys()
        assert path.with_suffix(".png").exists()
    assert lines.count("camus: 3 clips, 1 left out") == lines.count("echonet: 3 clips, 0 left out") == 4
    assert [line.partition(":")[0] for line in lines if "from the phantom's clips alone" in line] == ["motion", "flow"]
    assert trained_on(tmp_path / "run") == ["camus", "echonet", "phantom"]
    generator = load_trained(tmp_path / "run")
    picture = torch.zeros(1, 112, 112, dtype=torch.uint8)
    assert bool(torch.isfinite(generator.read(picture).agreement).all())
