"""The figures of the reports: sums of sites, of pages and of groups."""
