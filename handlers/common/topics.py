"""News topics that can be followed, and their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from council.config import Council
from council.posts import EVERYTHING, GENERAL, Topic
from handlers.common.names import group_label
from handlers.common.texts import Texts, plain


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics that can be followed: the council's groups, and those named by the secretariat."""

    council: Council
    named: Sequence[Topic]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all of them, in display order."""
        return (*self.council.codes, *(one.code for one in self.named), GENERAL)

    def name(self, topic: str, t: Texts) -> str:
        """The name of a topic code: a group, a topic named by the secretariat, or posts without a topic."""
        if topic == EVERYTHING:
            return plain(t("Everything"))
        if topic == GENERAL:
            return plain(t("General: posts without a topic"))
        if topic in self.council.codes:
            return group_label(self.council, topic, t)
        return next((t.named(one.names) for one in self.named if one.code == topic), topic)
