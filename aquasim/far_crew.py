"""Workers on other machines: they make the readings of a session and commit them to a server, part by part.

A worker may be killed at any moment and its task done again, or be thought dead and finish beside its successor. The
ledger decides: a part enters it in the transaction of its rows, once, and whoever comes second writes nothing.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Self

from aquasim.crew import PARTS_AHEAD
from aquasim.elsewhere import Workforce, packed, sensing_world, unpacked
from aquasim.engine.day import Trace
from aquasim.engine.readings import readings
from aquasim.engine.sensor_days import Shard, cut
from aquasim.parameters import Parameters
from aquasim.sinks import Part, RunRecord, Store
from aquasim.sinks.postgres import PostgresStore
from aquasim.writer import Done, done


class FarCrew:
    """Hands parts to a workforce; what one of them meets is raised by the next `put`, or at the end."""

    def __init__(
        self,
        store: Store,
        force: Workforce,
        parameters: Parameters,
        run: RunRecord,
        committed: Callable[[Sequence[Done]], None],
    ) -> None:
        assert isinstance(store, PostgresStore), "the only one that several write to"
        store.make_way()
        self._address, self._known = store.address, parameters.model_dump_json()
        self._force, self._run, self._committed = force, run, committed
        self._waiting: deque[Future[Done]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        while kind is None and self._waiting:
            self._take_outcome()
        for future in self._waiting:
            future.cancel()

    def put(self, window: int, name: str, traces: Sequence[Trace], shard: Shard) -> None:
        """Hand over a part to be made and committed; waits while there is enough to do."""
        while len(self._waiting) >= PARTS_AHEAD * self._force.hands:
            self._take_outcome()
        parcel = packed([cut(one, shard) for one in traces])
        task = self._known, self._address, self._run, window, name, parcel, shard
        self._waiting.append(self._force.executor.submit(carry_out, *task))

    def _take_outcome(self) -> None:
        self._committed([self._waiting.popleft().result()])


def carry_out(
    parameters: str, address: str, run: RunRecord, window: int, name: str, parcel: bytes, shard: Shard
) -> Done:
    """Make a part's readings and commit them, in a worker; nothing is left open, so nothing is lost with it."""
    made = readings(sensing_world(parameters), unpacked(parcel), shard)
    with PostgresStore(address) as store:
        encoded = store.encode(Part(run.session, window, name, made))
        store.commit_once(encoded, run.id)
    return done(encoded)
