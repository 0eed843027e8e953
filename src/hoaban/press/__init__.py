"""Follows the publication log and keeps the published directory equal to what the database says."""
