"""The examples and the README run, against each other and against the real executable; the types hold."""

import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from wsgiref.util import setup_testing_defaults

import cohook
from receiving import HERE, KEY, PATIENCE, Receiver

FOLDER = pathlib.Path(__file__).resolve().parents[1]
BINARY = os.environ.get("TESTED_COHOOK")


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(FOLDER), "SIGNING_KEY": KEY, "DEVELOPMENT": "1", **more}


class Running:
    """A program that is waited for by its lines, and ended at the end."""

    def __init__(self, *command, **more):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(**more))

    def line(self):
        return self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def example(name, *arguments, **more):
    return Running(sys.executable, str(FOLDER / "examples" / name), *arguments, **more)


class Examples(unittest.TestCase):
    def send(self, url):
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run([sys.executable, str(FOLDER / "examples/sender.py"), url, '[{"id":12}]'], text=True,
                                  env=environment(STORE=f"sqlite:{folder}/s.db"), capture_output=True,
                                  timeout=PATIENCE)  # fmt: skip

    def test_the_sender_delivers_to_the_receiver(self):
        with example("receiver.py", "0") as receiver:
            url = receiver.line().split()[-1]
            done = self.send(url)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn(base64.b64encode(b'[{"id":12}]').decode(), receiver.line())

    @unittest.skipUnless(BINARY, "TESTED_COHOOK is not set")
    def test_the_receiver_verifies_what_the_executable_sends(self):
        with example("receiver.py", "0") as receiver, tempfile.NamedTemporaryFile("w") as key:
            url = receiver.line().split()[-1]
            key.write(KEY)
            key.flush()
            command = [BINARY, "send", "--key-file", key.name, "--data", '[{"id":13}]', "--allow-http", "--allow-address",
                       "127.0.0.0/8", url]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("subscription", receiver.line())

    @unittest.skipUnless(BINARY, "TESTED_COHOOK is not set")
    def test_the_executable_verifies_what_the_sender_sends(self):
        command = [BINARY, "listen", "--http", "--listen", "127.0.0.1:0", "--json", "--count", "1"]
        with tempfile.NamedTemporaryFile("w") as key, tempfile.NamedTemporaryFile("r") as said:
            key.write(KEY)
            key.flush()
            with open(said.name, "w") as err:
                listener = subprocess.Popen([*command, "--key-file", key.name], stdout=subprocess.PIPE, stderr=err, text=True)
            try:
                while not (found := re.search(r"http://127\.0\.0\.1:\d+", said.read())):
                    said.seek(0)
                    self.assertIsNone(listener.poll())
                done = self.send(found.group() + "/hook")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(listener.wait(PATIENCE), 0)
            finally:
                listener.kill()
                listener.communicate()


class Readme(unittest.TestCase):
    def setUp(self):
        self.snippets = re.findall(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.S)

    def test_starts_with_ten_lines_that_verify(self):
        code = self.snippets[0]
        self.assertLessEqual(len([line for line in code.splitlines() if line]), 10)
        secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"id":7}'
        os.environ["SIGNING_KEY"] = secret
        self.addCleanup(os.environ.pop, "SIGNING_KEY")
        names = {}
        exec(code, names)  # as a module that a server would load
        with cohook.Signer("standard-webhooks", secret) as signer:
            for headers, status in ((signer.sign(body, id="m1"), "204"), ([], "401")):
                told, environment = [], {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body))}
                setup_testing_defaults(environment)
                environment["wsgi.input"].write(body)
                environment["wsgi.input"].seek(0)
                environment.update({"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers})
                list(names["application"](environment, lambda status, _: told.append(status)))
                self.assertTrue(told[0].startswith(status), told)

    def test_sends(self):
        open_engine = cohook.Engine
        with tempfile.TemporaryDirectory() as folder, Receiver() as receiver:
            code = self.snippets[1].replace("sqlite:webhooks.db", f"sqlite:{folder}/webhooks.db")
            os.environ.update(URL=receiver.url, SIGNING_KEY=KEY)
            self.addCleanup(os.environ.pop, "URL")
            self.addCleanup(os.environ.pop, "SIGNING_KEY")
            cohook.Engine = lambda store: open_engine(store, **HERE)  # the receiver is on this machine
            self.addCleanup(setattr, cohook, "Engine", open_engine)
            exec(code, {})
            with open_engine(f"sqlite:{folder}/webhooks.db", **HERE):
                self.assertIn("message", receiver.next()[1])


class Types(unittest.TestCase):
    @unittest.skipUnless(shutil.which("mypy"), "mypy is not there")
    def test_hold_strictly(self):
        with tempfile.TemporaryDirectory() as cache:
            done = subprocess.run(["mypy", "--strict", "--cache-dir", cache, "cohook"], cwd=FOLDER, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
