"""From a checked derivation to LaTeX, NumPy and pictures."""
