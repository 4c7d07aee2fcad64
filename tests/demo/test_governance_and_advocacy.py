"""The guideline, the stories and the rewards hold what the product asks of them."""

from collections import Counter
from urllib.parse import urlsplit

from infra.demo.people import colleagues
from infra.demo.reading import content

EVERY_LANGUAGE = {"nl", "en", "fr"}


def test_the_guideline_is_one_page_with_every_kind_of_clause_in_three_languages() -> None:
    clauses = content("guideline")["clauses"]
    assert {clause["type"] for clause in clauses} == {"do", "dont", "duty", "freedom", "encouragement"}
    assert {clause["scope"] for clause in clauses} == {"work", "overlap", "private"}
    assert len({clause["key"] for clause in clauses}) == len(clauses) <= 20
    assert all(set(clause["text"]) == EVERY_LANGUAGE for clause in clauses)
    assert {"manager", "executive"} <= {role for clause in clauses for role in clause.get("roles", [])}
    assert sum(len(clause["text"]["en"].split()) for clause in clauses) <= 400


def test_every_restriction_says_why() -> None:
    guideline = content("guideline")
    for clause in [*guideline["clauses"], *guideline["next"]["added"]]:
        if clause["type"] in {"dont", "duty"}:
            assert set(clause["reason"]) == EVERY_LANGUAGE, clause["key"]


def test_the_next_version_changes_clauses_that_are_there() -> None:
    guideline = content("guideline")
    keys = {clause["key"] for clause in guideline["clauses"]}
    assert {change["key"] for change in guideline["next"]["changed"]} <= keys
    assert not {clause["key"] for clause in guideline["next"]["added"]} & keys


def test_legal_helps_to_write_before_it_decides() -> None:
    first = content("signoffs")[0]
    assert [stage["kind"] for stage in first["stages"]] == ["co-create", "decide"]
    assert first["stages"][1]["reviewers"] == [{"role": "legal"}, {"role": "corporate-affairs"}]
    assert first["stages"][1]["quorum"] == "all"


def test_there_is_content_of_every_kind_and_topic_with_words_for_its_networks() -> None:
    items = content("stories")["items"]
    kinds = {"press-release", "vacancy", "article", "video", "event", "testimonial"}
    assert set(Counter(item["kind"] for item in items)) == kinds
    assert {item["taxonomy"] for item in items} == {"product", "strategy", "people"}
    assert len({item["title"]["en"] for item in items}) == len(items)
    for item in items:
        assert set(item["title"]) == EVERY_LANGUAGE
        assert len(item["variants"]) >= 2
        assert urlsplit(item["url"]).hostname == "example.org"
    assert any("embargo_days" in item for item in items)
    profiles = {person.job_profile for person in colleagues()}
    assert all(item["job_profile"] in profiles for item in items if item["kind"] == "vacancy")


def test_every_act_is_worth_something_and_every_badge_can_be_earned() -> None:
    programme = content("programme")
    acts = [rule["act"] for rule in programme["rules"]]
    assert sorted(acts) == ["certificate", "click", "completion", "share"]
    assert len({badge["code"] for badge in programme["badges"]}) == len(programme["badges"]) == 10
    for one in (*programme["rules"], *programme["badges"]):
        assert set(one["title"]) == EVERY_LANGUAGE
    for badge in programme["badges"]:
        assert {criterion["act"] for criterion in badge["criteria"]} <= set(acts)


def test_rewards_have_a_cost_and_a_stock() -> None:
    for reward in content("rewards"):
        assert set(reward["title"]) == EVERY_LANGUAGE
        assert reward["cost"] > 0
        assert reward["stock"] > 0
        assert reward.get("budget", reward["cost"]) >= reward["cost"]


def test_what_is_addressed_to_people_names_groups_that_exist() -> None:
    people = colleagues()
    profiles, divisions = {person.job_profile for person in people}, {person.division for person in people}
    for requirement in content("requirements"):
        assert set(requirement["applies_to"]["job_profiles"]) <= profiles
    for item in content("stories")["items"]:
        assert set(item.get("audience", {}).get("divisions", [])) <= divisions
