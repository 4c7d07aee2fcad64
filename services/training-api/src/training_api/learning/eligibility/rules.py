"""May this person take that module: the catalogue's graph as one person sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from service_kit.domain.audience import includes
from service_kit.identity.people import Person, PersonRef

from training_api.catalogue.prerequisites import rules
from training_api.catalogue.tracks.rules import State


@dataclass
class Outlook:
    """What the catalogue holds and what one person has done in it."""

    rows: Mapping[UUID, Any]
    person: PersonRef | Person
    done: set[UUID]
    waived: set[UUID]

    @cached_property
    def levels(self) -> dict[tuple[UUID, int], list[UUID]]:
        found: dict[tuple[UUID, int], list[UUID]] = {}
        for module_id, row in self.rows.items():
            if row.state == State.PUBLISHED:
                found.setdefault((row.track_id, row.level), []).append(module_id)
        return found

    def need_of(self, module_id: UUID) -> rules.Need:
        """What the module asks, waivers aside; nothing for a module that is gone."""
        row = self.rows.get(module_id)
        if row is None or row.expression is None:
            return rules.NOTHING
        levels = {level: modules for (track, level), modules in self.levels.items() if track == row.track_id}
        return rules.read(row.expression, levels, of=module_id)

    @cached_property
    def graph(self) -> rules.Graph:
        needs = {m: rules.NOTHING if m in self.waived else self.need_of(m) for m in self.rows}
        minutes = {module_id: row.minutes for module_id, row in self.rows.items()}
        return rules.Graph(needs, minutes, {module_id for module_id in self.rows if self.is_available(module_id)})

    def is_available(self, module_id: UUID) -> bool:
        row = self.rows.get(module_id)
        return (
            row is not None
            and row.state == State.PUBLISHED
            and row.track_state == State.PUBLISHED
            and includes(row.audience, self.person)
        )

    def may_take(self, module_id: UUID) -> bool:
        """Nothing that comes before it is missing, or that was waived."""
        return module_id in self.waived or rules.is_met(self.need_of(module_id), self.done)

    def missing_for(self, module_id: UUID) -> list[rules.Need]:
        """The demands that are not met."""
        return [] if self.may_take(module_id) else rules.missing(self.need_of(module_id), self.done)

    def way_to(self, module_id: UUID) -> list[UUID] | None:
        """The modules that take the fewest minutes to be allowed to take this one; None when no way is open."""
        if self.may_take(module_id):
            return []
        return rules.shortest_path(self.need_of(module_id), self.graph, self.done)
