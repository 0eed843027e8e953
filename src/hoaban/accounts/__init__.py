"""Who may come in: sign-in, passwords and sessions of those who work at the desk."""
