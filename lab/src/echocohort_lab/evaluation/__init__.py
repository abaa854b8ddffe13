"""What a bundle can do, measured on phantom subjects that no training saw. One idea a file; run.py puts them together.

cohort.py bench.py bootstrap.py      held-out subjects (to choose on, to report), what is asked of the model, intervals
downstream.py clip_net.py            what twins are good for: an EF regressor with and without them
ef.py attempts.py folding.py         is the EF as asked, is what is reported exact, how many attempts does it take
gate.py no_ventricle*.py             does the gate know a ventricle, on phantom frames and on pictures of anything else
outside*.py must.py                  do readers and carrying hold on pictures by physics that is not ours
timing.py diversity.py wall.py       is the beat a beat, does the noise decide anything
likeness.py texture.py two_sample.py do the pictures look like the source, can a network tell them apart
speed.py shipped.py                  what does it cost, is the shipped graph the same
targets.py record.py table.py        what is wanted, evaluation.json, the printed table
run.py lanes.py command.py           group after group, side by side, from a shell
chart.py pictures.py card.py         plots, contact sheets, the model card
"""
