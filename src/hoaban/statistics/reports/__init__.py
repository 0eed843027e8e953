"""The figures of the reports: sums of sites, of pages, of groups, and who may see them."""
