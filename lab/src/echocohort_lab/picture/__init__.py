"""What becomes of pixels, without a network.

move.py enlarge.py                a frame moved by a displacement, from a source enlarged so that nothing blurs
fineness.py grain.py              as fine as its source, with noise of its own
sector.py beyond.py               the sector, which stands still, and what may move into it
"""
