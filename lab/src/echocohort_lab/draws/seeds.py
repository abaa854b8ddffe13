"""Generators told apart by what they are for."""

import hashlib

import torch


def seed_(generator: torch.Generator, *key: int | str) -> torch.Generator:
    """Seeds a generator by a hash of the key: streams of different keys do not meet."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return generator.manual_seed(int.from_bytes(digest[:8], "big") >> 1)


def seeded(device: torch.device, *key: int | str) -> torch.Generator:
    """A new generator on `device`, seeded by the key."""
    return seed_(torch.Generator(device), *key)
