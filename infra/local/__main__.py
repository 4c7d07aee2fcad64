"""`python -m infra.local up|down|reset|status|token|seed|logs`; `make help` explains each."""

import argparse
import sys

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
    return parser.parse_args()


def main() -> int:
    chosen = arguments()
    extra = {"token": ("who",), "logs": ("part",)}.get(chosen.command, ())
    command = commands.show_token if chosen.command == "token" else getattr(commands, chosen.command)
    try:
        return int(command(Settings(), *(getattr(chosen, name) for name in extra)))
    except Refused as refused:
        complain(f"✗ {refused}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
