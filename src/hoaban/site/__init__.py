"""Wiring: options, settings, addresses, what every answer carries, processes, the `hoaban` command."""
