"""`python -m service_kit serve|work|migrate|openapi|permissions <package>`."""

import argparse
import importlib

from service_kit.service import load

# Each command lives in a module of its own and is loaded alone: a migration needs no web server.
COMMANDS = {
    "serve": ("web.serve", "serve"),
    "work": ("work.worker", "work"),
    "migrate": ("data.migrate", "upgrade_from_settings"),
    "openapi": ("web.contract", "print_contract"),
    "permissions": ("web.contract", "print_permissions"),
}


def main() -> None:
    """Run one command for one service."""
    parser = argparse.ArgumentParser(prog="service_kit", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("package", help="the service's package, such as training_api")
    chosen = parser.parse_args()
    module, function = COMMANDS[chosen.command]
    getattr(importlib.import_module(f"service_kit.{module}"), function)(load(chosen.package))


if __name__ == "__main__":
    main()
