"""The rooms of governance-api on one screen."""

from fastapi import FastAPI
from service_kit.domain.file_endpoints import LINKED
from service_kit.domain.search_endpoints import search_router
from service_kit.domain.task_endpoints import tasks_router
from service_kit.domain.tasks import Sources
from service_kit.events.feed_tasks import REWOUND_FEEDS
from service_kit.service import Service
from service_kit.web.app import build_app

from governance_api.acknowledgements.acknowledgements import actions as acknowledgement_actions
from governance_api.acknowledgements.acknowledgements import endpoints as acknowledgements
from governance_api.acknowledgements.acknowledgements import queries as acknowledgement_queries
from governance_api.acknowledgements.answers import endpoints as answers
from governance_api.acknowledgements.rounds import actions as rounds
from governance_api.acknowledgements.rounds.jobs import jobs as acknowledgement_jobs
from governance_api.database import Table
from governance_api.followers import FOLLOWERS
from governance_api.guidelines.clauses import queries as clause_queries
from governance_api.guidelines.clauses.schemas import content_from
from governance_api.guidelines.drafts import endpoints as drafts
from governance_api.guidelines.guidelines import endpoints as guidelines
from governance_api.guidelines.guidelines import queries as guideline_queries
from governance_api.guidelines.guidelines.rules import CodeTaken
from governance_api.guidelines.versions import actions as version_actions
from governance_api.guidelines.versions import endpoints as versions
from governance_api.guidelines.versions import queries as version_queries
from governance_api.guidelines.versions.rules import AnotherInForce
from governance_api.insights.figures import endpoints as insights
from governance_api.locks import LOCKS
from governance_api.permissions import GRANTS, Permission
from governance_api.settings import Settings
from governance_api.signoff.decisions import endpoints as decisions
from governance_api.signoff.decisions.rules import NotYourTurn
from governance_api.signoff.signoffs import actions as signoff_actions
from governance_api.signoff.signoffs import endpoints as signoffs
from governance_api.signoff.signoffs import queries as signoff_queries
from governance_api.signoff.signoffs.rules import SignoffRunning
from governance_api.signoff.templates import endpoints as signoff_templates
from governance_api.signoff.templates import queries as template_queries
from governance_api.snapshots import SNAPSHOTS
from governance_api.speaking.certificates import actions as certificates
from governance_api.speaking.checks import endpoints as speaking_checks
from governance_api.speaking.policies import endpoints as speaking_policies
from governance_api.speaking.rights import actions as right_actions
from governance_api.speaking.rights import endpoints as speaking_rights
from governance_api.speaking.rights import queries as right_queries
from governance_api.speaking.rights.jobs import jobs as speaking_right_jobs
from governance_api.teams.team import endpoints as team

# What an upper room does when a lower one changes, in the caller's transaction.
version_actions.before_publication.register(acknowledgement_queries.lock_asking)
version_actions.version_published.register(rounds.ask_about)
acknowledgement_queries.resting_on_answers.append(right_queries.rests_on)
acknowledgement_actions.acknowledgements_changed.register(right_actions.refresh)
certificates.certificates_changed.register(right_actions.refresh)
signoff_actions.register(
    version_actions.SUBJECT_TYPE,
    signoff_actions.Subject(lock=version_queries.lock, end=version_actions.end_signoff, content=content_from),
)

TASKS: Sources = (REWOUND_FEEDS, acknowledgement_queries.TASKS, signoff_queries.TASKS, *version_queries.TASKS)

SERVICE = Service(
    name="governance",
    package="governance_api",
    settings=Settings,
    metadata=Table.metadata,
    grants=GRANTS,
    routers=(
        tasks_router(Permission.SEE_OWN_TASKS, TASKS),
        search_router(
            Permission.READ_GUIDELINES,
            (guideline_queries.FOUND, clause_queries.FOUND, signoff_queries.FOUND, template_queries.FOUND),
        ),
        guidelines.router,
        versions.router,
        drafts.router,
        acknowledgements.of_version,
        answers.router,
        acknowledgements.mine,
        acknowledgements.of_person,
        acknowledgements.router,
        signoff_templates.router,
        signoffs.mine,
        signoffs.router,
        decisions.router,
        speaking_checks.router,
        speaking_rights.router,
        speaking_policies.router,
        team.router,
        insights.router,
    ),
    constraints={
        "uq_guidelines_code": CodeTaken,
        "ix_guidelines_code": CodeTaken,
        "ix_guideline_versions_in_force": AnotherInForce,
        "ix_signoffs_running": SignoffRunning,
        "uq_signoff_decisions_seat_id": NotYourTurn,
        "uq_signoff_decisions_signoff_id_stage_person_id": NotYourTurn,
    },
    locks=LOCKS,
    followers=FOLLOWERS,
    snapshots=SNAPSHOTS,
    jobs=(acknowledgement_jobs, speaking_right_jobs),
    public_paths=(LINKED,),
    title="Governance",
    description="Guidelines, sign-offs, acknowledgements and speaking rights.",
)


def create_app() -> FastAPI:
    """The web application of this service."""
    return build_app(SERVICE)
