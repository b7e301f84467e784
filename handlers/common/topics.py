"""News topics that can be followed, and their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from council.config import Council
from council.posts import EVERYTHING, GENERAL, Topic
from handlers.common.names import group_label
from handlers.common.texts import Texts, plain


def topic_name(topic: str, council: Council, named: Iterable[Topic], t: Texts) -> str:
    """The name of a topic code: a group, a topic named by the secretariat, or posts without a topic."""
    if topic == EVERYTHING:
        return plain(t("Everything"))
    if topic == GENERAL:
        return plain(t("General: posts without a topic"))
    if topic in council.codes:
        return group_label(council, topic, t)
    return next((one.name(t.language) for one in named if one.code == topic), topic)


def all_topics(council: Council, named: Sequence[Topic]) -> tuple[str, ...]:
    """The codes of all topics that can be followed, in display order."""
    return (*council.codes, *(one.code for one in named), GENERAL)


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics that can be followed: the council's groups, and those named by the secretariat."""

    council: Council
    named: Sequence[Topic]

    @property
    def codes(self) -> tuple[str, ...]:
        return all_topics(self.council, self.named)

    def name(self, topic: str, t: Texts) -> str:
        return topic_name(topic, self.council, self.named, t)
