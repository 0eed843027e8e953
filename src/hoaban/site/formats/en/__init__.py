"""English as in Viet Nam."""
