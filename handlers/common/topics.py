"""What the topics of the news are called."""

from collections.abc import Iterable, Sequence

from council.config import Council
from council.posts import EVERYTHING, GENERAL, Topic
from handlers.common.names import group_label
from handlers.common.texts import Texts, plain


def topic_name(topic: str, council: Council, named: Iterable[Topic], t: Texts) -> str:
    """A topic by its code: a group with its name, what the secretariat named, or what has no topic."""
    if topic == EVERYTHING:
        return plain(t("Everything"))
    if topic == GENERAL:
        return plain(t("General: posts without a topic"))
    if topic in council.codes:
        return group_label(council, topic, t)
    return next((one.name(t.language) for one in named if one.code == topic), topic)


def all_topics(council: Council, named: Sequence[Topic]) -> tuple[str, ...]:
    """The codes of what can be followed, in the order in which it is offered."""
    return (*council.codes, *(one.code for one in named), GENERAL)
