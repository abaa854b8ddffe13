"""Pictures for people: contact sheets, plots, and a twin at its source's own size.

sheet.py chart.py                                    rows of frames, and small plots, drawn with Pillow
pictures.py render.py real_clip.py                   what a bundle makes; of a real clip, at its own size
contact.py report.py statistics.py reference.py      the phantom beside public clips
"""
