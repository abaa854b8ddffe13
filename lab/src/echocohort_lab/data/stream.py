"""An endless stream of batches in chunks, and the pool that holds the newest of them.

Chunk c is a pure function of (seed, c), on one device, and lies in place c modulo the pool's places. So the pool at
step s is known without what came before it, and a resumed run sees the clips that it would have seen.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

from echocohort_lab.draws.seeds import seeded

CHUNK = {"cpu": 16, "cuda": 64}  # one size a device: rendering is compiled anew for every other

Batch = TypeVar("Batch")


def mapped(batch: Batch, change: Callable[[Tensor], Tensor]) -> Batch:
    """The same dataclass, nested ones included, with every tensor in it changed."""
    assert is_dataclass(batch)
    assert not isinstance(batch, type)
    made: dict[str, Any] = {}
    for field in fields(batch):
        value = getattr(batch, field.name)
        made[field.name] = change(value) if isinstance(value, Tensor) else mapped(value, change)
    return type(batch)(**made)


def tensors(batch: object) -> Iterator[Tensor]:
    """Every tensor of a dataclass, nested ones included, in the order of the fields."""
    assert is_dataclass(batch)
    for field in fields(batch):
        value = getattr(batch, field.name)
        if isinstance(value, Tensor):
            yield value
        else:
            yield from tensors(value)


def write_(whole: object, at: int, part: object) -> None:
    """Overwrites rows of `whole` from row `at` on by `part`, in place."""
    for target, source in zip(tensors(whole), tensors(part), strict=True):
        target[at : at + len(source)].copy_(source)


def gathered(parts: Iterable[Batch], count: int) -> Batch:
    """Parts as one batch of `count` rows, written one after the other, so that memory holds one part more."""
    whole, at = None, 0
    for part in parts:
        rows = len(next(tensors(part)))
        if whole is None:
            whole = mapped(part, lambda value: value.new_empty(count, *value.shape[1:]))
        write_(whole, at, part)
        at += rows
    if whole is None or at > count:
        raise ValueError(f"expected parts of at most {count} rows together, got {at}")
    return whole


@dataclass(frozen=True)
class Stream(Generic[Batch]):
    """`size` clips a chunk, `places` chunks in the pool, `renew` new clips a step (on average, in whole chunks)."""

    render: Callable[[int, torch.Generator], Batch]
    seed: int
    device: torch.device
    size: int
    places: int
    renew: int = 0

    def chunk(self, number: int) -> Batch:
        return self.render(self.size, seeded(self.device, self.seed, "chunk", number))

    def gone(self, step: int) -> int:
        """Chunks that have left the pool when step `step` (0, 1, ...) begins."""
        return step * self.renew // self.size

    def pool(self, step: int, spare: int = 0) -> Batch:
        """The pool as step `step` finds it, and behind it `spare` rows that no chunk is written to."""
        first = self.gone(step)
        numbers = sorted(range(first, first + self.places), key=lambda number: number % self.places)
        return gathered((self.chunk(number) for number in numbers), self.places * self.size + spare)

    def renew_(self, pool: Batch, step: int) -> None:
        """Turns the pool of step `step` into that of the next: the oldest chunks are overwritten."""
        for old in range(self.gone(step), self.gone(step + 1)):
            write_(pool, old % self.places * self.size, self.chunk(old + self.places))
