"""Numbers drawn by counter, the same here and in libs/sampler (lab/golden/README.md has the rules); nothing above them.

philox.py    noise for any batch and any order
beat.py      the timing of a beat: its prior, and the volume curve that follows in closed form
seeds.py     generators told apart by what they are for
"""
