"""The networks of a finished run, put together for export, and what they were trained on."""

from pathlib import Path

import torch

from echocohort_lab.bundles.bundle import GENERATE_FILE
from echocohort_lab.bundles.generate import Generator
from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.data.clip_source import PHANTOM, parts_of
from echocohort_lab.networks.checkpoint import averaged
from echocohort_lab.readers.audit import AuditMeasurer
from echocohort_lab.readers.measurer import Measurer
from echocohort_lab.stages.autoencoder import trained_encoder
from echocohort_lab.stages.flow import trained_flow


def trained_readers(run: Path) -> tuple[Measurer, AuditMeasurer]:
    """The own reader and the audit of a run."""
    own, audit = Measurer(), AuditMeasurer()
    own.load_state_dict(averaged(run / "selector.pt"))
    audit.load_state_dict(averaged(run / "audit.pt"))
    return own, audit


def load_trained(run: Path, readers: Path | None = None) -> Generator:
    """The generator of a finished run, for export; with the readers of a bundle, where one is given."""
    generator = Generator()
    generator.encoder = trained_encoder(run)
    generator.flow, generator.decoder = trained_flow(run)
    generator.timing.load_state_dict(averaged(run / "timing.pt"))
    if readers is None:
        generator.selector, generator.audit = trained_readers(run)
    else:
        kept = restore_generator(readers / GENERATE_FILE)
        generator.selector, generator.audit = kept.selector, kept.audit
    return generator.eval()


def trained_on(run: Path) -> list[str]:
    """Kinds of clips that any stage of a run has seen: phantom, camus, echonet."""
    settings = [torch.load(path, map_location="cpu", weights_only=True)["config"] for path in run.glob("*.pt")]
    return sorted({kind for each in settings for kind, _ in parts_of(each.get("data", PHANTOM))})


def recipe_of(run: Path) -> list[dict[str, object]]:
    """What made each network of a run: stage, steps, seed, data, pool, batch, seconds, and the commit of the code."""
    recipe = []
    for path in sorted(run.glob("*.weights.pt")):
        kept = torch.load(path, map_location="cpu", weights_only=True)
        settings = {name: kept["config"].get(name) for name in ("seed", "data", "batch", "pool", "renew")}
        told = {"stage": kept["stage"], "steps": kept["step"], "seconds": round(kept["seconds"])}
        start = kept.get("inputs", {}).get("start")
        begun = {"startSha256": start} if start else {}
        recipe.append({**told, **settings, **begun, "commit": kept.get("commit", "unknown")})
    return recipe
