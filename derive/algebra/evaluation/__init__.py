"""The value of every form of expression, in a model of the document."""
