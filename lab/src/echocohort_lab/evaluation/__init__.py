"""What a bundle can do, measured on phantom subjects that no training saw. One idea a file; run.py puts them together.

cohort.py bench.py bootstrap.py      held-out subjects, what is asked of the model, intervals
ef.py timing.py diversity.py         is the EF as asked, is the beat a beat, does the noise decide anything
likeness.py texture.py folding.py    do the pictures look like the source
two_sample.py speed.py shipped.py    can a network tell them apart, what does it cost, is the shipped graph the same
targets.py record.py table.py        what is wanted, evaluation.json, the printed table
chart.py pictures.py card.py         plots, contact sheets, the model card
"""
