"""The newsroom: pages, listings, side blocks, site identity."""
