"""The register and the API: persons imported, requests answered."""

import re
import shutil
import subprocess
import urllib.request

from bench import Bench
from result import Result

READ = """wrk.headers["x-access-token"]="{key}"
local n = 0
request = function() n = n + 1; return wrk.format("GET", "/v1/persons/" .. (n % 100 + 1)) end
"""
WRITE = """wrk.method="PATCH"
wrk.headers["x-access-token"]="{key}"
wrk.headers["Content-Type"]="application/merge-patch+json"
local n = 0
request = function()
  n = n + 1
  return wrk.format("PATCH", "/v1/persons/" .. (n % 100 + 1), nil, '{{"firstName":"Kari ' .. n .. '"}}')
end
"""


def imports(bench: Bench, result: Result) -> None:
    persons = 5000 if bench.quick else 50_000
    found = bench.delivery(scenario="import", store="sqlite", persons=persons)
    result.fact("import", "persons/s imported into the register (SQLite), 1000 at a time", found["per_second"])


def requests(bench: Bench, result: Result) -> None:
    program = bench.programs.parent / "src/cli/cohook"
    if shutil.which("wrk") is None or not program.exists():
        result.left_out("api", "API requests/s", "", "wrk is not installed, or the build has no cohook")
        return
    folder = bench.scratch / "server"
    folder.mkdir()
    command = [str(program), "serve", "--store", f"sqlite:{folder}/store.db", "--listen", "127.0.0.1:0",
               "--admin-key-file", str(folder / "key"), "--log-level", "warning",
               "--request-rate", "0"]  # what it answers, not what it allows one key
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            url = _url_of(server)
            key = (folder / "key").read_text().strip()
            _import(url, key)
            for what, script in (("reads of a person", READ), ("durable writes of a person", WRITE)):
                result.fact("api", f"API requests/s, {what}, 16 connections",
                            bench.wrk(url, script.format(key=key), connections=16).by_clock)
        finally:
            server.terminate()


def _url_of(server: "subprocess.Popen[str]") -> str:
    assert server.stderr is not None
    said = ""
    for line in server.stderr:
        said += line
        found = re.search(r"is ready on (https?://[^\s,]+)", line)
        if found:
            return found[1]
    raise RuntimeError(f"the server did not come up: {said[-500:]}")


def _import(url: str, key: str) -> None:
    lines = "".join(f'{{"personID":{number},"firstName":"Kari"}}\n' for number in range(1, 101))
    asked = urllib.request.Request(f"{url}/v1/persons:import", lines.encode(), method="POST",
                                   headers={"x-access-token": key, "Content-Type": "application/x-ndjson"})
    urllib.request.urlopen(asked, timeout=30).close()
