"""CAMUS: apical two- and four-chamber half cycles with the left ventricle marked (Leclerc et al., IEEE TMI 2019).

    patientNNNN/Info_{2CH,4CH}.cfg                                      ED and ES, 1-based frames of the half sequence
    patientNNNN/patientNNNN_{2CH,4CH}_half_sequence.nii.gz              greys, [lateral, depth, T]
    patientNNNN/patientNNNN_{2CH,4CH}_{ED,ES}_gt.nii.gz                 0 background, 1 LV, 2 myocardium, 3 atrium
    patientNNNN/patientNNNN_{2CH,4CH}_half_sequence_gt.nii.gz           the same for all frames, in some releases
    database_split/subgroup_{training,validation,testing}.txt           official subgroups

Patients may also lie in a folder database_nifti. The area-length EF of each view's own masks is used, not the one of
Info.cfg, which is biplane Simpson.
"""

from functools import partial
from pathlib import Path

import nibabel
import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.data.labelled import SPLITS, Found, LabelledClip, Spacing, labelled_clip, read_each

VIEWS = ("2CH", "4CH")
VENTRICLE = 1


def required(path: Path, what: str) -> Path:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected {what} of CAMUS")
    return path


def read_info(path: Path) -> dict[str, str]:
    """The lines `key: value` of an Info file."""
    pairs = (line.split(":", 1) for line in required(path, "the Info file").read_text().splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def labelled_frame(info: dict[str, str], key: str, path: Path, count: int) -> int:
    """A frame of the sequence that Info.cfg names, from 0."""
    text = info.get(key, "")
    if not text.isdigit() or not 1 <= int(text) <= count:
        raise ValueError(f"{path}: {key}: expected a frame from 1 to {count}, got {text or 'nothing'}")
    return int(text) - 1


def read_volume(path: Path, what: str) -> tuple[Float[Tensor, "T H W"], Spacing]:
    """Frames as displayed (depth down, lateral across), and the size of a pixel."""
    try:
        image = nibabel.load(required(path, what))
        data = np.asarray(image.dataobj, dtype=np.float32)  # type: ignore[attr-defined]
    except (nibabel.filebasedimages.ImageFileError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"{path}: expected {what} as NIfTI, got an unreadable file ({error})") from error
    if data.ndim not in (2, 3):
        raise ValueError(f"{path}: expected [lateral, depth] or [lateral, depth, T], got shape {data.shape}")
    lateral, depth = (float(size) for size in image.header.get_zooms()[:2])  # type: ignore[attr-defined]
    frames = torch.from_numpy(np.ascontiguousarray(np.atleast_3d(data).transpose(2, 1, 0)))
    return frames, (depth, lateral)


def read_view(patient: Path, view: str) -> LabelledClip:
    """One view of a patient, from end-diastole to end-systole. A sequence that runs from ES to ED is reversed."""
    stem = f"{patient.name}_{view}"
    sequence = patient / f"{stem}_half_sequence.nii.gz"
    video, spacing = read_volume(sequence, "a half sequence")
    cfg = patient / f"Info_{view}.cfg"
    info = read_info(cfg)
    ed, es = (labelled_frame(info, key, cfg, len(video)) for key in ("ED", "ES"))
    marked = {
        frame: read_volume(patient / f"{stem}_{key}_gt.nii.gz", f"the {key} mask")[0][0]
        for frame, key in ((ed, "ED"), (es, "ES"))
    }
    every = patient / f"{stem}_half_sequence_gt.nii.gz"
    if every.is_file():
        labels, _ = read_volume(every, "masks of a half sequence")
        if len(labels) != len(video):
            raise ValueError(f"{every}: expected {len(video)} frames, as {sequence.name} has, got {len(labels)}")
        marked = {**dict(enumerate(labels)), **marked}
    way = list(range(ed, es + 1)) if ed < es else list(range(ed, es - 1, -1))
    masks = {at: (marked[frame] == VENTRICLE).float() for at, frame in enumerate(way) if frame in marked}
    return labelled_clip(str(sequence), video[way], masks, spacing)


def patients_of(folder: Path, split: str) -> list[Path]:
    """Folders of the patients of a subgroup. Without official subgroup files every patient is for training."""
    subgroup = folder / "database_split" / f"subgroup_{split}.txt"
    base = folder / "database_nifti" if (folder / "database_nifti").is_dir() else folder
    if subgroup.is_file():
        return [base / name for name in subgroup.read_text().split()]
    if split != SPLITS[0]:
        raise FileNotFoundError(f"{subgroup}: expected the official subgroup of CAMUS")
    return sorted(path for path in base.glob("patient*") if path.is_dir())


def read(folder: Path, split: str = SPLITS[0]) -> Found:
    """Both views of every patient of a subgroup; a view that is broken is left out."""
    patients = patients_of(folder, split)
    if not patients:
        raise FileNotFoundError(f"{folder}: expected folders patientNNNN of CAMUS")
    return read_each(partial(read_view, patient, view) for patient in patients for view in VIEWS)
