"""Who finds the ventricle: two networks that share nothing, and what is made of what they say.

measurer.py audit.py      the selector's network and the audit's; area, length and area-length EF of a mask
outline.py readings.py    the polygon of a mask, and everything that both say of a picture
gate.py                   whether a ventricle is believed
"""
