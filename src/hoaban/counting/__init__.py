"""Reads and visits: counted in sums, never about a person."""
