"""The worked example of CONTRIBUTING.md is code of the tree, and README leads to the pages on working together."""

import re

from tests.documentation.pages import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!http)([^)#]+)\)")
PAGES = ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")


def missing_in(page: str) -> list[str]:
    """The pieces of a page's code that do not stand in the file they are said to be of."""
    return [
        f"{path}: {piece.strip().splitlines()[0]}"
        for path, block in BLOCK.findall(page)
        for piece in block.split("\n...\n")
        if piece.strip() not in (ROOT / path).read_text(encoding="utf-8")
    ]


def test_the_code_of_the_example_stands_in_the_tree() -> None:
    assert len(BLOCK.findall(PAGE)) >= 9
    assert missing_in(PAGE) == [], "Copy the code anew: the example has to show what is there."


def test_code_that_is_not_in_the_tree_is_found() -> None:
    [fault] = missing_in(PAGE.replace("async def move(", "async def shift("))
    assert fault.endswith("async def shift(")


def test_the_pages_lead_only_to_what_is_there() -> None:
    for name in PAGES:
        links = LINK.findall((ROOT / name).read_text(encoding="utf-8"))
        assert links
        assert [link for link in links if not (ROOT / link).exists()] == [], name


def test_readme_leads_to_each_of_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*PAGES, "docs/glossary.md") if f"]({name})" not in readme] == []
