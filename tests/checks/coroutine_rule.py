"""gcc 12 destroys aggregate temporaries twice in a statement that holds `co_await`.

So such a statement has no `{` (brace initialisation, lambda) and no `?:`; a named local is made first. The check cuts
the token stream into statements: the brace of a block, a class or a function ends one, the header of a control
statement is one of its own, and the body of a lambda is made of statements of its own. Out of its reach: aggregate
default arguments, which stand in no statement, and the bodies of macros.
"""

from cpp_tokens import Token, tokenize
from tree import ALL_FOLDERS, Finding, files, read, verdicts

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_CONTROL = {"if", "while", "for", "switch", "catch"}
_SCOPE_WORDS = {"namespace", "class", "struct", "union", "enum"}
_AFTER_PARAMETERS = {"const", "noexcept", "override", "final", "&", "&&", "volatile", "mutable", "try", "constexpr",
                     "static"}
_BLOCK, _SCOPE, _LAMBDA, _INIT = "block", "scope", "lambda", "init"


class _Cutter:
    """Cuts one file. `statements` holds the token positions of each statement, bodies of nested lambdas left out."""

    def __init__(self, text: str):
        self.tokens: list[Token] = [token for token in tokenize(text) if token.kind != "directive"]
        self.partner = self._match()
        self.statements: list[list[int]] = []
        self._cut(0, len(self.tokens), _SCOPE)

    def _match(self) -> dict[int, int]:
        partner, open_ones = {}, []
        for at, token in enumerate(self.tokens):
            if token.kind != "punct":
                continue
            if token.text in _CLOSING:
                open_ones.append(at)
            elif token.text in _CLOSING.values():
                while open_ones and _CLOSING[self.tokens[open_ones[-1]].text] != token.text:
                    open_ones.pop()  # only code cut apart by #if branches; go on as well as possible
                if open_ones:
                    first = open_ones.pop()
                    partner[first], partner[at] = at, first
        return partner

    def _is(self, at: int, *texts: str) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].kind in ("punct", "name") and self.tokens[at].text in texts

    def _is_lambda_body(self, brace: int, start: int) -> bool:
        """Walks back over specifiers, trailing return type and parameters to a `[…]` that introduces a lambda."""
        at = brace - 1
        while at >= start:
            if self._is(at, "]"):
                before = self.partner.get(at, start) - 1
                subscript = before >= start and (
                    self.tokens[before].kind in ("string",) or self._is(before, ")", "]", "[")
                    or (self.tokens[before].kind == "name" and not self._is(before, "return", "co_return", "co_yield")))
                return at in self.partner and not subscript
            if self._is(at, ")", ">") or self.tokens[at].kind == "name" or self._is(at, "->", "::", "<", "&", "*", "&&", ","):
                at = self.partner.get(at, at) - 1
                continue
            return False
        return False

    def _top_level(self, start: int, end: int) -> list[int]:
        """Positions in [start, end) outside brackets, `template <…>` lists left out."""
        found, at = [], start
        while at < end:
            if self._is(at, "template") and self._is(at + 1, "<"):
                depth, at = 0, at + 1
                while at < end:
                    depth += self._is(at, "<") - self._is(at, ">")
                    at = self.partner.get(at, at) + 1 if self._is(at, "(", "[", "{") else at + 1
                    if depth <= 0:
                        break
                continue
            found.append(at)
            at = self.partner.get(at, at) + 1 if self._is(at, "(", "[", "{") else at + 1
        return found

    def _opens_scope(self, level: list[int]) -> bool:
        words = [spot for spot, at in enumerate(level) if self._is(at, *_SCOPE_WORDS)]
        return bool(words) and not any(self._is(at, "(", "=") for at in level[words[-1]:])

    def _opens_function(self, brace: int, level: list[int]) -> bool:
        groups = [at for at in level if self._is(at, "(")]
        assigns = [at for at in level if self._is(at, "=") and not self._is(at - 1, "operator")]
        if not groups or (assigns and assigns[0] < groups[-1]):
            return False
        if self._is(brace - 1, ")", "}") or self._is(brace - 1, *_AFTER_PARAMETERS):
            return True
        return any(self._is(at, "->", "requires") and at > groups[0] for at in level)

    def _classify(self, brace: int, start: int, kind: str) -> str:
        """What the brace at nesting level of the statement that begins at `start` is, inside a body of `kind`."""
        if self._is_lambda_body(brace, start):
            return _LAMBDA
        level = self._top_level(start, brace)
        if brace == start or self._is(brace - 1, "else", "do", "try", ":"):
            return _BLOCK if kind == _BLOCK else _SCOPE
        if self._opens_scope(level) or (self.tokens[brace - 1].kind == "string" and self._is(brace - 2, "extern")):
            return _SCOPE
        if kind == _SCOPE and self._opens_function(brace, level):
            return _BLOCK
        # A macro that acts like a control statement, such as BOOST_TEST_CONTEXT("…") {
        name = self.tokens[start]
        if name.kind == "name" and name.text.isupper() and self.partner.get(start + 1) == brace - 1:
            return _BLOCK
        return _INIT

    def _take(self, start: int, end: int) -> None:
        """Records [start, end) as one statement and cuts the lambda bodies inside it into theirs."""
        own, at = [], start
        while at < end:
            own.append(at)
            if self._is(at, "{") and at in self.partner and self._is_lambda_body(at, start):
                self._cut(at + 1, self.partner[at], _BLOCK)
                at = self.partner[at]
            else:
                at += 1
        if own:
            self.statements.append(own)

    def _take_header(self, start: int) -> int:
        """The parenthesis of a control statement: one statement for each of its parts. Returns where it ends."""
        at = start + 1
        while self._is(at, "constexpr", "consteval", "!"):
            at += 1
        if not self._is(at, "(") or at not in self.partner:
            return start + 1
        part, close = at + 1, self.partner[at]
        for here in self._top_level(at + 1, close):
            if self._is(here, ";"):
                self._take(part, here)
                part = here + 1
        self._take(part, close)
        return close + 1

    def _cut(self, start: int, end: int, kind: str) -> None:
        at = start
        while at < end:
            if at == start and kind == _BLOCK and self._is(at, *_CONTROL):
                at = start = self._take_header(at)
            elif at == start and self._is(at, "else", "do", "try", ";"):
                at = start = at + 1
            elif self._is(at, ";"):
                self._take(start, at)
                at = start = at + 1
            elif self._is(at, "{") and at in self.partner:
                what = self._classify(at, start, kind)
                if what in (_BLOCK, _SCOPE):
                    self._take(start, at)
                    self._cut(at + 1, self.partner[at], what)
                    at = start = self.partner[at] + 1
                else:
                    at = self.partner[at] + 1
            else:
                at = self.partner.get(at, at) + 1 if self._is(at, "(", "[") else at + 1
        self._take(start, end)


def judge(path: str, text: str) -> list[Finding]:
    cutter = _Cutter(text)
    found = []
    for statement in cutter.statements:
        tokens = [cutter.tokens[at] for at in statement]
        awaits = [token for token in tokens if token.kind == "name" and token.text == "co_await"]
        if not awaits:
            continue
        for token in tokens:
            if token.kind == "punct" and token.text in ("{", "?"):
                what = "a brace" if token.text == "{" else "a `?:`"
                found.append(Finding(path, token.line, f"{what} in a statement with co_await (line {awaits[0].line}): "
                                     "gcc 12 destroys its temporaries twice; make a named local first"))
                break
    return found


def run() -> list[Finding]:
    return [finding for path in files(ALL_FOLDERS, (".cpp", ".hpp")) for finding in judge(path, read(path))]


_GOOD = [
    "auto x = co_await f(std::move(local));",
    "if (co_await f()) { g(); }",
    "if (auto r = co_await f(); r) { g({1, 2}); } else { h(); }",
    "while (co_await next()) { std::vector<int> v{1, 2}; }",
    "for (auto& x : co_await all()) { g(A{x}); }",
    "for (int i{0}; co_await more(i); ++i) { g(); }",
    "if (flag ? a : b) co_await f();",
    "A a{1, 2}; co_await f(std::move(a)); B b{3};",
    "auto [x, y] = co_await pair();",
    "auto work = [&] { return A{1}; }; co_await run(work);",
    "co_spawn(ex, [&]() -> awaitable<void> { co_await f(); }, handler);",
    "co_spawn(ex, [self]() mutable -> awaitable<void> { co_await self->run(); }, on_error{log});",
    "auto n = flag ? 1 : 2; co_await f(n);",
    "switch (co_await kind()) { case a: { co_await f(); break; } default: co_await g(); }",
    "try { co_await f(); } catch (std::exception const& e) { keep = A{e}; }",
    "do { co_await f(); } while (x ? y : z);",
    'co_await f("{ ? :"); // { ? }\n',
    "char c = '{'; co_await f(c);",
    'auto s = R"({"a": {}})"; co_await f(s);',
    "struct local { int a; local(int x) : a{x} {} }; co_await f(local(1));",
    "{ co_await f(); }",
    "BOOST_TEST_CONTEXT(\"seed \" << seed) { co_await f(); }",
    "x[i] = co_await f();",
    "if constexpr (debug) { co_await f(); }",
    "co_return co_await f();",
]
_BAD = [
    "co_await f(opts{.url = u});",
    "co_await f({a, b});",
    "co_await f(std::vector<int>{1, 2});",
    "A a{co_await g(), 1};",
    "v.push_back({co_await g(), 1});",
    "throw E{co_await g(), 1};",
    "co_await (flag ? f(a) : f(b));",
    "T t = flag ? T() : co_await g();",
    "co_await f(flag ? T(1) : T(2));",
    "co_await f([x] { return x; });",
    "co_await co_spawn(ex, [s]() -> awaitable<void> { co_await s->run(); }, use_awaitable);",
    "co_await [t]() -> awaitable<int> { co_return t; }();",
    "if (co_await f(A{1})) { g(); }",
    "if (ok) co_await f(A{1});",
    "else_less: co_await f(A{});",
    "for (auto x : co_await all(A{1})) g(x);",
    "plain(A{1}) + co_await g();",
    "auto l = [&]() -> awaitable<void> { co_await f(A{1}); };",
    "co_return co_await f(A{});",
    "while (true) { if (x) { co_await f(x ? 1 : 2); } }",
    "switch (k) { case 1: co_await f(A{1}); }",
    "/* { */ co_await f(\n  // a comment\n  A{1}\n);",
]
_FRAMES = [
    "awaitable<void> run() {{ {} }}",
    "namespace n {{ namespace {{ class c : b {{ public: explicit c(int x) : x_{{x}}, y_(1) {{}} "
    "awaitable<void> run(A a = {{}}) const override {{ {} }} int x_{{0}}; }}; }} }}",
    "template <class T, class U = std::vector<T>> auto f(T t) -> awaitable<void> {{ {} }}",
    "BOOST_AUTO_TEST_SUITE(lane)\nBOOST_AUTO_TEST_CASE(x) {{ {} }}\nBOOST_AUTO_TEST_SUITE_END()",
    "bool operator=(A const& b) noexcept {{ {} }}",
]


def self_test() -> list[str]:
    framed = [("src/x.cpp", frame.format(code)) for frame in _FRAMES for code in _GOOD]
    framed_bad = [("src/x.cpp", frame.format(code)) for frame in _FRAMES for code in _BAD]
    wrong = verdicts(judge, good=framed, bad=framed_bad)
    several = judge("src/x.cpp", "awaitable<void> f() {\n co_await g();\n co_await h(A{1});\n co_await h(B{2});\n}")
    if [finding.line for finding in several] != [3, 4]:
        wrong.append(f"findings stand on the wrong lines: {several}")
    return wrong
