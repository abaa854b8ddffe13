"""What is measured, in words, and what is wanted: the one place where keys, protocols and limits stand.

In the order in which the model card tells it: what it is good for, what is exact, what the pictures show, what becomes
of other pictures, what it costs.
"""

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
CARRIED = (
    f"{CF}, first attempt; EF of the own reader's carried outline against the exact EF (true mask, same displacement)"
)
CARRIED_AUDIT = f"{CF}, first attempt; EF of the audit's carried outline against the exact EF"
ASKED = f"{CF}, first attempt; exact EF against the target"
SHOWN = f"{CF}, first attempt; the audit looks at every made frame anew, against the target"
STEERED = (
    f"{CF}; accepted when both carried readings are within 3 pp, at most 8 attempts, each asks by what the last gave"
)
ALONE = "one observed frame, own EF, beat drawn by the model"
MOVED = f"{ALONE}; volume of the moved true mask"
OWN = "one observed frame, own EF and volume curve"
REGIONAL = "regional wall motion (no shift of the heart, no change of volume)"
TRUTH = "audit on true clips"
INSIDE = f"{OWN}; inside the sector"
APART = f"{OWN}; clips of others against raw clips, a classifier trained until it has learnt them, accuracy"
REGRESSOR = (
    "EF regressor (3-D convolutions), mean absolute EF error on 1,024 raw clips of others, pp, mean of two seeds"
)
TWINS = "8 twins a clip, EF 10..75 %, label: own reader's carried EF"
MUST = "frames of the phantom's geometry by PyMUST (P4-2v, five diverging waves, 45 and 60 dB)"
TWINS_OF_MUST = f"{MUST}, that pass the gate; twins at 25, 50, 70 %, carried EF against the exact EF"
NOTHING = "pictures drawn by code without a ventricle, ten families"
BATCH = "same weights, batch 8; a flow trained for one step, so a near tautology"
GRAPH = "shipped graph on the CPU against the module"
ELSEWHERE = "true clips by scanners of every kind"
COARSE = f"{ELSEWHERE}: those with coarse speckle, every frame read anew"
NARROW = f"{ELSEWHERE}: those with a narrow sector, every frame read anew"

MAE = "mean absolute EF error, pp"
R2 = "R2 against the identity"
BIAS = "mean EF error, pp"
P95 = "95th percentile of the absolute EF error, pp"
WORST = "largest absolute EF error, pp"
REVERSALS = "reversals above 20 % of the amplitude a clip, less those of the prior"
MANY = "share of clips with more than four reversals"
GAIN = "SSIM of unobserved frames, less that of copying"
CLOSED = "share of the way from 256 raw clips to 2,304 that 2,048 twins of the 256 bring"
BAND = "power of far frames in that band of the spectrum where it is farthest from the phantom's, over it or under"
RAW = "raw clips against raw clips of others, the same five classifiers, accuracy"
RIGHT = (
    "one frame moved by the phantom's exact motion, our warp and finish, against raw clips, the same five classifiers, "
    "accuracy: what is left to be told when all motion is right"
)

PARTS = {
    "What it is good for": (
        Measure("downstream.closed", REGRESSOR, CLOSED, "above", 0.5, 0.75),
        Measure("downstream.twinsOnly", REGRESSOR, f"trained on the 2,048 twins alone ({TWINS})", "below", 9.0, 6.5),
        Measure("downstream.few", REGRESSOR, "trained on 256 raw clips"),
        Measure("downstream.augmented", REGRESSOR, f"trained on 256 raw clips and 2,048 twins of them ({TWINS})"),
        Measure("downstream.many", REGRESSOR, "trained on 2,304 raw clips"),
        Measure("downstream.twinsOnlyWorst", REGRESSOR, "the twins alone, worse seed"),
        Measure("downstream.fewWorst", REGRESSOR, "256 raw clips, worse seed"),
        Measure("downstream.augmentedWorst", REGRESSOR, "256 raw clips and their twins, worse seed"),
        Measure("downstream.manyWorst", REGRESSOR, "2,304 raw clips, worse seed"),
    ),
    "What is exact": (
        Measure("carried.maePp", CARRIED, MAE, "below", 0.25, 0.15),
        Measure("carried.p95Pp", CARRIED, P95, "below", 0.7, 0.4),
        Measure("asked.firstMaePp", ASKED, MAE, "below", 0.8, 0.5),
        Measure("asked.firstBiasPp", ASKED, BIAS, "within", 0.5, 0.1),
        Measure("asked.firstR2", ASKED, R2, "above", 0.99, 0.998),
        Measure("attempts.phantom", STEERED, "attempts a sample", "below", 1.1, 1.02),
        Measure("carried.worstPp", CARRIED, WORST),
        Measure("carried.biasPp", CARRIED, BIAS, "within"),
        Measure("carried.auditMaePp", CARRIED_AUDIT, MAE),
        Measure("carried.auditP95Pp", CARRIED_AUDIT, P95),
        Measure("carried.auditWorstPp", CARRIED_AUDIT, WORST),
        Measure("carried.gapPp", f"{CF}, first attempt", "mean difference of the two carried readings, pp"),
        Measure("asked.firstP95Pp", ASKED, P95),
        Measure("asked.keptMaePp", f"{STEERED}; exact EF of the kept one against the target", MAE),
        Measure("attempts.accepted", STEERED, "share of samples that are accepted", "above"),
        Measure("motion.foldShare", CF, "share of pixels where the displacement folds", "below", 0.001, 0.0),
        Measure("motion.foldShareGrid", CF, "share of cells of the field grid that fold"),
    ),
    "What the pictures show": (
        Measure("shown.maePp", SHOWN, MAE, "below", 2.1, 1.6),
        Measure("shown.biasPp", SHOWN, BIAS, "within", 0.6, 0.3),
        Measure("ruler.efMaePp", TRUTH, f"{MAE}, against the exact EF", "below", 2.0, 1.2),
        Measure("ruler.dice", TRUTH, "Dice with the exact full-size masks", "above", 0.97, 0.98),
        Measure("c2stWorst", APART, "worst of five seeds", "below", 0.62, 0.53),
        Measure("timing.energyDistance", ALONE, "energy distance of all beats to the prior's", "within", 0.01, 0.005),
        Measure("timing.reversalExcess", ALONE, REVERSALS, "within", 0.3, 0.05),
        Measure("timing.shareAbove4", ALONE, MANY, "below", 0.03, 0.0),
        Measure("timing.crpsRatio", ALONE, "CRPS of the contraction curve over that of the prior", "below", 0.9, 0.7),
        Measure("diversity.regionalSpread", OWN, f"{REGIONAL}, draws over error", "above", 0.15, 0.6),
        Measure("ssim.unobservedGain", OWN, GAIN, "above", 0.05, 0.08),
        Measure("ssim.endSystolicGain", OWN, "the same near end-systole, own EF above 45 %", "above", 0.06, 0.12),
        Measure("ssim.farGain", OWN, "the same more than a quarter of V_ED away", "above", 0.06, 0.12),
        Measure("texture.worstBand", OWN, BAND, "below", 1.25, 1.05),
        Measure("texture.flicker", OWN, "mean change from frame to frame over the phantom's", "above", 0.65, 0.9),
        Measure("texture.latticePeak", OWN, "largest lattice peak in the spectrum over the phantom's", "below", 1.5),
        Measure("c2stBest", APART, "best of five seeds"),
        Measure("c2st.rawControl", RAW, "worst of five seeds"),
        Measure("c2st.exactMotion", RIGHT, "worst of five seeds"),
        Measure("c2st.exactMotionBest", RIGHT, "best of five seeds"),
        Measure("shown.r2", SHOWN, R2, "above"),
        Measure("timing.shownReversalExcess", MOVED, REVERSALS, "within"),
        Measure("timing.shownShareAbove4", MOVED, MANY),
        Measure("diversity.drawRmsPx", OWN, f"{REGIONAL}, rms of a draw about the mean of eight, px"),
        Measure("diversity.errorRmsPx", OWN, f"{REGIONAL}, rms of the true one about that mean, px"),
        Measure("ssim.unobserved", OWN, "SSIM of unobserved frames", "above"),
        Measure("ssim.copy", OWN, "the same, for the observed frame repeated", "above"),
        Measure("ssim.inside.unobservedGain", INSIDE, GAIN, "above"),
        Measure("ssim.inside.endSystolicGain", INSIDE, "the same near end-systole, own EF above 45 %", "above"),
        Measure("ssim.inside.farGain", INSIDE, "the same more than a quarter of V_ED away", "above"),
        Measure("ssim.inside.unobserved", INSIDE, "SSIM of unobserved frames", "above"),
        Measure("ssim.inside.copy", INSIDE, "the same, for the observed frame repeated", "above"),
        Measure("texture.fineBand", OWN, "power of far frames at 2 to 2.8 px over the phantom's", "within"),
        Measure("texture.speckleBand", OWN, "the same at 2.8 to 5.6 px", "within"),
        Measure("texture.coarseBand", OWN, "the same at 5.6 to 11.2 px", "within"),
    ),
    "What becomes of other pictures": (
        Measure("gate.falseRefusals", "held-out phantom frames", "share that the gate refuses", "below", 0.01, 0.002),
        Measure("gate.falseAccepts", NOTHING, "share that the gate lets in", "below", 0.0, 0.0),
        Measure("outside.readable", MUST, "share that passes the gate", "above", 0.95, 1.0),
        Measure("outside.carriedMaePp", TWINS_OF_MUST, MAE, "below", 0.4, 0.15),
        Measure("scanners.coarseOwnMaePp", COARSE, f"own reader: {MAE}", "below", 3.0, 2.0),
        Measure("scanners.coarseAuditMaePp", COARSE, f"audit: {MAE}", "below", 3.0, 2.0),
        Measure("scanners.narrowOwnMaePp", NARROW, f"own reader: {MAE}", "below", 3.5, 2.5),
        Measure("scanners.narrowAuditMaePp", NARROW, f"audit: {MAE}", "below", 3.5, 2.5),
        Measure("scanners.falseRefusals", f"{ELSEWHERE}, all frames", "share that the gate refuses"),
        Measure("gate.falseAcceptsWorstFamily", NOTHING, "the same of the worst family"),
        Measure("outside.carriedP95Pp", TWINS_OF_MUST, "95th percentile over subjects of the worst of the three, pp"),
        Measure("outside.auditMaePp", f"{TWINS_OF_MUST}; by the audit's outline", MAE),
        Measure("outside.readerDice", MUST, "Dice of the worse of the two readers' masks with the true mask", "above"),
    ),
    "What it costs": (
        Measure("cpuSecondsPerClip", "shipped graph, ONNX Runtime, 2 threads", "s for 32 frames", "below", 0.18, 0.14),
        Measure("bundleMb", "files that bundle.json names, readers included", "10^6 bytes", "below", 25.0, 15.0),
        Measure("speedup.steps25", BATCH, "25 steps over one, whole graph", "above", 10.0, 20.0),
        Measure("speedup.steps50", BATCH, "50 steps over one, whole graph", "above", 20.0, 40.0),
        Measure("speedup.latent50", BATCH, "50 steps over one, motion latents alone", "above", 45.0, 49.0),
        Measure("parity.maxLevels", GRAPH, "largest difference, grey levels"),
        Measure("parity.pixelShare", GRAPH, "share of pixels that differ"),
    ),
}  # fmt: skip
MEASURES = tuple(measure for part in PARTS.values() for measure in part)
