"""What is measured, in words, and what is wanted: the one place where keys, protocols and limits stand."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["aim", "must", "miss", "-"]
Side = Literal["below", "above", "within"]  # `within`: the magnitude counts


@dataclass(frozen=True)
class Measure:
    """One figure. `must` and `aim` are limits that it meets by equality; None where nothing is asked."""

    key: str
    where: str
    what: str
    side: Side = "below"
    must: float | None = None
    aim: float | None = None

    @property
    def protocol(self) -> str:
        return f"{self.where}: {self.what}"

    def meets(self, value: float, limit: float) -> bool:
        if self.side == "above":
            return value >= limit
        return (abs(value) if self.side == "within" else value) <= limit

    def verdict(self, value: float) -> Verdict:
        if self.must is None:
            return "-"
        if not self.meets(value, self.must):
            return "miss"
        return "aim" if self.aim is not None and self.meets(value, self.aim) else "must"


CF = "one observed frame, another EF (10..75 %), beat drawn by the model"
EXACT = f"{CF}; true LV mask moved by the displacement"
AUDIT = f"{CF}; audit"
STEERED = f"{AUDIT}, target recalibrated by an affine fit on other subjects"
FOUR = f"{CF}; the selector picks one of four draws, asked for through the bundle's response; the audit reads it"
ALONE = "one observed frame, own EF, beat drawn by the model"
SHOWN = f"{ALONE}; volume of the moved true mask"
OWN = "one observed frame, own EF and volume curve"
TRUTH = "audit on true clips"
BATCH = "same weights, batch 8"

MAE = "mean absolute EF error, pp"
R2 = "R2 against the identity"
BIAS = "magnitude of the mean EF error, pp"
REVERSALS = "reversals above 20 % of the amplitude a clip, less those of the prior"
MANY = "share of clips with more than four reversals"

MEASURES = (
    Measure("exact.maePp", EXACT, MAE, "below", 1.2, 0.5),
    Measure("exact.r2", EXACT, R2, "above", 0.99, 0.998),
    Measure("exact.absBiasPp", EXACT, BIAS, "below", 0.5, 0.1),
    Measure("ruler.efMaePp", TRUTH, f"{MAE}, against the exact EF", "below", 2.0, 1.2),
    Measure("ruler.dice", TRUTH, "Dice with the exact full-size masks", "above", 0.97, 0.98),
    Measure("counterfactual.maePp", STEERED, MAE, "below", 2.6, 1.6),
    Measure("counterfactual.r2", STEERED, R2, "above", 0.96, 0.985),
    Measure("counterfactual.absBiasPp", STEERED, BIAS, "below", 0.5, 0.2),
    Measure("bestOf4.maePp", FOUR, MAE, "below", 2.4, 1.4),
    Measure("timing.energyDistance", ALONE, "energy distance of all beats to the prior's", "within", 0.01, 0.005),
    Measure("timing.reversalExcess", ALONE, REVERSALS, "within", 0.3, 0.05),
    Measure("timing.shareAbove4", ALONE, MANY, "below", 0.03, 0.0),
    Measure("timing.crpsRatio", ALONE, "CRPS of the contraction curve over that of the prior", "below", 0.9, 0.7),
    Measure("diversity.regionalSpread", OWN, "regional wall motion, draws over error", "above", 0.15, 0.6),
    Measure("ssim.unobservedGain", OWN, "SSIM of unobserved frames, less that of copying", "above", 0.05, 0.08),
    Measure("ssim.endSystolicGain", OWN, "the same near end-systole, own EF above 45 %", "above", 0.06, 0.12),
    Measure("ssim.farGain", OWN, "the same more than a quarter of V_ED away", "above", 0.06, 0.12),
    Measure("texture.farHighFrequency", OWN, "high-pass energy of far frames over the phantom's", "above", 0.8, 0.95),
    Measure("texture.flicker", OWN, "mean change from frame to frame over the phantom's", "above", 0.65, 0.9),
    Measure("texture.latticePeak", OWN, "largest lattice peak in the spectrum over the phantom's", "below", 1.5),
    Measure("c2stVsRaw", OWN, "accuracy of a converged classifier against raw clips", "below", 0.62, 0.53),
    Measure("motion.foldShare", CF, "share of pixels where the displacement folds", "below", 0.001, 0.0),
    Measure("speedup.steps25", BATCH, "25 steps over one, whole graph with measuring", "above", 10.0, 20.0),
    Measure("speedup.steps50", BATCH, "50 steps over one, whole graph with measuring", "above", 20.0, 40.0),
    Measure("speedup.latent50", BATCH, "50 steps over one, motion latents alone", "above", 45.0, 49.0),
    Measure("cpuSecondsPerClip", "shipped graph, ONNX Runtime, 2 threads", "s for 32 frames", "below", 0.5, 0.25),
    Measure("bundleMb", "files that bundle.json names, audit included", "10^6 bytes", "below", 25.0, 15.0),
    Measure("counterfactual.rawMaePp", AUDIT, MAE),
    Measure("counterfactual.rawAbsBiasPp", AUDIT, BIAS),
    Measure("selector.maePp", f"{CF}; the bundle's own measurer", MAE),
    Measure("bestOf4.plainMaePp", f"{CF}; the same, with the target itself asked for", MAE),
    Measure("timing.shownReversalExcess", SHOWN, REVERSALS, "within"),
    Measure("timing.shownShareAbove4", SHOWN, MANY),
    Measure("diversity.drawRmsPx", OWN, "regional wall motion, rms of a draw about the mean of eight, px"),
    Measure("diversity.errorRmsPx", OWN, "regional wall motion, rms of the true one about that mean, px"),
    Measure("ssim.unobserved", OWN, "SSIM of unobserved frames", "above"),
    Measure("ssim.copy", OWN, "the same, for the observed frame repeated", "above"),
    Measure("motion.foldShareGrid", CF, "share of cells of the field grid that fold"),
    Measure("parity.maxLevels", "shipped graph on the CPU against the module", "largest difference, grey levels"),
    Measure("parity.pixelShare", "shipped graph on the CPU against the module", "share of pixels that differ"),
)  # fmt: skip
