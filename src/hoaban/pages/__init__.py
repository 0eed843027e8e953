"""What every public page is made of: its frame, home, sections, lists, feeds, the identity of a site."""
