"""`python -m service_kit serve|work|migrate|restored|openapi|permissions <package>`."""

import argparse
import importlib

from service_kit.service import load

# Each command lives in a module of its own and is loaded alone: a migration needs no web server.
COMMANDS = {
    "serve": ("web.serve", "serve"),
    "work": ("work.worker", "work"),
    "migrate": ("data.migrate", "upgrade_from_settings"),
    "restored": ("events.restored", "run"),
    "openapi": ("web.contract", "print_contract"),
    "permissions": ("web.contract", "print_permissions"),
}

# These read what stands after the package by themselves.
WITH_ARGUMENTS = frozenset({"restored"})


def main() -> None:
    """Run one command for one service."""
    parser = argparse.ArgumentParser(prog="service_kit", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("package", help="the service's package, such as training_api")
    chosen, arguments = parser.parse_known_args()
    if arguments and chosen.command not in WITH_ARGUMENTS:
        parser.error(f"{chosen.command} takes no {arguments[0]}")
    module, function = COMMANDS[chosen.command]
    command = getattr(importlib.import_module(f"service_kit.{module}"), function)
    command(load(chosen.package), *([arguments] if chosen.command in WITH_ARGUMENTS else []))


if __name__ == "__main__":
    main()
