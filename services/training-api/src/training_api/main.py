"""The rooms of training-api on one screen."""

from fastapi import FastAPI
from service_kit.app import build_app
from service_kit.service import Service

from training_api.database import Table
from training_api.followers import FOLLOWERS
from training_api.imports.endpoints import router as imports_router
from training_api.imports.jobs import jobs as imports_jobs
from training_api.people.actions import just_in_time
from training_api.people.endpoints import router as people_router
from training_api.people.rules import EmployeeNumberTaken, UserNameTaken
from training_api.permissions import GRANTS
from training_api.requirements.endpoints import lines_router as requirement_lines_router
from training_api.requirements.endpoints import router as requirements_router
from training_api.settings import Settings
from training_api.tasks.endpoints import router as tasks_router

SERVICE = Service(
    name="training",
    package="training_api",
    settings=Settings,
    metadata=Table.metadata,
    routers=(imports_router, people_router, requirements_router, requirement_lines_router, tasks_router),
    grants=GRANTS,
    constraints={
        "uq_people_employee_number": EmployeeNumberTaken,
        "uq_people_user_name": UserNameTaken,
    },
    followers=FOLLOWERS,
    jobs=(imports_jobs,),
    public_paths=(),
    just_in_time=just_in_time,
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
