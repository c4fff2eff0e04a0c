"""The board on which trips are pinned to dates one by one, and moved to make room for others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from optimizer.timetable.options import Option, Options, Resource


class Board:
    """Trips dated so far (`dated`, by number) and what they use up; changed in place."""

    def __init__(self, options: Options):
        self.dated: dict[int, Option] = {}
        self._options = options
        self._used: Counter[Resource] = Counter()
        self._users: dict[Resource, set[int]] = defaultdict(set)

    def fits(self, trip: int, option: Option) -> bool:
        """Whether a trip can go there beside those already dated."""
        limit = self._options.limit
        uses = self._options.uses(trip, option)
        return all(self._used[resource] + amount <= limit(resource) for resource, amount in uses)

    def date_in_turn(self, order: Iterable[int]) -> None:
        """Each trip, in order, on the first dates it fits; then room is made for those that fit nowhere."""
        left = [trip for trip in order if not self._pinned(trip)]
        for trip in left:
            if not self._pinned(trip):
                self._make_room(trip)

    def _pinned(self, trip: int) -> bool:
        for option in self._options.of(trip):
            if self.fits(trip, option):
                self._put(trip, option)
                return True
        return False

    def _put(self, trip: int, option: Option) -> None:
        self.dated[trip] = option
        for resource, amount in self._options.uses(trip, option):
            self._used[resource] += amount
            self._users[resource].add(trip)

    def _take(self, trip: int) -> Option:
        option = self.dated.pop(trip)
        for resource, amount in self._options.uses(trip, option):
            self._used[resource] -= amount
            self._users[resource].discard(trip)
        return option

    def _make_room(self, trip: int) -> None:
        """Date a trip by moving those in its way elsewhere, if that can be done; else change nothing."""
        if not self._slots_are_left(trip):
            return
        for option in self._options.of(trip):
            self._put(trip, option)
            moved: list[tuple[int, Option]] = []
            if all(self._relieved(resource, trip, moved) for resource, _ in self._options.uses(trip, option)):
                return
            for other, before in reversed(moved):
                self._take(other)
                self._put(other, before)
            self._take(trip)

    def _slots_are_left(self, trip: int) -> bool:
        """Whether slots are free at all in the classes the trip may go in, or trips there may move on to.

        Moving trips about frees no others.
        """
        near, waiting = self._options.classes_of(trip), set(self.dated)
        while True:
            met = {other for other in waiting if not near.isdisjoint(self.dated[other].classes)}
            wider = near.union(*(self._options.classes_of(other) for other in met))
            if wider == near:
                break
            near, waiting = wider, waiting - met
        used = sum(k in near for option in self.dated.values() for k in option.classes)
        free = sum(self._options.slots_of(k) for k in near) - used
        return free >= len(self._options.trips[trip].days)

    def _relieved(self, resource: Resource, staying: int, moved: list[tuple[int, Option]]) -> bool:
        """Move trips other than `staying` off something overused, until it no longer is."""
        while self._used[resource] > self._options.limit(resource):
            if not any(self._moved(other, moved) for other in sorted(self._users[resource] - {staying})):
                return False
        return True

    def _moved(self, trip: int, moved: list[tuple[int, Option]]) -> bool:
        before = self._take(trip)
        if self._pinned(trip):
            moved.append((trip, before))
            return True
        self._put(trip, before)
        return False
