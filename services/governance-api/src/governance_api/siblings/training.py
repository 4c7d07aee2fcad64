"""The only file that knows how to ask training-api."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from service_kit.events.siblings import Sibling, sibling

Training = Annotated[Sibling, Depends(sibling("training"))]


async def has_completed(training: Sibling, person_id: UUID, module_code: str) -> bool:
    """Whether the person has completed the module; SiblingAway when training does not answer."""
    answer = await training.get("/v1/completions/check", params={"person": str(person_id), "module": module_code})
    return bool(answer.get("completed"))
