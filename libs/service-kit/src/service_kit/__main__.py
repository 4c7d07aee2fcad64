"""`python -m service_kit serve|work|migrate|digest|restore|restored|openapi|permissions|explain-token <package>`;
without one `backup`, `verify-audit FILE...` and `verify-record FILE`."""

import argparse
import importlib

from service_kit.service import load

# Each command lives in a module of its own and is loaded alone: a migration needs no web server.
COMMANDS = {
    "serve": ("web.serve", "serve"),
    "work": ("work.worker", "work"),
    "migrate": ("data.migrate", "upgrade_from_settings"),
    "backup": ("data.backup", "run"),
    "digest": ("data.digest", "print_digest"),
    "restore": ("data.restore", "run"),
    "restored": ("events.restored", "run"),
    "openapi": ("web.contract", "print_contract"),
    "permissions": ("web.contract", "print_permissions"),
    "explain-token": ("identity.explain_token", "run"),
    "verify-audit": ("record.audit_file_check", "verify_files"),
    "verify-record": ("record.decision_files", "verify_file"),
}

# These read what stands after the package by themselves.
WITH_ARGUMENTS = frozenset({"backup", "restore", "restored", "verify-audit", "verify-record"})

# One set holds every service's database, and an image holds one service; a file of the record says what it is of.
WITHOUT_PACKAGE = frozenset({"backup", "verify-audit", "verify-record"})


def main() -> None:
    """Run one command, nearly always for one service."""
    parser = argparse.ArgumentParser(prog="service_kit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        command = commands.add_parser(name, add_help=name not in WITH_ARGUMENTS)
        if name not in WITHOUT_PACKAGE:
            command.add_argument("package", help="the service's package, such as training_api")
    chosen, arguments = parser.parse_known_args()
    if arguments and chosen.command not in WITH_ARGUMENTS:
        parser.error(f"{chosen.command} takes no {arguments[0]}")
    module, function = COMMANDS[chosen.command]
    service = [] if chosen.command in WITHOUT_PACKAGE else [load(chosen.package)]
    own = [arguments] if chosen.command in WITH_ARGUMENTS else []
    getattr(importlib.import_module(f"service_kit.{module}"), function)(*service, *own)


if __name__ == "__main__":
    main()
