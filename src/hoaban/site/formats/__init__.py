"""How the desk reads and shows days and times: the day first, in both languages.

Django's English takes 5/12/2026 for the twelfth of May, its Vietnamese falls back to the same, and nothing tells an
editor which of two was read. So no form with the month first is read anywhere. Programs send the ISO forms.
"""

from __future__ import annotations

import itertools

DAY, MINUTE, TIME = "%d/%m/%Y", "%d/%m/%Y %H:%M", "%H:%M"
DAYS = [DAY, "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
TIMES = [TIME, "%H:%M:%S", "%H:%M:%S.%f"]
MOMENTS = [*(f"{day} {time}" for day, time in itertools.product(DAYS, TIMES)), *DAYS]
