"""Prints every header of include/ and src/ once, in as few lines as can be; what compiles line by line compiles alone.

A line is a chain: each of its headers includes all that stand before it, directly or not. So when the compiler comes to
one it has seen nothing but what that header includes by itself, and a declaration that it forgot to include is missing
as surely as if it stood alone. A header read once serves its whole line: a third of the units, a third of the time.
"""

from cpp_tokens import includes, tokenize
from tree import files, read


def included_by(headers: dict[str, str]) -> dict[str, set[str]]:
    """For each header, all of ours that it includes, directly or not."""
    direct = {name: {path for _, path, _ in includes(tokenize(read(file))) if path in headers}
              for name, file in headers.items()}
    closures: dict[str, set[str]] = {}

    def closure(name: str) -> set[str]:
        if name not in closures:
            closures[name] = set().union(direct[name], *map(closure, direct[name]))
        return closures[name]

    for name in headers:
        closure(name)
    return closures


def followers(below: dict[str, set[str]]) -> dict[str, str]:
    """Which header comes after which: the fewest chains are the largest matching of headers with what includes them."""
    above = {name: sorted(other for other in below if name in below[other]) for name in below}
    before: dict[str, str] = {}

    def find(name: str, tried: set[str]) -> bool:
        for other in above[name]:
            if other in tried:
                continue
            tried.add(other)
            if other not in before or find(before[other], tried):
                before[other] = name
                return True
        return False

    for name in sorted(below):
        find(name, set())
    return {name: other for other, name in before.items()}


def chains() -> list[list[str]]:
    headers = {path.split("/", 1)[1]: path for path in files(("include", "src"), (".hpp", ".h"))}
    after = followers(included_by(headers))
    found = []
    for name in sorted(set(headers) - set(after.values())):
        chain = [name]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        found.append(chain)
    return found


if __name__ == "__main__":
    for each in chains():
        print(*each)
