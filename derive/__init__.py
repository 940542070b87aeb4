"""Check a derivation of a network's gradients as its author wrote it."""

__version__ = "0.1.0"
