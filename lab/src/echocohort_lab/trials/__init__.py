"""What a bundle is tried on, and how it is asked.

cohort.py bench.py                              held-out subjects (to choose on, to report), and the modules that answer
left_out.py continued.py                        parts of the phantom left out; frames continued beyond their sector
no_ventricle.py no_ventricle_scans.py           pictures of anything else, drawn by code
outside_frames.py must.py                       the phantom's geometry by somebody else's physics
"""
