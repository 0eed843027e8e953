"""Finds what every room declared as searchable, as Vietnamese people type."""
