"""Generators told apart by what they are for."""

import hashlib

import torch


def seeded(device: torch.device, *key: int | str) -> torch.Generator:
    """A generator on `device` whose seed is a hash of the key: streams of different keys do not meet."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return torch.Generator(device).manual_seed(int.from_bytes(digest[:8], "big") >> 1)
