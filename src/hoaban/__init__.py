"""Hoa Ban: the electronic information portal of a public body."""

__version__ = "0.1.0"
