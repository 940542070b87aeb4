"""The commands of ``derive``, one module for each kind of work. Only these import ``codegen``."""
