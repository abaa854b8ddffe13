"""Phantom, networks, training and export of EchoCohort's model bundles."""
