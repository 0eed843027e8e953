"""Old portals in: read, decode, extract, load, account for every input."""
