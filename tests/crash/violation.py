"""One broken promise."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Violation:
    rule: str  # of the product's list of guarantees, I1 to I18, or a name
    text: str
    timeline: tuple[str, ...] = ()
