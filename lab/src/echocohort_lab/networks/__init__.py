"""The generator's networks.

autoencoder.py       latents of a frame
motion.py            what happened between two frames as a code, and a code as a displacement
motion_flow.py       a one-step flow of these codes along a beat
timing_flow.py       a one-step flow of the beat
checkpoint.py        weights in files
"""
