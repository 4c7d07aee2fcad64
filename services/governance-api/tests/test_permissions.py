"""Every permission has its holders, and nobody has more than the table says."""

import pytest
from governance_api.permissions import GRANTS, Permission


def test_every_permission_is_granted_to_somebody() -> None:
    assert set(GRANTS.roles) == set(Permission)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("employee", Permission.ACKNOWLEDGE, Permission.READ_DRAFTS),
        ("legal", Permission.READ_SIGNOFFS, Permission.EDIT_GUIDELINES),
        ("corporate-affairs", Permission.READ_DRAFTS, Permission.PUBLISH_GUIDELINES),
        ("strategist", Permission.SUSPEND_SPEAKING_RIGHTS, None),
        ("trainer", Permission.CHECK_SPEAKING_RIGHTS, Permission.SUSPEND_SPEAKING_RIGHTS),
    ],
)
def test_a_role_may_try_what_is_its_own(role: str, may: Permission, may_not: Permission | None) -> None:
    held = GRANTS.of_person({role})
    assert may in held
    assert may_not not in held


def test_a_machine_without_a_scope_may_nothing() -> None:
    assert GRANTS.of_service(set()) == frozenset()
    assert GRANTS.of_service({"speaking-rights.read"}) == {Permission.CHECK_SPEAKING_RIGHTS}
    assert Permission.SEE_WHY_OF_SPEAKING_RIGHTS in GRANTS.of_service({"speaking-rights.read", "people.read"})
