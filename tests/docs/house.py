"""What a page of the documentation finds when it is followed: a server, its register, and a receiver.

The pages speak of `https://members.example.org` (the server) and `https://hooks.example.org` (the reader's own). Both
are put in the place of the real addresses on the way in, and back on the way out; so are the folders that they name.
"""

import http.client
import pathlib
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from live.client import Client  # noqa: E402
from live.receiving import ReceiverProcess  # noqa: E402
from live.server import Server  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER, HOOKS = "https://members.example.org", "https://hooks.example.org"
_SCOPES = ["email", "members.read_name"]
_PATIENCE = 120  # seconds, for an answer that must come


class House:
    def __init__(self, binary: pathlib.Path, folder: pathlib.Path) -> None:
        setup_token = folder / "setup.token"
        self._server = Server(binary, folder, ["--setup-token-file", str(setup_token)])
        host, port = self._server.start()
        self.setup_token = setup_token.read_text(encoding="utf-8").strip()
        self._receiver = ReceiverProcess(folder / "receiver.log", scripts={"/broken": {"500": 1.0}})
        self._places = {SERVER: f"http://{host}:{port}", HOOKS: self._receiver.url(""), "/path/to/cohook": str(ROOT),
                        "/var/lib/cohook/members.db": str(self._server.store)}
        self.environment = {"ADMIN_KEY": self._server.key, "KEY": self._fill(),
                            "PATH_OF_COHOOK": str(binary.parent)}

    def real(self, text: str) -> str:
        for shown, address in self._places.items():
            text = text.replace(shown, address)
        return text

    def shown(self, text: str) -> str:
        for shown, address in self._places.items():
            text = text.replace(address, shown)
        return text

    def client(self) -> Client:
        return Client(self._server)

    def stream(self, target: str, key: str) -> http.client.HTTPResponse:
        """An answer that goes on; to be closed."""
        asked = urllib.request.Request(self.real(SERVER) + target, headers={"x-access-token": key})
        return urllib.request.urlopen(asked, timeout=_PATIENCE)

    def close(self) -> None:
        self._server.close()
        self._receiver.close()

    def _fill(self) -> str:
        """The application `calendar`, two members who consented to it, and one who did not; gives its key."""
        client = Client(self._server)
        client.must("POST", "/v1/organizations", {"id": "org_101", "name": "Fjellvik menighet", "orgID": 101,
                                                  "status": "active", "type": "church"})
        client.must("POST", "/v1/applications", {"id": "calendar", "organization": "org_101",
                                                 "name": "Kirkekalenderen", "scopes": _SCOPES})
        for person, first, last in ((54512, "Astrid", "Haugen"), (54513, "Nils", "Haugen"), (54514, "Eva", "Lie")):
            client.must("PUT", f"/v1/persons/{person}", {
                "firstName": first, "lastName": last, "displayName": f"{first} {last}", "gender": "Unknown",
                "email": f"{first.lower()}.{last.lower()}@example.org"})
        for person in (54512, 54513):
            client.must("PUT", f"/v1/persons/{person}/consents/calendar", {"scopes": _SCOPES})
        key = client.must("POST", "/v1/api-keys", {"application": "calendar"}).body["key"]
        client.close()
        return key
