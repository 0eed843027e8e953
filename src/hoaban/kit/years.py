"""The years that the portal reckons with."""

# Nothing that a portal holds is older, so an archive looks no further back.
FIRST_YEAR_OF_ARCHIVES = 1900
# The state whose bodies run these portals begins here: an editor who types an earlier year has mistyped it.
FIRST_YEAR_OF_POSTS = 1945
