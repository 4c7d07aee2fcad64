"""`python -m infra.local up|down|reset|status|token|seed|logs|backup|restore`; `make help` explains each."""

import argparse
import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path

from service_kit.observe.output import outlast_full_disks

from infra.local import commands
from infra.local.processes import complain
from infra.local.settings import Refused, Settings


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="infra.local", description=__doc__)
    chosen = parser.add_subparsers(dest="command", required=True)
    for name in ("up", "down", "reset", "status", "seed"):
        chosen.add_parser(name)
    chosen.add_parser("token").add_argument("who", help="a demo person, a system, or person:<user_name>")
    chosen.add_parser("logs").add_argument("part", nargs="?", help="follow one part")
    chosen.add_parser("backup").add_argument("--to", required=True, type=_folder, help="a new or an empty folder")
    restore = chosen.add_parser("restore")
    restore.add_argument("--from", required=True, type=_folder, dest="folder", help="a backup set")
    restore.add_argument("--into", type=_folder, help="the data of the stack to fill; DATA when absent")
    restore.add_argument("--service", help="only this one, such as training-api")
    restore.add_argument("--aside", action="store_true", help="keep a database that holds data under another name")
    return parser.parse_args()


def _folder(word: str) -> Path:
    if not word:
        raise argparse.ArgumentTypeError("name a folder")
    return Path(word).absolute()


def run(chosen: argparse.Namespace) -> int:
    """One command on the stack that the environment describes."""
    settings = Settings()
    if chosen.command in {"backup", "restore"}:
        # Loaded for these two alone: the supervisor needs nothing of what they import, and would hold it for good.
        backups = importlib.import_module("infra.local.backups")
        if chosen.command == "backup":
            return int(backups.back_up(settings, chosen.to))
        into = replace(settings, data=chosen.into or settings.data)
        return int(backups.restore(into, chosen.folder, chosen.service, aside=chosen.aside))
    extra = {"token": ("who",), "logs": ("part",)}.get(chosen.command, ())
    command = commands.show_token if chosen.command == "token" else getattr(commands, chosen.command)
    return int(command(settings, *(getattr(chosen, name) for name in extra)))


def main() -> int:
    os.umask(0o077)  # only the owner may read what a stack writes; every part inherits this
    outlast_full_disks()  # on a full disk the supervisor drops its own output and continues
    chosen = arguments()
    try:
        return run(chosen)
    except Refused as refused:
        complain(f"✗ {refused}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
