"""How much of what is read may come from one holder of addresses (a /24, a /48), so that one who lies is bounded.

A crowd behind one carrier looks like one machine that lies: the same network, the same few browsers, one page, at once.
What tells them apart without following anybody is everybody else: a page that a crowd reads is read from other networks
too. So a holder may have some reads of a day, of a page and of a site, whatever others do, and beyond that no more than
`TIMES_OTHERS` what came from all others together.
"""

from __future__ import annotations

# So many reads of a holder on a day are not looked at; so many more of one page, and so many of the site in all, do not
# depend on others. Decision 0027 has the figures. The first ones are nobody's, and so others' too: not more than half
# of what is free, or they would admit more of their own.
UNSEEN = 500
FREE_OF_PAGE = 2_500
FREE_OF_SITE = 10_000
TIMES_OTHERS = 2
# So many pairs of page and holder are remembered of a site and day, in some 2 MB.
MOST_PAIRS = 10_000


class HeavyHitters:
    """Counts what comes often among any number of keys: never too much, and too little by at most all over `most`.

    Misra and Gries, Finding repeated elements, 1982.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.counts: dict[int, int] = {}

    def add(self, key: int) -> None:
        """Count one more of a key."""
        counts = self.counts
        if key in counts:
            counts[key] += 1
        elif len(counts) < self.most:
            counts[key] = 1
        else:
            # Each such sweep takes one from as many as are remembered, so all sweeps together cost what was added.
            self.counts = {known: count - 1 for known, count in counts.items() if count > 1}


class Shares:
    """The reads that counted on one site and day: by holder, by page, and of holders that have many by both.

    Whoever counts a read notes it in the first two, and asks before where its holder has `UNSEEN` already.
    """

    def __init__(self) -> None:
        self.of_holders: dict[int, int] = {}
        self.of_pages: dict[int, int] = {}
        self.of_pairs = HeavyHitters(MOST_PAIRS)
        self.total = 0

    def admits(self, page: int, holder: int) -> bool:
        """Whether one more read of a holder that has many counts; its pair is noted then."""
        pair = page << 16 | holder
        of_pair, of_holder = self.of_pairs.counts.get(pair, 0), self.of_holders[holder]
        if of_pair >= FREE_OF_PAGE and of_pair >= TIMES_OTHERS * (self.of_pages.get(page, 0) - of_pair):
            return False
        if of_holder >= FREE_OF_SITE and of_holder >= TIMES_OTHERS * (self.total - of_holder):
            return False
        self.of_pairs.add(pair)
        return True
