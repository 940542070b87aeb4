"""Gradient code: from the network to a plan, to statements, to a Python module."""
