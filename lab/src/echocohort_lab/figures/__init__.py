"""Every figure of a bundle, one group a file. evaluation/run.py puts them together.

ef.py attempts.py folding.py           is the EF as asked, is what is reported exact, how many attempts does it take
timing.py diversity.py wall.py         is the beat a beat, does the noise decide anything
likeness.py texture.py two_sample.py   do the pictures look like the source, can a network tell them apart
downstream.py                          what twins are good for: an EF regressor with and without them
gate.py scanners.py outside.py         does the gate know a ventricle, do readers hold on pictures that are not ours
speed.py                               what one step costs against many
"""
