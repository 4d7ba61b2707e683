"""What the checker of the documentation lets pass, and what it finds fault with."""

import unittest

from blocks import Unchecked, blocks_of, difference, same_text


class TextThatIsShown(unittest.TestCase):
    def test_is_compared_to_the_letter(self) -> None:
        self.assertTrue(same_text("one\ntwo", "one\ntwo\n"))
        self.assertFalse(same_text("one\ntwo", "one\ntow\n"))
        self.assertFalse(same_text("one", "one\ntwo\n"))

    def test_may_leave_out_parts_of_a_line_or_whole_lines(self) -> None:
        self.assertTrue(same_text("id …, 3 sent", "id 77, 3 sent"))
        self.assertFalse(same_text("id …, 3 sent", "id 77, 4 sent"))
        self.assertTrue(same_text("first\n…\nlast", "first\na\nb\nlast"))
        self.assertFalse(same_text("first …", "first\nsecond"))


class JsonThatIsShown(unittest.TestCase):
    def test_has_every_member_and_no_other(self) -> None:
        self.assertEqual(difference({"a": [1, "x"]}, {"a": [1, "x"]}), "")
        self.assertEqual(difference({"a": 1}, {"a": 2}), "/a is 2")
        self.assertEqual(difference({"a": 1}, {}), "/a is missing")
        self.assertEqual(difference({}, {"a": 1}), "/a is there")
        self.assertEqual(difference([1], [1, 2]), "it is [1, 2]")
        self.assertEqual(difference({"a": 1}, {"a": True}), "/a is true")

    def test_may_leave_out_values_and_further_members(self) -> None:
        self.assertEqual(difference({"id": "…", "a": 1}, {"id": 77, "a": 1}), "")
        self.assertEqual(difference({"a": 1, "…": "…"}, {"a": 1, "b": 2}), "")
        self.assertEqual(difference({"a": 1, "…": "…"}, {"b": 2}), "/a is missing")
        self.assertEqual(difference({"key": "chk_…"}, {"key": "chk_abc"}), "")
        self.assertEqual(difference({"key": "chk_…"}, {"key": "abc"}), '/key is "abc"')


class APage(unittest.TestCase):
    def test_gives_its_blocks_with_line_language_and_options(self) -> None:
        block, = blocks_of("text\n\n```sh status=8\nfalse\n```\n")
        self.assertEqual((block.line, block.language, block.options, block.text), (3, "sh", {"status": "8"}, "false\n"))

    def test_must_close_every_block(self) -> None:
        with self.assertRaises(Unchecked):
            blocks_of("```sh\ntrue\n")


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)
