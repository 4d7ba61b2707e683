"""Runs the example programs as a reader would: a sender against a receiver, and what it received through the verifier.

run.py PROGRAM…
"""

import base64
import contextlib
import http.client
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
from collections.abc import Iterator

PROGRAMS = {pathlib.Path(path).name: path for path in sys.argv[1:]}
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802, the name is the library's
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.headers.items(), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Examples(unittest.TestCase):
    def setUp(self) -> None:
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.server.received = []
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def tearDown(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def run_program(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        if name not in PROGRAMS:
            self.skipTest(f"{name} is not built")
        return subprocess.run([PROGRAMS[name], *arguments], text=True, capture_output=True, timeout=120, check=False)

    def check_sender(self, name: str) -> None:
        done = self.run_program(name, "memory:", self.url, KEY, "--local")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("durable as delivery", done.stdout)
        self.assertIn("acknowledged", done.stdout)
        self.assertEqual(len(self.server.received), 1)

    def test_the_c_sender_sends_and_the_c_verifier_verifies(self) -> None:
        self.check_sender("example_sender_c")
        headers, body = self.server.received[0]
        with tempfile.TemporaryDirectory() as folder:
            head, payload = pathlib.Path(folder, "head"), pathlib.Path(folder, "body")
            head.write_text("".join(f"{name}: {value}\r\n" for name, value in headers), encoding="utf-8")
            payload.write_bytes(body)
            good = self.run_program("example_verify_c", KEY, str(head), str(payload))
            self.assertEqual((good.returncode, good.stdout.encode()), (0, body + b"\n"), good.stderr)
            payload.write_bytes(body + b" ")
            bad = self.run_program("example_verify_c", KEY, str(head), str(payload))
            self.assertEqual((bad.returncode, bad.stdout, bad.stderr), (8, "", "refused: signature-mismatch\n"))

    def test_the_cpp_sender_sends(self) -> None:
        self.check_sender("example_sender_cpp")

    def test_the_cpp_register_sends_what_the_application_may_see(self) -> None:
        done = self.run_program("example_register_cpp", "memory:", self.url, KEY, "--local")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("acknowledged", done.stdout)
        envelope = json.loads(self.server.received[0][1])
        persons = json.loads(base64.b64decode(envelope["message"]["data"]))
        self.assertEqual(persons[0]["email"], "ada@example.org")
        self.assertNotIn("birthDate", persons[0])

    def test_the_cpp_receiver_takes_what_is_proved_and_takes_it_once(self) -> None:
        self.run_program("example_register_cpp", "memory:", self.url, KEY, "--local")
        headers, body = self.server.received[0]
        with self.running_receiver(KEY) as (receiver, url):
            self.assertEqual(self.post(url, headers, body + b" "), 401)  # only the headers sign that byte
            self.assertEqual(self.post(url, headers, body.replace(b'"hash"', b'"hasj"')), 401)
            unsigned = [(name, value) for name, value in headers if name != "webhook-signature"]
            self.assertEqual(self.post(url, unsigned, body), 401)  # the hash alone proves too little
            self.assertEqual(self.post(url, headers, body), 200)
            self.assertEqual(self.post(url, headers, body), 200)  # a repetition
            self.assertEqual(self.announce(url, 3 << 20), 413)
            receiver.terminate()
            out, err = receiver.communicate(timeout=60)
        persons = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([person["email"] for person in persons[0]], ["ada@example.org"])
        self.assertEqual(len(persons), 1)
        self.assertEqual(err.splitlines(), ["refused: signature-mismatch"] * 2 + ["refused: missing-header"])
        self.assertEqual(receiver.returncode, 0)

    def test_the_cpp_receiver_acknowledges_the_cpp_register(self) -> None:
        with self.running_receiver(KEY) as (_, url):
            done = self.run_program("example_register_cpp", "memory:", url + "/hook", KEY, "--local")
            self.assertEqual(done.returncode, 0, done.stderr)
        with self.running_receiver("another key") as (_, url):
            done = self.run_program("example_register_cpp", "memory:", url + "/hook", KEY, "--local")
            self.assertEqual(done.returncode, 1)

    @contextlib.contextmanager
    def running_receiver(self, key: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
        if "example_receiver_cpp" not in PROGRAMS:
            self.skipTest("example_receiver_cpp is not built")
        with subprocess.Popen([PROGRAMS["example_receiver_cpp"], "0", key], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as receiver:
            try:
                yield receiver, receiver.stdout.readline().split()[-1]
            finally:
                receiver.kill()

    def post(self, url: str, headers: list[tuple[str, str]], body: bytes) -> int:
        asked = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        fixed = {name: value for name, value in headers if name.lower() not in ("host", "content-length")}
        try:
            asked.request("POST", "/hook", body, fixed)
            return asked.getresponse().status
        finally:
            asked.close()

    def announce(self, url: str, size: int) -> int:
        """The answer to a head alone: a body that is refused unread could tear the connection before the answer is read."""
        asked = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        try:
            asked.putrequest("POST", "/hook")
            asked.putheader("Content-Length", str(size))
            asked.endheaders()
            return asked.getresponse().status
        finally:
            asked.close()

    def test_a_url_that_may_not_be_reached_is_named(self) -> None:
        for name in ("example_sender_c", "example_sender_cpp", "example_register_cpp"):
            with self.subTest(name):
                done = self.run_program(name, "memory:", self.url, KEY)
                self.assertEqual(done.returncode, 1)
                self.assertIn("http", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
