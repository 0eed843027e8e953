"""What the room of accounts gives to the house: who may ask whether a session lives."""

from __future__ import annotations

from hoaban.kit.access import AccessRule, anybody, enters

DECLARES = [
    AccessRule("accounts_session", anybody),
    AccessRule("accounts_signed_in", enters),
]
