"""A phantom of apical echo clips whose EF is exact by construction.

`subject` draws anatomy and beat, `probe` the scanner, `scene` echo levels and what spoils the picture, `geometry` moves
the heart. `background`, `chambers`, `tissue` and `valve` paint echo amplitudes, `speckle` makes the
texture that moves with the tissue, `render` makes the clip. `statistics` and `report` put clips beside public ones.
Units: image height = 1, x in -0.5..0.5 to the right, y in 0..1 downward. Shapes: B subjects, T frames, P points.
"""
