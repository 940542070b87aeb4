"""The graph as SymPy expressions."""
