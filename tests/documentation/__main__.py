"""Writes the generated pages of `docs/`: `python -m tests.documentation`, or `make docs`."""

import sys

from tests.documentation.pages import ROOT, written


def main() -> None:
    for path, text in written():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
