"""What training looks at: phantom clips that are rendered and renewed, and clips from folders of public data sets.

pool.py stream.py exact_motion.py    phantom clips on the device, renewed in chunks; the exact motion between frames
clip_source.py                       the phantom, CAMUS, EchoNet-Dynamic, or a mixture
camus.py echonet.py labelled.py      folders of data sets as clips of a pool
decoded.py                           and these kept, so that each stage of a run need not decode them again

Nothing of the data sets is in this repository, and both have licences that bind what is made of them: EchoNet-Dynamic
is for registered users and forbids redistribution; CAMUS is for non-commercial research, with citation. Weights trained
on them are theirs to decide upon.
"""
