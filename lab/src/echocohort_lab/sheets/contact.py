"""A contact sheet of phantom subjects, from end-diastole over end-systole to late diastole."""

from pathlib import Path

import torch

from echocohort_lab.phantom.geometry import Beats
from echocohort_lab.phantom.render import render
from echocohort_lab.phantom.subject import FRAMES, sample_subjects
from echocohort_lab.sheets.sheet import Row, write_sheet

CAPTION = "EchoCohort phantom: synthetic, no patient. End-diastole, ejection, end-systole, early filling, late diastole"


def shown_frames(b: Beats, subject: int) -> list[int]:
    """Frames of a clip that starts at end-diastole."""
    es = int(b.contraction[subject].argmax())
    filling = es + int(b.flow[subject, es:].argmax())
    return [0, es // 2, es, filling, (filling + FRAMES - 1) // 2]


def write_contact_sheet(path: Path, count: int, generator: torch.Generator) -> None:
    """One whole beat of each of `count` new subjects, a row each."""
    subject = sample_subjects(count, generator, frames=torch.full((count,), FRAMES, device=generator.device))
    subject.beat.phase_offset.zero_()
    subject.beat.beats.fill_(1.0)
    clips = render(subject, generator)
    rows = []
    for at in range(count):
        look = float(subject.scene.probe.hardness[at])
        label = (f"EF {100 * float(clips.ef[at]):.0f} %", f"hardness {look:.2f}")
        rows.append(Row(label, [clips.video[at, frame].cpu().numpy() for frame in shown_frames(clips.beats, at)]))
    write_sheet(path, rows, CAPTION)
