"""What Django looks up by these names for English; what is missing here is Django's own."""

from __future__ import annotations

from hoaban.site.formats import DAYS, MOMENTS, TIMES

DATE_INPUT_FORMATS = DAYS
DATETIME_INPUT_FORMATS = MOMENTS
TIME_INPUT_FORMATS = TIMES
DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
FIRST_DAY_OF_WEEK = 1
