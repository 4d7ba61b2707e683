"""Replays the examples of the OpenAPI document against the real server.

    openapi_test.py COHOOK OPENAPI            does every example hold?
    openapi_test.py COHOOK OPENAPI --write    writes them anew, as the server answers now

Requests are sent as the document shows them, with the ids of this server in the place of those that are shown. The
answers and the examples must keep the schema, and have the same members.
"""

import json
import pathlib
import re
import sys
import tempfile
import time
import urllib.parse
from typing import Any

from house import House
from openapi_steps import SETUP_TOKEN, STEPS, Step
from presentable import presentable
from schema import Schemas, same_shape

from live.client import Answer, Client

_PATIENCE = 120  # seconds, for what must come about
_METHODS = ("get", "post", "put", "patch", "delete")
_ANY_SHAPE = ("text/html", "image/png", "*/*")  # files, too long to be shown
# The document itself, which would have to hold itself.
_UNSHOWN = ("getOpenApi", "getOpenApiOfDocs")


def at_pointer(value: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (IndexError, KeyError, TypeError):
            return None
    return value


class Replay:
    """One walk through the steps; `faults` is what was found."""

    def __init__(self, document: dict[str, Any], house: House, write: bool) -> None:
        self._document, self._house, self._write = document, house, write
        self._schemas = Schemas(document)
        self._client: Client = house.client()
        self._operations = {operation["operationId"]: (method, path, operation)
                            for path, operations in document["paths"].items()
                            for method, operation in operations.items() if method in _METHODS}
        self._caught: dict[str, str] = {}
        self._live_ids = {SETUP_TOKEN: house.setup_token}  # by what the document shows
        self._cookie = ""
        self.faults: list[str] = []
        self.passed = 0

    def walk(self) -> None:
        unused = self._operations.keys() - {step.operation for step in STEPS}
        self.faults += [f"{name}: no step replays it" for name in sorted(unused)
                        if not any(kind in _ANY_SHAPE for kind in self._kinds(name))]
        for step in STEPS:
            before = len(self.faults)
            self._take(step)
            self.passed += len(self.faults) == before

    def _kinds(self, name: str) -> list[str]:
        return [kind for answer in self._operations[name][2]["responses"].values()
                for kind in self._schemas.resolved(answer).get("content", {})]

    def _fault(self, step: Step, *faults: str) -> None:
        self.faults += [f"{step.operation} ({step.status}): {fault}" for fault in faults]

    def _take(self, step: Step) -> None:
        method, _, operation = self._operations[step.operation]
        kind, body = self._request_body(step, operation)
        answer = self._ask(step, method.upper(), kind, body)
        if answer.status != step.status:
            return self._fault(step, f"answered {answer.status} {answer.text[:300]}")
        described = self._schemas.resolved(operation["responses"].get(str(step.status), {}))
        got_kind = answer.headers.get("content-type", "").split(";")[0]
        if not answer.text:
            return self._fault(step, *["nothing was answered"] * ("content" in described))
        if got_kind not in described.get("content", {}):
            return self._fault(step, f"{got_kind or 'this status'} is not described")
        if got_kind in _ANY_SHAPE or step.operation in _UNSHOWN:
            return None
        return self._judge(step, got_kind, described["content"][got_kind], answer)

    def _request_body(self, step: Step, operation: dict[str, Any]) -> tuple[str, Any]:
        """Its type, and what is sent: the document's example, where there is one for this step."""
        if "requestBody" not in operation or step.body is None:
            return "application/json", step.body
        kind, content = next(iter(operation["requestBody"]["content"].items()))
        if self._write and step.shown and step.status < 300:
            content["example"] = json.loads(self._filled(json.dumps(step.body)))
        if step.shown and step.status < 300:
            if "example" not in content:
                self._fault(step, "the request has no example")
                return kind, step.body
            if kind.endswith("json") and kind != "application/x-ndjson":
                self._fault(step, *(f"the request's example breaks the schema: {fault}" for fault in
                                    self._schemas.faults(content["example"], content["schema"])))
            return kind, content["example"]
        return kind, step.body

    def _filled(self, text: str) -> str:
        for name, value in self._caught.items():
            text = text.replace(f"${name}", value)
        return text

    def _ask(self, step: Step, method: str, kind: str, body: Any) -> Answer:
        path = self._operations[step.operation][1]
        for name, value in step.path.items():
            path = path.replace(f"{{{name}}}", urllib.parse.quote(self._filled(value), safe=""))
        target = path + ("?" + urllib.parse.quote(self._filled(step.query), safe="=&$,") if step.query else "")
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        if text is not None:
            for shown, live in self._live_ids.items():
                text = text.replace(shown, live)
            text = self._house.real(text)
        if step.operation == "openStream":
            return self._events_of_a_test(target, self._house.environment["ADMIN_KEY"])
        end = time.monotonic() + _PATIENCE
        while True:
            answer = self._client.request(method, target, text, headers=self._credentials(step), content_type=kind)
            self._cookie = answer.headers.get("set-cookie", self._cookie).partition(";")[0]
            if not step.until or at_pointer(answer.body, step.until[0]) == step.until[1] or time.monotonic() > end:
                return answer
            time.sleep(0.02)

    def _credentials(self, step: Step) -> dict[str, str | None]:
        keys = {"administrator": "ADMIN_KEY", "application": "KEY"}
        if step.by in keys:
            return {"x-access-token": self._house.environment[keys[step.by]]}
        by_hand: dict[str, str | None] = {"x-access-token": None, "X-Cohook-Console": "1"}
        return by_hand | {"Cookie": self._cookie} if step.by == "session" else by_hand

    def _events_of_a_test(self, target: str, key: str) -> Answer:
        """What the stream says of a test that is run meanwhile: the newest phase of it, and its end."""
        with self._house.stream(target, key) as stream:
            lines = iter(stream.readline, b"")
            next(lines)  # the stream is open: what happens from now on is told
            self._client.must("POST", "/application/calendar/webhook/test", {"personID": 54512, "run": "a-first-try"})
            phase, event = "", ""
            for line in lines:
                if line != b"\n":
                    event += "" if line.startswith(b":") else line.decode()
                    continue
                if "\nevent: test\n" in event:
                    return Answer(200, {"content-type": "text/event-stream"}, f"{phase}\n{event}\n")
                phase, event = event or phase, ""
        raise AssertionError("the stream ended before the test did")

    def _judge(self, step: Step, kind: str, content: dict[str, Any], answer: Answer) -> None:
        live = answer.body if "json" in kind else answer.text
        for name, pointer in step.catch.items():
            self._caught[name] = str(at_pointer(live, pointer))
        if "json" in kind:
            self._fault(step, *(f"the answer breaks the schema: {fault}"
                                for fault in self._schemas.faults(live, content["schema"])))
        if self._write and ("example" not in content or step.shown):
            content["example"] = presentable(live, self._house)
        if "example" not in content:
            return self._fault(step, "the answer has no example")
        example = content["example"]
        for pointer in step.catch.values():
            self._live_ids[str(at_pointer(example, pointer))] = str(at_pointer(live, pointer))
        if "json" not in kind:
            shown, got = _parts_of(example), _parts_of(live)
            whole = got if shown.keys() == got.keys() else {name: got[name] for name in got if name in shown}
            return self._fault(step, *same_shape(shown, whole))  # of a long text, the beginning is shown
        self._fault(step, *(f"the example breaks the schema: {fault}"
                            for fault in self._schemas.faults(example, content["schema"])))
        return self._fault(step, *same_shape(example, live)) if step.status < 300 else None


def _parts_of(text: str) -> dict[str, Any]:
    """The fields of each event, or the lines of a text without the numbers at their ends."""
    if text.startswith("id:"):
        return {str(at): {name: json.loads(value) if name == "data" else None
                          for name, _, value in (line.partition(":") for line in event.splitlines())}
                for at, event in enumerate(text.strip().split("\n\n"))}
    return {re.sub(r" [\d.e+-]+$", "", line): None for line in text.splitlines()}


def main(binary: str, openapi: str, *options: str) -> int:
    path, write = pathlib.Path(openapi), "--write" in options
    document = json.loads(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="cohook-docs-") as folder:
        house = House(pathlib.Path(binary).resolve(), pathlib.Path(folder))
        try:
            replay = Replay(document, house, write)
            replay.walk()
        finally:
            house.close()
    for fault in replay.faults:
        print(f"FAILED: {fault}")
    print(f"{replay.passed} passed, {len(replay.faults)} failed")
    if write:
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if replay.faults or not replay.passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
