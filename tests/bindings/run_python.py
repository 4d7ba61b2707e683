"""The tests of the Python binding. Ends with `N passed, N failed`."""

import subprocess
import sys

from build_tree import ROOT, environment

sys.exit(subprocess.run([sys.executable, "-W", "error", str(ROOT / "capi/python/tests/run.py")], env=environment()).returncode)
