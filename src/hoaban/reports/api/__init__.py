"""Public sums as JSON for other programs, with their description."""
