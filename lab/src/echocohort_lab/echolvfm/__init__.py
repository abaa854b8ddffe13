"""The published EchoLVFM as a bundle: its network and autoencoder, its files, and the graph that is made of them."""
