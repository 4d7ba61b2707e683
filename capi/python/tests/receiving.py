"""A receiver on this machine that verifies what it gets with the binding itself; and what the tests of engines share."""

import contextlib
import http.server
import json
import pathlib
import queue
import tempfile
import threading

import cohook

PATIENCE = 60  # seconds, for anything that must happen; only a broken run waits so long
KEY = "a signing key of the tests"
HERE = {"allow_http": True, "allow_addresses": ["127.0.0.0/8"]}


class Receiver:
    """Answers with `status`; what it verified is in `got`, in order."""

    def __init__(self, key=KEY):
        self.status = 200
        self.got, self.refused = queue.Queue(), queue.Queue()
        self._verifier = cohook.Verifier("standard-webhooks", cohook.Secret(key, cohook.Dialect.ENDPOINT))
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = outer._judge(self.headers.items(), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a sender that was killed or closed leaves its connections broken
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _judge(self, headers, body):
        try:
            proved = self._verifier.verify(headers, body)
        except cohook.VerificationFailed as why:
            self.refused.put(why.verdict)
            return 401
        self.got.put((proved.id.decode(), json.loads(body)))
        return self.status

    def next(self):
        return self.got.get(timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._verifier.close()


@contextlib.contextmanager
def engine_on_disk(**options):
    """An engine on a store of its own."""
    with tempfile.TemporaryDirectory(prefix="cohook-python-") as folder:
        with cohook.Engine(f"sqlite:{folder}/hooks.db", **{**HERE, **options}) as engine:
            yield engine


def settings(receiver, **more):
    return {"url": receiver.url, "signingKey": KEY, "format": "standard", **more}


def until(engine, kind, wanted=lambda document: True):
    """The document of the next event of this kind that is wanted."""
    while True:
        event = engine.next_event(PATIENCE)
        assert event is not None, f"no event of the kind {kind!r} came"
        if event.kind == kind and wanted(event.document):
            return event.document


ROOT = pathlib.Path(__file__).resolve().parents[3]
