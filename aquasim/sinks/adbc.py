"""Arrow's database drivers by their low level: the `dbapi` above it loads 50 MB that nothing here uses."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from typing import Any, TypeVar

import adbc_driver_manager as driver
import pyarrow as pa

Rows = TypeVar("Rows")


class Adbc:
    """One connection to a database, opened with its driver and closed with it.

    Raises
    ------
    adbc_driver_manager.Error
        From every method, in the words of the database.
    """

    def __init__(self, database: driver.AdbcDatabase, **options: str) -> None:
        """Options are those of every statement."""
        self._options = options
        with ExitStack() as opened:
            opened.enter_context(database)
            self.connection = opened.enter_context(driver.AdbcConnection(database))
            self._thread = opened.enter_context(ThreadPoolExecutor(1))
            self._opened = opened.pop_all()

    def close(self) -> None:
        self._opened.close()

    def table(self, sql: str, *values: Any) -> pa.Table:
        """All rows of a statement, whose `?` are the values."""
        with self._statement() as statement:
            reader = self._executed(statement, sql, values)
            return self._waited_for(statement, reader.read_all)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Rows of a statement as the database finds them."""
        with self._statement() as statement:
            reader = self._executed(statement, sql, ())
            while (batch := self._waited_for(statement, lambda: next(reader, None))) is not None:
                yield batch

    def ingest(self, table: str, rows: pa.RecordBatch, *, temporary: bool = False) -> None:
        """Append rows to a table; a temporary one is created for them."""
        mode = driver.INGEST_OPTION_MODE_CREATE if temporary else driver.INGEST_OPTION_MODE_APPEND
        with self._statement() as statement:
            statement.set_options(**{driver.INGEST_OPTION_TARGET_TABLE: table, driver.INGEST_OPTION_MODE: mode})
            if temporary:
                statement.set_options(**{driver.StatementOptions.INGEST_TEMPORARY.value: "true"})
            statement.bind(rows)
            statement.execute_update()

    def _statement(self) -> driver.AdbcStatement:
        statement = driver.AdbcStatement(self.connection)
        statement.set_options(**self._options)
        return statement

    def _executed(self, statement: driver.AdbcStatement, sql: str, values: tuple[Any, ...]) -> pa.RecordBatchReader:
        statement.set_sql_query(sql)
        if values:
            statement.prepare()
            statement.bind(pa.RecordBatch.from_pydict({str(i): [value] for i, value in enumerate(values)}))
        stream, _ = self._waited_for(statement, statement.execute_query)
        return _read(lambda: pa.RecordBatchReader.from_stream(stream))

    def _waited_for(self, statement: driver.AdbcStatement, step: Callable[[], Rows]) -> Rows:
        """A step that may take long, in a thread, so that Ctrl-C can break it off where the driver is able to."""
        under_way = self._thread.submit(_read, step)
        try:
            return under_way.result()
        except KeyboardInterrupt:
            with suppress(driver.Error):  # SQLite's driver cannot, and the step ends by itself
                statement.cancel()
            while not under_way.done():  # nobody may close the statement before
                with suppress(KeyboardInterrupt):
                    wait([under_way])
            raise


def _read(step: Callable[[], Rows]) -> Rows:
    """A step through a stream of rows, whose errors Arrow reports as its own."""
    try:
        return step()
    except (pa.ArrowException, OSError) as error:
        raise driver.OperationalError(str(error), status_code=driver.AdbcStatusCode.IO) from error
