"""What each `hoaban` command does: thin shells over functions of the rooms, imported once Django is ready."""
