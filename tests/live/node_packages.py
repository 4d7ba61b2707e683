"""What a test takes from npm: by its lock file, into a folder of the build, once."""

import pathlib
import shutil
import subprocess


def install(source: pathlib.Path, modules: pathlib.Path, programs: tuple[str, ...] = ()) -> str:
    """Installs what package-lock.json of SOURCE names into MODULES, unless it is there. Empty, or why it cannot be; what the
    test needs besides (PROGRAMS) must be there as well."""
    for program in (*programs, "node", "npm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    modules.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, modules / name)
    lock = (modules / "package-lock.json").read_bytes()
    marker = modules / "node_modules" / ".installed"
    if marker.exists() and marker.read_bytes() == lock:
        return ""
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=modules, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        return f"npm cannot install the packages: {done.stderr.strip()[-300:]}"
    marker.write_bytes(lock)
    return ""
