"""The rooms of training-api on one screen."""

from fastapi import FastAPI
from service_kit.domain.file_endpoints import LINKED
from service_kit.domain.search import Findable
from service_kit.domain.search_endpoints import search_router
from service_kit.domain.task_endpoints import tasks_router
from service_kit.domain.tasks import Sources
from service_kit.events.feed_tasks import REWOUND_FEEDS
from service_kit.service import Service
from service_kit.web.app import build_app
from service_kit.work.hooks import Reaction

from training_api.catalogue.modules import actions as modules
from training_api.catalogue.modules import queries as module_queries
from training_api.catalogue.modules.endpoints import router as modules_router
from training_api.catalogue.modules.rules import UnknownOwner, UnknownTrack
from training_api.catalogue.prerequisites import actions as prerequisites
from training_api.catalogue.prerequisites.endpoints import router as prerequisites_router
from training_api.catalogue.tracks import queries as track_queries
from training_api.catalogue.tracks.endpoints import router as tracks_router
from training_api.catalogue.tracks.rules import CodeTaken
from training_api.catalogue.waivers import queries as waiver_queries
from training_api.catalogue.waivers.endpoints import router as waivers_router
from training_api.catalogue.waivers.rules import WaiverOpen
from training_api.certification.certificates import actions as certificates
from training_api.certification.certificates import queries as certificate_queries
from training_api.certification.certificates.endpoints import PAGES, pages_router, standings_router
from training_api.certification.certificates.endpoints import router as certificates_router
from training_api.certification.certificates.jobs import jobs as certificates_jobs
from training_api.certification.schemes import actions as schemes
from training_api.certification.schemes import queries as scheme_queries
from training_api.certification.schemes.endpoints import router as schemes_router
from training_api.database import Table
from training_api.directory.found import queries as found_people
from training_api.directory.imports.endpoints import router as imports_router
from training_api.directory.imports.jobs import jobs as imports_jobs
from training_api.directory.inspections.endpoints import router as inspections_router
from training_api.directory.lookups.endpoints import router as lookups_router
from training_api.directory.names.endpoints import router as names_router
from training_api.directory.people import actions as people
from training_api.directory.people import queries as people_queries
from training_api.directory.people.endpoints import router as people_router
from training_api.directory.people.rules import EmployeeNumberTaken, UserNameTaken
from training_api.directory.role_mappings.endpoints import router as role_mappings_router
from training_api.directory.role_mappings.jobs import jobs as role_mappings_jobs
from training_api.directory.role_mappings.rules import MappingExists
from training_api.followers import FOLLOWERS
from training_api.insights.figures.endpoints import router as insights_router
from training_api.insights.standings.endpoints import router as people_standings_router
from training_api.learning.completions import actions as completions
from training_api.learning.completions.endpoints import router as completions_router
from training_api.learning.completions.rules import AlreadyReversed
from training_api.learning.eligibility.endpoints import router as eligibility_router
from training_api.learning.enrolments import actions as enrolments
from training_api.learning.enrolments import queries as enrolment_queries
from training_api.learning.enrolments.endpoints import router as enrolments_router
from training_api.learning.enrolments.jobs import jobs as enrolments_jobs
from training_api.learning.level_maps.endpoints import router as level_maps_router
from training_api.locks import LOCKS
from training_api.permissions import GRANTS, Permission
from training_api.requirements.exemptions.endpoints import router as exemptions_router
from training_api.requirements.lines import queries as line_queries
from training_api.requirements.lines.endpoints import people_router as requirement_lines_router
from training_api.requirements.lines.endpoints import router as lines_router
from training_api.requirements.requirements import actions as requirements
from training_api.requirements.requirements.endpoints import router as requirements_router
from training_api.settings import Settings
from training_api.snapshots import SNAPSHOTS
from training_api.teams.requests.endpoints import router as team_requests_router
from training_api.teams.team.endpoints import router as team_router

# What an upper room does when a lower one changes, in the order in which locks are taken.
people.people_changed.register(requirements.reassign_people)
modules.module_moved.register(prerequisites.refuse_cycle_through)
modules.offer_changed.register(requirements.recount_track)
completions.completions_recorded.register(
    Reaction(enrolments.close_completed),
    Reaction(requirements.recount_learners),
    Reaction(certificates.progress_of_learners, certificates.issue_to_learners),
)
completions.completion_reversed.register(
    Reaction(requirements.recount_learners),
    Reaction(certificates.progress_of_held, certificates.suspend_unfounded),
)
schemes.scheme_published.register(certificates.issue_to_everyone)

TASKS: Sources = (
    REWOUND_FEEDS,
    *people_queries.TASKS,
    line_queries.TASKS,
    line_queries.unless_required(enrolment_queries.TASKS),
    certificate_queries.TASKS,
    waiver_queries.TASKS,
)

FOUND: tuple[Findable, ...] = (
    module_queries.FOUND,
    track_queries.FOUND,
    scheme_queries.FOUND,
    found_people.FOUND,
)

SERVICE = Service(
    name="training",
    package="training_api",
    settings=Settings,
    metadata=Table.metadata,
    routers=(
        inspections_router,
        imports_router,
        people_router,
        lookups_router,
        names_router,
        role_mappings_router,
        tracks_router,
        modules_router,
        prerequisites_router,
        waivers_router,
        level_maps_router,
        eligibility_router,
        requirements_router,
        lines_router,
        exemptions_router,
        requirement_lines_router,
        enrolments_router,
        completions_router,
        schemes_router,
        standings_router,
        people_standings_router,
        certificates_router,
        team_router,
        team_requests_router,
        insights_router,
        tasks_router(Permission.READ_TASKS, TASKS),
        search_router(Permission.READ_CATALOGUE, FOUND),
    ),
    grants=GRANTS,
    constraints={
        "uq_people_employee_number": EmployeeNumberTaken,
        "uq_people_user_name": UserNameTaken,
        "uq_role_mappings_entry": MappingExists,
        "uq_tracks_code": CodeTaken,
        "uq_modules_code": CodeTaken,
        "uq_certification_schemes_code": CodeTaken,
        "fk_modules_track_id": UnknownTrack,
        "fk_modules_owner_id": UnknownOwner,
        "uq_completions_reverses": AlreadyReversed,
        "uq_prerequisite_waivers_open": WaiverOpen,
    },
    followers=FOLLOWERS,
    snapshots=SNAPSHOTS,
    jobs=(imports_jobs, role_mappings_jobs, enrolments_jobs, certificates_jobs),
    locks=LOCKS,
    root_routers=(pages_router,),
    public_paths=("/v1/credentials/{certificate_id}", *PAGES, LINKED),
    attachments={"module": module_queries.sees, "track": track_queries.sees},
    just_in_time=people.just_in_time,
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
