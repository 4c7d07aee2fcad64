"""The embedded stack: everything Kring needs, on one machine, from one command.

`token("employee")` gives an access token of a demo person, a system or `person:<user_name>` of the running stack.
"""

from infra.local.tokens import token

__all__ = ["token"]
