"""A TeX document that compiles, with the chain of every gradient."""
