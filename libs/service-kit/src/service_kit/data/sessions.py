"""The session of a transaction: statements, edited rows, and rows that are written at its end."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.orm import Mapper, class_mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel.ext.asyncio.session import AsyncSession as TypedSession

from service_kit.data.statements import Bound, Statement, as_json, pipeline, watchers

_Entity = TypeVar("_Entity")


class AsyncSession(TypedSession):
    """SQLModel's session for rows that are edited, with a way to the driver's connection for everything else.

    Rows that only tell of what is done (events, the audit record) are kept back with `put` and written together, at the
    end of the transaction or before a statement that could see them.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._kept: dict[Statement, list[Mapping[str, Any]]] = {}
        self._driver: psycopg.AsyncConnection[Any] | None = None

    def put(self, insert: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keep rows back for `insert`, which takes them all at once as JSON in its parameter `rows`."""
        self._kept.setdefault(insert, []).extend(rows)

    async def driver(self, bounds: Iterable[Bound[Any]] = ()) -> psycopg.AsyncConnection[Any]:
        """The driver's connection for these statements, once what they could see is written and their locks noted."""
        if self.new or self.dirty or self.deleted:
            await super().flush()
        if self._kept and any(insert.tables & bound.statement.tables for bound in bounds for insert in self._kept):
            await self.write_kept()
        if locked := [taken for bound in bounds for taken in bound.statement.compiled.locks]:
            connection = (await self.connection()).sync_connection
            if connection is not None and (watch := watchers.get(connection.engine)) is not None:
                watch(connection, locked)
        if self._driver is not None:
            return self._driver
        raw = await (await self.connection()).get_raw_connection()
        driver: psycopg.AsyncConnection[Any] = raw.driver_connection  # type: ignore[assignment]  # our one driver
        return driver

    def edit(self, entity: type[_Entity], row: Any) -> _Entity:
        """A row that a statement of this session locked and read, as an entity: what is set on it is written.

        The row has every column of its table.
        """
        mapper: Mapper[_Entity] = class_mapper(entity)  # configured, also when this is the first that a process does
        values = {mapper.get_property_by_column(one).key: getattr(row, one.name) for one in mapper.columns}
        key = mapper.identity_key_from_primary_key(tuple(getattr(row, one.name) for one in mapper.primary_key))
        known: _Entity | None = self.identity_map.get(key)
        edited = mapper.class_manager.new_instance() if known is None else known
        for name, value in values.items():
            set_committed_value(edited, name, value)
        if known is None:
            make_transient_to_detached(edited)
            self.add(edited)
        return edited

    async def connect(self) -> None:
        """Take the connection now, and keep it for the length of the transaction."""
        self._driver = await self.driver()

    async def write_kept(self) -> None:
        """Write the rows that were kept back."""
        if kept := self._take_kept():
            await pipeline(self, *kept)

    def _take_kept(self) -> list[Bound[int]]:
        kept = [insert.count(rows=as_json(rows)) for insert, rows in self._kept.items()]
        self._kept = {}
        return kept

    async def finish(self) -> None:
        """Write what is left, and commit in the same trip to the server."""
        driver = await self.driver()
        if kept := self._take_kept():
            async with driver.pipeline():
                await pipeline(self, *kept)
                await driver.commit()

    if TYPE_CHECKING:
        execute = PlainSession.execute  # SQLModel only deprecates it
    else:

        async def execute(self, *arguments: Any, **options: Any) -> Any:
            """As SQLAlchemy's."""
            await self.write_kept()
            return await PlainSession.execute(self, *arguments, **options)

        async def exec(self, *arguments: Any, **options: Any) -> Any:
            """As SQLModel's."""
            await self.write_kept()
            return await super().exec(*arguments, **options)

    async def flush(self, objects: Any = None) -> None:
        """Write edited rows, then those that were kept back."""
        await super().flush(objects)
        await self.write_kept()

    async def commit(self) -> None:
        """Commit, with the rows that were kept back."""
        await self.write_kept()
        await super().commit()
