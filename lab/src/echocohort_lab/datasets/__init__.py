"""Real clips from folders of public data sets, as clips of a pool. Nothing of them is in this repository.

Both data sets have licences that bind what is made of them: EchoNet-Dynamic is for registered users and forbids
redistribution; CAMUS is for non-commercial research, with citation. Weights trained on them are theirs to decide upon.
"""
