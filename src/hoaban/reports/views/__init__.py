"""The pages of the reports on the desk, one file for each manner of report."""
