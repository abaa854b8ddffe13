"""Draws of a batch of subjects from one generator, on one device."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Sampler:
    """Every method returns [count, *shape]."""

    count: int
    generator: torch.Generator

    @property
    def device(self) -> torch.device:
        return self.generator.device

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        u = torch.rand(self.count, *shape, generator=self.generator, device=self.device)
        return low + (high - low) * u

    def normal(self, mean: float, deviation: float, *shape: int) -> Tensor:
        z = torch.randn(self.count, *shape, generator=self.generator, device=self.device)
        return mean + deviation * z

    def scaled_normal(self, deviations: tuple[float, ...], *shape: int) -> Tensor:
        """Zero-mean normals [count, *shape, len(deviations)], each with its own deviation."""
        scale = torch.tensor(deviations, device=self.device)
        return self.normal(0.0, 1.0, *shape, len(deviations)) * scale

    def chance(self, probability: float, *shape: int) -> Tensor:
        """1 with this probability, else 0."""
        return (self.uniform(0.0, 1.0, *shape) < probability).float()

    def integers(self, low: int, high: int) -> Tensor:
        """Integers low..high, both included."""
        return torch.randint(low, high + 1, (self.count,), generator=self.generator, device=self.device)
