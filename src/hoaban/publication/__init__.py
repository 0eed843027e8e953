"""What changed and what depends on it: the publication log, the recorder of reads, the registries of the rooms."""
