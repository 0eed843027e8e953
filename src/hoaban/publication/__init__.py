"""What changed and what depends on it: the log, what a page was rendered from, what rooms declare."""
