"""What a bundle is tried on, and how it is asked.

cohort.py bench.py                              held-out subjects (to choose on, to report), and the modules that answer
left_out.py                                     subjects with parts of the phantom left out
no_ventricle.py no_ventricle_scans.py           pictures of anything else, drawn by code
outside_frames.py must.py                       the phantom's geometry by somebody else's physics
"""
