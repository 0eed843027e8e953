"""What the room `publication` gives to the house."""

from hoaban.kit.access import AccessRule, enters

# The report shows each editor the entries about his own branches.
DECLARES = [AccessRule("publication_report", enters)]
