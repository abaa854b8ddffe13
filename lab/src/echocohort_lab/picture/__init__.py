"""What becomes of pixels, without a network.

move.py enlarge.py                a frame moved by a displacement, from a source enlarged so that nothing blurs
fineness.py grain.py sector.py    as fine as its source, with noise of its own, in the same sector
"""
