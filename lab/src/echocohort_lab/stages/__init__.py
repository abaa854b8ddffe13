"""What is trained, one file a stage: autoencoder -> timing and motion -> flow; the readers at any time.

base.py                                         what a stage is
autoencoder.py motion.py timing.py flow.py      the generator's
measurer.py examples.py no_ventricle.py         the two readers', and what they are shown
losses.py reach.py                              losses of motion; how far a finished flow moves
"""

from collections.abc import Callable
from pathlib import Path

import torch

from echocohort_lab.stages import flow
from echocohort_lab.stages.autoencoder import AutoencoderStage, trained_encoder
from echocohort_lab.stages.base import Stage
from echocohort_lab.stages.measurer import AuditStage, SelectorStage
from echocohort_lab.stages.motion import MotionStage
from echocohort_lab.stages.timing import TimingStage

# What each stage looks through.
NEEDS: dict[str, tuple[str, ...]] = {
    "autoencoder": (),
    "audit": (),
    "selector": (),
    "motion": ("autoencoder",),
    "timing": ("autoencoder",),
    "flow": ("autoencoder", "motion"),
}

# A fresh stage, given the folder of the run (for what earlier stages left there) and the device.
BUILDERS: dict[str, Callable[[Path, torch.device], Stage]] = {
    "autoencoder": lambda run, device: AutoencoderStage(),
    "selector": lambda run, device: SelectorStage(),
    "audit": lambda run, device: AuditStage(),
    "timing": lambda run, device: TimingStage(trained_encoder(run).to(device)),
    "motion": lambda run, device: MotionStage(trained_encoder(run).to(device)),
    "flow": flow.build,
}
