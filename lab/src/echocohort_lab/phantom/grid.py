"""Sizes of the polar image that a probe sees and of the noise that textures are made of."""

DEPTHS = 144  # samples along a beam
BEAMS = 96
TEXTURE_DEPTHS = 304  # tissue texture in end-diastolic polar coordinates: two texels a polar sample ...
TEXTURE_BEAMS = 208
DEPTH_MARGIN = 1.06  # ... reaching a little beyond the sector
BEAM_MARGIN = 1.08

SEEDS_TISSUE = (4, TEXTURE_DEPTHS, TEXTURE_BEAMS)  # two complex fields
SEEDS_COARSE = (1, 18, 19)
SEEDS_FINE = (1, 80, 56)
SEEDS_STILL = (3, 36, 24)
SEEDS_CLUTTER = (2, DEPTHS, BEAMS)
