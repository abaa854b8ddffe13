"""Figures of public apical clips at 112 x 112, which the phantom's are put beside. No pixel of them is stored or used.

CAMUS: 500 four-chamber frames of the CAMUS data set, resized without keeping the aspect. EchoNet: 100 clips of
EchoNet-Dynamic, except where `note` says that they are its nine demonstration clips. Three figures are the 5th, 50th
and 95th percentile over frames or clips, else each is a median; statistics.py says how they are taken.
"""

from dataclasses import dataclass

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
LAGS = (1, 2, 4, 8)

Figures = tuple[float | int, ...]


@dataclass(frozen=True)
class Reference:
    """One statistic: its key in a population, how it is printed, and what is known of the data sets."""

    key: str
    label: str
    digits: int
    camus: Figures | None = None
    echonet: Figures | None = None
    note: str = ""


REFERENCES = (
    Reference("mean", "mean grey, whole image", 0, (35, 51, 72), (25, 33, 46)),
    Reference("deviation", "std of grey, whole image", 0, (43, 56, 76), (35, 51, 62)),
    Reference("dark_whole", "% below grey 10, whole image", 0, (45, 45, 46), (42, 55, 67)),
    Reference("dark_sector", "% below grey 10, sector", 1, (0.4, 0.5, 0.7), (11, 27, 43)),
    Reference("sector", "sector's share of the image", 2, (0.52, 0.53, 0.54), (0.49, 0.58, 0.62)),
    Reference("quantiles", "sector q5/25/50/75/95/99", 0, (42, 60, 83, 116, 172, 208), (0, 7, 35, 87, 162, 207)),
    Reference("fine_y", "fine speckle FWHM y, px", 1, (1.8, 2.4, 3.1), (1.3, 1.8, 3.1)),
    Reference("fine_x", "fine speckle FWHM x, px", 1, (2.6, 3.0, 3.5), (2.2, 2.7, 3.2)),
    Reference("mid", "texture FWHM y, x, px", 1, (6.5, 5.5), (6.0, 5.0)),
    Reference("local_deviation", "local speckle std", 0, (11, 14, 19), (17, 22, 29)),
    Reference("slope", "log-log spectrum's slope", 2, (-3.16, -3.02, -2.84), (-2.97, -2.70, -2.43)),
    Reference("lasting", "texture alike, lag 1/2/4/8", 2, None, (0.92, 0.80, 0.65, 0.48), "nine clips, 47 to 72 fps"),
    Reference("area_ed", "LV area at ED, px", 0, (819, 1304, 2446), (904, 2450), "nine clips, least and largest"),
    Reference("area_es", "LV area at ES, px", 0, (469, 846, 1603), (518, 1940), "nine clips, least and largest"),
    Reference("ef_error", "EF of the mask - asked, |pp|", 2),
)
