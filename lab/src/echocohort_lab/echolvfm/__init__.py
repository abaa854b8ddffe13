"""The published EchoLVFM as a bundle.

settings.py files.py random_files.py          its files, read and refused by name; the same layout with random weights
network.py layers.py autoencoder.py           its network, written anew, and the autoencoder
generator.py enter.py                         the graph as a module; entered behind its encoder
convert.py trace.py manifest.py readers.py    `lab convert-echolvfm`: export, bundle.json, readers of another bundle
run_tensors.py golden.py                      `lab sample`: a bundle on given tensors; what the official code gave
"""
