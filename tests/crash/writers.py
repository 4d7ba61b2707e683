"""Publishers: they write persons and consents, and note what each write must cause.

The first name of a written person is a token that no other write has, so that every body can be traced to its write.
"""

import json
from typing import Any

from live.client import NotSent

from . import world
from .worker import Unexpected, Worker


class PersonWriter(Worker):
    """Single writes; each person has one writer."""

    pause = 0.002

    def __init__(self, number: int, *args: Any) -> None:
        super().__init__(f"writer{number}", *args)
        self._persons = world.writer_persons(number)
        self._count = 0

    def step(self) -> None:
        self._count += 1
        token = f"{self.name}-{self._count}"
        person = self.chance.choice(self._persons)
        whole = self.chance.random() < 0.5
        body = {"firstName": token, "lastName": "Æåø 名"} if whole else {"firstName": token}
        again = self.chance.random() < 0.5
        while True:
            try:
                answer = self.call("publish", "PUT" if whole else "PATCH", f"/v1/persons/{person}", body,
                                   tokens=[token], reaches=world.REACHED)
            except NotSent:
                answer = None
            if answer is not None and answer.status >= 300:
                raise Unexpected(f"writing person {person}", answer)
            if answer is not None or not again:
                return


class Importer(Worker):
    """Many lines at once; a loss is answered by sending the same lines again, or by going on."""

    pause = 0.02

    def __init__(self, number: int, *args: Any) -> None:
        super().__init__("importer", *args)
        self._persons = world.writer_persons(number)
        self._count = 0

    def step(self) -> None:
        self._count += 1
        persons = self.chance.sample(self._persons, self.chance.randint(1, 12))
        tokens = [f"import-{self._count}-{index}" for index in range(len(persons))]
        lines = [json.dumps({"personID": person, "firstName": token})
                 for person, token in zip(persons, tokens, strict=True)]
        again = self.chance.random() < 0.5
        while True:
            try:
                answer = self.call("publish", "POST", "/v1/persons:import", "\n".join(lines) + "\n",
                                   content_type="application/x-ndjson", tokens=tokens, reaches=world.REACHED)
            except NotSent:
                answer = None
            if answer is not None and (answer.status != 200 or answer.body["durableLines"] != len(lines)):
                raise Unexpected("an import", answer)
            if answer is not None or not again:
                return


class Consenter(Worker):
    """Grants and withdraws in turn; after a loss it looks up what has become of it."""

    pause = 0.005

    def __init__(self, *args: Any) -> None:
        super().__init__("consenter", *args)
        self._granted: dict[int, bool | None] = dict.fromkeys(world.CONSENT_PERSONS, False)

    def step(self) -> None:
        person = self.chance.choice(world.CONSENT_PERSONS)
        path = f"/v1/persons/{person}/consents/standard"
        if self._granted[person] is None:
            self._granted[person] = self.client.request("GET", path).status == 200
        wanted = not self._granted[person]
        self._granted[person] = None
        if wanted:
            answer = self.call("consent", "PUT", path, {"scopes": [world.SCOPE]}, person=person, change="access-granted")
        else:
            answer = self.call("consent", "DELETE", path, person=person, change="access-revoked")
        if answer is None:
            return
        if answer.status >= 300:
            raise Unexpected(f"consent of person {person}", answer)
        self._granted[person] = wanted
