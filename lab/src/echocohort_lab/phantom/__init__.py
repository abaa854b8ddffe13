"""A phantom of apical echo clips whose EF is exact by construction.

`subject` draws anatomy and beat, `scene` the scanner and what spoils the picture, `geometry` moves the ventricle,
`tissue` paints echo amplitudes, `speckle` makes the texture that moves with the tissue, `render` makes the clip.
Units: image height = 1, x in -0.5..0.5 to the right, y in 0..1 downward. Shapes: B subjects, T frames, P points.
"""
