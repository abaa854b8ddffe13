"""A phantom of apical echo clips whose EF is exact by construction.

subject.py sampler.py                                 anatomy and beat of a batch of subjects
probe.py scanners.py scene.py                         the scanner; echo levels, and what spoils the picture
geometry.py grid.py                                   how the heart moves; sizes of the polar image
background.py chambers.py tissue.py valve.py          echo amplitudes, with what painter.py knows
speckle.py render.py                                  texture that moves with the tissue; the clip

Units: image height = 1, x in -0.5..0.5 to the right, y in 0..1 downward. Shapes: B subjects, T frames, P points.
"""
