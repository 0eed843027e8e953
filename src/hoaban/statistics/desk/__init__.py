"""The reports of reads and visits on the desk."""
