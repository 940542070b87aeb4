"""Which indices run over the same range: a partition that formulas refine into fewer classes."""

from __future__ import annotations

from collections.abc import Hashable

from derive.judgement.sizes.folds import NoBound

ONE = 0  # the class of what has a single entry: the columns of a vector


class Classes:
    """Classes of indices, merged as formulas require."""

    def __init__(self) -> None:
        self.parent: list[int] = [ONE]
        self.slots: dict[Hashable, int] = {}

    def copy(self) -> Classes:
        new = Classes()
        new.parent, new.slots = list(self.parent), dict(self.slots)
        return new

    def fresh(self) -> int:
        self.parent.append(len(self.parent))
        return len(self.parent) - 1

    def slot(self, key: Hashable) -> int:
        """The class of a place where a name carries an index."""
        if key not in self.slots:
            self.slots[key] = self.fresh()
        return self.find(self.slots[key])

    def find(self, cls: int) -> int:
        while self.parent[cls] != cls:
            self.parent[cls] = self.parent[self.parent[cls]]
            cls = self.parent[cls]
        return cls

    def unify(self, left: int, right: int) -> int:
        """Make two classes one. A range of any size is no single entry: raises :class:`NoBound`."""
        a, b = self.find(left), self.find(right)
        if a != b and ONE in (a, b):
            raise NoBound("the shapes don't fit for all sizes")
        if a != b:
            a, b = min(a, b), max(a, b)
            self.parent[b] = a
        return a
