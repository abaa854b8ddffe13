"""From trained networks to a folder that libs/sampler runs, and back.

generate.py tiny.py             the one graph as a module; its stand-in for tests of queueing
trained.py restore.py           the networks of a run, and of a bundle
readers.py                      the readers of a bundle, to train on
export.py anchors.py            the files of a bundle, checked on the way
bundle.py declared.py           bundle.json, written and read with its hashes
sample.py golden.py             a bundle, run as libs/sampler runs it; golden vectors
"""
