"""What has happened to a recommendation, and the comments on it."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.recommendations import Comment, Event, Happened, Recommendation, Stage, Version
from council.rounds import Round
from handlers.common.dates import moment
from handlers.common.decision_words import ended
from handlers.common.text_layout import pages
from handlers.common.texts import N_, Texts
from handlers.common.view import View, lines
from handlers.recommendations.views.page import body_name, stage_name


def history(
    about: Recommendation, events: Sequence[Event], versions: Mapping[int, Version], rounds: Mapping[int, Round],
    bodies: Mapping[int, str], names: Mapping[int, str], zone: str, t: Texts,
) -> list[View]:  # fmt: skip
    """Everything that happened to it, in order; of each version the hash, and what its author said had changed.

    A round that is not in `rounds` is one that the reader may not see: only that it was held is told, and by whom.
    `bodies`: by round, the group that is asked in it.
    """
    entries = [
        lines(
            "",
            t("{when}: {what}", when=moment(event.at, zone, t), what=_what(event, rounds, bodies, about, t)),
            t("By {name}", name=names[event.person or 0]) if names.get(event.person or 0) else None,
            _hash_line(event, versions, t),
            t("“{text}”", text=event.note) if event.note else None,
        )
        for event in events
    ]
    return pages(t("{number}: history", number=about.number), entries)


def _hash_line(event: Event, versions: Mapping[int, Version], t: Texts) -> Markup | None:
    version = versions.get(event.version)
    if version is None or event.kind not in {Happened.DRAFTED, Happened.REVISED}:
        return None
    return t("Version {version}, SHA-256 {hash}", version=version.version, hash=version.hash)


_EVENTS: Mapping[Happened, str] = {
    Happened.DRAFTED: N_("proposed"),
    Happened.REVISED: N_("a new version"),
    Happened.CONSULTED: N_("put up for comments"),
    Happened.FORWARDED: N_("forwarded to the Executive Committee"),
    Happened.ADOPTED: N_("adopted by the Executive Committee"),
    Happened.RETURNED: N_("returned with comments by the Executive Committee"),
    Happened.DECLINED: N_("declined by the Executive Committee"),
}

_EVENTS_OF_A_ROUND: Mapping[Happened, str] = {
    Happened.PLANNED: N_("a round was planned"),
    Happened.OPENED: N_("a round was opened"),
    Happened.CLOSED: N_("a round has closed"),
    Happened.ROUND_WITHDRAWN: N_("a round was withdrawn"),
    Happened.NOT_OPENED: N_("a planned round could not be opened"),
}


def _what(
    event: Event, rounds: Mapping[int, Round], bodies: Mapping[int, str], about: Recommendation, t: Texts
) -> Markup:  # fmt: skip
    if event.kind in _EVENTS_OF_A_ROUND:
        id_ = event.round or 0
        round_, body = rounds.get(id_), body_name(bodies.get(id_, about.group), about, t)
        if event.kind is Happened.CLOSED and round_ is not None and round_.outcome is not None:
            return t("{body}: {outcome}", body=body, outcome=ended(round_.terms, round_.outcome, t))
        return t("{body}: {outcome}", body=body, outcome=t(_EVENTS_OF_A_ROUND[event.kind]))
    return stage_name(Stage.WITHDRAWN, t) if event.kind is Happened.WITHDRAWN else t(_EVENTS[event.kind])


def comments(
    about: Recommendation, said: Sequence[Comment], names: Mapping[int, str], zone: str, t: Texts
) -> list[View]:  # fmt: skip
    """All comments, in order, each with its author and the version that it is about."""
    entries = [
        lines(
            "",
            t("{name}, {when}, on version {version}:", name=names.get(one.person, ""), when=moment(one.made_at, zone, t),
              version=one.version),
            one.text,
        )
        for one in said
    ]  # fmt: skip
    return pages(t("{number}: comments", number=about.number), entries or [t("There are none yet.")])
