"""What the counting of reads and visits gives to the house."""

from hoaban.statistics.following import COUNTING

DECLARES = [COUNTING]
