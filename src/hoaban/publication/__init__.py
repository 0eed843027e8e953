"""What changed and what depends on it: the publication log, the recorder of reads, what rooms declare of both."""
