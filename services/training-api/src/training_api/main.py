"""The rooms of training-api on one screen."""

from fastapi import FastAPI
from service_kit.service import Service
from service_kit.web.app import build_app

from training_api.catalogue.modules.endpoints import router as modules_router
from training_api.catalogue.modules.rules import UnknownOwner, UnknownTrack
from training_api.catalogue.prerequisites.endpoints import router as prerequisites_router
from training_api.catalogue.prerequisites.rules import WaiverOpen
from training_api.catalogue.tracks.endpoints import router as tracks_router
from training_api.catalogue.tracks.rules import CodeTaken
from training_api.certification.certificates.endpoints import router as certificates_router
from training_api.certification.certificates.jobs import jobs as certificates_jobs
from training_api.certification.schemes.endpoints import router as schemes_router
from training_api.database import Table
from training_api.directory.imports.endpoints import router as imports_router
from training_api.directory.imports.jobs import jobs as imports_jobs
from training_api.directory.people.actions import just_in_time
from training_api.directory.people.endpoints import router as people_router
from training_api.directory.people.rules import EmployeeNumberTaken, UserNameTaken
from training_api.followers import FOLLOWERS
from training_api.learning.completions.endpoints import router as completions_router
from training_api.learning.completions.rules import AlreadyReversed
from training_api.learning.enrolments.endpoints import router as enrolments_router
from training_api.learning.enrolments.jobs import jobs as enrolments_jobs
from training_api.permissions import GRANTS
from training_api.requirements.requirements.endpoints import lines_router as requirement_lines_router
from training_api.requirements.requirements.endpoints import router as requirements_router
from training_api.settings import Settings
from training_api.tasks.endpoints import router as tasks_router

SERVICE = Service(
    name="training",
    package="training_api",
    settings=Settings,
    metadata=Table.metadata,
    routers=(
        imports_router,
        people_router,
        tracks_router,
        modules_router,
        prerequisites_router,
        requirements_router,
        requirement_lines_router,
        enrolments_router,
        completions_router,
        schemes_router,
        certificates_router,
        tasks_router,
    ),
    grants=GRANTS,
    constraints={
        "uq_people_employee_number": EmployeeNumberTaken,
        "uq_people_user_name": UserNameTaken,
        "uq_tracks_code": CodeTaken,
        "uq_modules_code": CodeTaken,
        "uq_certification_schemes_code": CodeTaken,
        "fk_modules_track_id": UnknownTrack,
        "fk_modules_owner_id": UnknownOwner,
        "uq_completions_reverses": AlreadyReversed,
        "uq_prerequisite_waivers_open": WaiverOpen,
    },
    followers=FOLLOWERS,
    jobs=(imports_jobs, enrolments_jobs, certificates_jobs),
    public_paths=("/v1/credentials/{certificate_id}",),
    just_in_time=just_in_time,
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
