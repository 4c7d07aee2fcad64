"""What HR says of one person."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field
from service_kit.data.localized import language_tag
from service_kit.web.schemas import BodyIn, ChangeIn
from service_kit.web.words import unfit

from training_api.directory.people.rules import CONTROL, is_email


def printable(value: str) -> str:
    """The text, when nothing in it is a control character."""
    if CONTROL.search(value):
        raise unfit("character_unprintable")
    return value


def _email(value: str) -> str:
    if not is_email(value):
        raise unfit("email_unfit")
    return value


def _locale(value: str) -> str:
    if (tag := language_tag(value)) is None:
        raise unfit("locale_unfit")
    return tag


Name = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(printable)]
Number = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(printable)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
Locale = Annotated[str, Field(max_length=35), AfterValidator(_locale)]


class AddPerson(BodyIn):
    """Somebody joins."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "employee_number": "E1042",
                    "user_name": "anna.devries",
                    "given_name": "Anna",
                    "family_name": "de Vries",
                    "email": "anna.devries@example.com",
                    "locale": "nl-BE",
                    "department": "Sales",
                    "division": "Benelux",
                    "job_profile": "account-manager",
                }
            ]
        }
    )

    employee_number: Number
    user_name: Name
    given_name: Name
    family_name: Name
    email: Email
    locale: Locale = "en"
    department: Name | None = None
    division: Name | None = None
    job_profile: Name | None = None
    manager_id: UUID | None = None
    location: Name | None = None
    active: bool = True


class ChangePerson(ChangeIn):
    """Something about a person changes; only what is sent is touched, `active: false` says that they left."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"department": "Marketing", "location": "Gent"}]})

    user_name: Name = ""
    given_name: Name = ""
    family_name: Name = ""
    email: Email = ""
    locale: Locale = ""
    department: Name | None = None
    division: Name | None = None
    job_profile: Name | None = None
    manager_id: UUID | None = None
    location: Name | None = None
    active: bool = True
