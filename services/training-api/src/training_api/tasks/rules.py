"""What of a learner's lines and beginnings is a task today, and in which order. No database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from training_api.requirements.requirements import rules as requirements
from training_api.requirements.requirements.queries import LineRow
from training_api.requirements.requirements.rules import LineState
from training_api.tasks.queries import BegunRow, SharedRow
from training_api.tasks.schemas import TaskOut, TaskReasonOut, TaskSubjectOut

SHARED_SIGN_IN = {
    "en": "Several people who are here have it, so none of them can sign in. Give each their own.",
    "nl": "Meerdere mensen die hier werken hebben dit, dus kan niemand van hen zich aanmelden. Geef ieder een eigen.",
    "fr": "Plusieurs personnes présentes l'ont, donc aucune ne peut se connecter. Donnez à chacune le sien.",
}
FAR = datetime.max.replace(tzinfo=UTC)


def today(lines: Sequence[LineRow], begun: Sequence[BegunRow], now: datetime) -> list[TaskOut]:
    """Everything to do: what is due soonest first, what has no day last. A module is named once."""
    tasks = [task for line in lines if (task := _required(line, now))]
    named = {task.subject.id for task in tasks}
    tasks.extend(_begun(row, now) for row in begun if row.subject_id not in named)
    return sorted(tasks, key=lambda task: task.due_at or FAR)


def _required(row: LineRow, now: datetime) -> TaskOut | None:
    line = requirements.line_of(row)
    state = requirements.stands(line, now)
    if state not in (LineState.OPEN, LineState.OVERDUE):
        return None
    href = f"/learn/tracks/{row.subject_code}" if row.track_id else f"/learn/modules/{row.subject_id}"
    return TaskOut(
        id=f"requirement:{row.requirement_id}",
        kind="requirement",
        subject=TaskSubjectOut(id=row.subject_id, code=row.subject_code, title=row.subject_title),
        reason=TaskReasonOut(code="RequiredAgain" if row.completed_at else "Required", text=row.reason),
        due_at=requirements.due_at(line),
        overdue=state == LineState.OVERDUE,
        minutes=row.minutes,
        href=href,
    )


def _begun(row: BegunRow, now: datetime) -> TaskOut:
    renewal = row.kind == "certificate"
    codes = {"enrolled": "Enrolled", "in-progress": "Begun", "stalled": "Stalled"}
    return TaskOut(
        id=f"{row.kind}:{row.id}",
        kind=row.kind,
        subject=TaskSubjectOut(id=row.subject_id, code=row.subject_code, title=row.subject_title),
        reason=TaskReasonOut(code="RenewalOpen" if renewal else codes[row.state], text=None),
        due_at=row.due_at,
        overdue=row.due_at is not None and row.due_at < now,
        minutes=row.minutes,
        href="/learn/certificates" if renewal else f"/learn/modules/{row.subject_id}",
    )


def shared(rows: Sequence[SharedRow]) -> list[TaskOut]:
    """For HR: who cannot sign in because somebody else answers to the same name."""
    return [
        TaskOut(
            id=f"shared-sign-in:{row.name}",
            kind="shared-sign-in",
            subject=TaskSubjectOut(id=row.first_id, code=row.name, title={"en": f"{row.name} ({row.people})"}),
            reason=TaskReasonOut(code="SharedSignIn", text=SHARED_SIGN_IN),
            due_at=None,
            overdue=False,
            minutes=None,
            href=f"/manage/people?{urlencode({'q': row.name})}",
        )
        for row in rows
    ]
