"""Yardsticks, of numbers and pictures alone: none knows a bundle.

bootstrap.py        figures with intervals
ef_and_ssim.py      errors of EF, structural similarity
beats.py            whether drawn beats are beats
clip_net.py         a small network that looks at whole clips, for two samples and for EF
"""
