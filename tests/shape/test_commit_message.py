"""The form of a commit is held by the hook, and each fault has its own sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.shape import commit_message
from tests.shape.words import ROOT

GOOD = [
    "feed: Refuse a cursor whose event has another key.",
    "speaking-rights: Tell others whether, and not why.\n\nThe reason is between two people.\n",
    "# a comment of git\nfeed: Bring it back.\n# another",
    "feed: Seed the demo.\n\n" + commit_message.CUT + "\nno diff counts",
    "Merge branch 'feeds'",
    'Revert "feed: Refuse a cursor."',
    "fixup! feed: Refuse a cursor.",
    f"a: {'B' * 68}.",
]
BAD = [
    ("", "empty"),
    ("# only a comment\n", "empty"),
    ("Refuse a cursor.", "Begin with an area"),
    ("Feed: Refuse a cursor.", "Begin with an area"),
    ("feed:Refuse a cursor.", "Begin with an area"),
    ("feed: refuse a cursor.", "capital"),
    ("feed: Refuse a cursor", "full stop"),
    ("feed: Refused a cursor.", "imperative"),
    ("feed: Refusing a cursor.", "imperative"),
    (f"a: {'B' * 69}.", "73 characters"),
    ("feed: Refuse a cursor.\nWhy it is so.", "second line"),
]


@pytest.mark.parametrize("message", GOOD)
def test_a_message_of_the_form_passes(message: str) -> None:
    assert commit_message.faults_in(message) == []


@pytest.mark.parametrize(("message", "said"), BAD)
def test_another_message_is_refused_with_its_fault(message: str, said: str) -> None:
    [fault] = commit_message.faults_in(message)
    assert said in fault


def test_a_commit_of_another_form_is_refused_by_git(tmp_path: Path) -> None:
    """The command of .pre-commit-config.yaml as git runs it, on a repository of its own."""
    configured = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repo in configured["repos"] for hook in repo["hooks"]]
    [entry] = [hook["entry"] for hook in hooks if hook.get("stages") == ["commit-msg"]]
    program, *arguments = entry.split()
    assert program == ".venv/bin/python"
    git = [shutil.which("git") or "git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    hook = tmp_path / ".git" / "hooks" / "commit-msg"
    hook.write_text(
        f'#!/bin/sh\nmessage=$(realpath "$1")\ncd {ROOT} && exec {sys.executable} {" ".join(arguments)} "$message"\n'
    )
    hook.chmod(0o755)
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def commit(message: str) -> subprocess.CompletedProcess[str]:
        command = [*git, "commit", "--allow-empty", "-m", message]
        return subprocess.run(command, env={**os.environ, **identity}, capture_output=True, text=True, check=False)

    refused = commit("Some changes")
    assert refused.returncode != 0
    assert "Begin with an area" in refused.stderr
    assert commit("feed: Refuse a cursor.").returncode == 0


def test_the_hooks_call_the_checks_of_make_lint() -> None:
    configured = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in configured["repos"]] == ["local"], "nothing is downloaded"
    hooks = [hook for repo in configured["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    recipe = (ROOT / "Makefile").read_text().split("\nlint:")[1].split("\n\n")[0]
    called = [line.strip().removeprefix("@").replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()[1:]]
    checks = [command for command in called if command.startswith(".venv/bin/")]
    assert len(checks) >= 3
    assert set(checks) <= {hook["entry"] for hook in hooks}
