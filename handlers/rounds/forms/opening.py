"""The forms that propose a recommendation, and that open a round on one that there is."""

from datetime import datetime

from markupsafe import Markup

from council import text_rules
from council.authority import Action, anywhere, may
from council.clock import zone
from council.recommendations import Proposal, Recommendation, Stage, asked_in
from council.rounds import RecommendationDraft, Round, RoundState
from handlers.common.names import called, group_options
from handlers.common.texts import Texts, plain
from handlers.common.view import View
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Step
from handlers.recommendations import actions
from handlers.recommendations.forms import SUMMARY, SUMMARY_LIMIT, TextAnswers, hashed, read_text
from handlers.recommendations.views import page
from handlers.recommendations.views.page import Page
from handlers.rounds.actions import voting
from handlers.rounds.forms.terms import ROUND_STEPS, asks, chosen_terms, opens, usual
from handlers.rounds.reads.visible import seen
from handlers.rounds.views import card

ONLY_GROUP = "only_group"
"""In the data of a form whose group needed no choice."""

CONSULT, DRAFT = "consult", "draft"
"""Instead of a round: comments first, or nobody is asked yet."""


def groups_to_propose(visit: Visit) -> list[str]:
    """The groups in which this person may propose a recommendation, in the council's order."""
    where = anywhere(visit.actor, Action.PROPOSE)
    return [code for code in visit.council.codes if where is None or code in where]


def _text(data: Data) -> TextAnswers:
    return TextAnswers.model_validate(data)


def _what_next(visit: Visit, data: Data) -> list[tuple[str, str]]:
    """A round at once, comments first, or a draft; whoever may not open a round hands in a draft."""
    draft = [(DRAFT, plain(visit.t("Keep it as a draft")))]
    if not may(visit.actor, Action.OPEN_ROUND, [str(data.get("group", ""))]):
        return [(DRAFT, plain(visit.t("Hand it in as a draft")))]
    return [*usual(visit, data), (CONSULT, plain(visit.t("Ask for comments first"))), *draft]


class RecommendForm:
    """A recommendation is proposed and, once it was seen as it will look, opened to consensus or comments, or kept."""

    kind = "recommend"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("Which group is asked?"),
            options=lambda v, _: group_options(v.council, v.t, groups_to_propose(v)),
            wanted=lambda d: ONLY_GROUP not in d,
            width=1,
        ),
        Step(
            "title",
            lambda t: t("Title"),
            lambda v, _: v.t("Its title, in one line?"),
            lambda _v, _d, entry: text_rules.line(entry.text),
        ),
        Step(
            "text",
            lambda t: t("Text"),
            lambda v, _: v.t(
                "The text that is to be adopted, in one message, or as a file. If it stands behind a link, sum it up here."
            ),
            read_text,
            file=True,
            opens=hashed,
        ),
        Step(
            "summary",
            lambda t: t("Summary"),
            lambda v, _: v.t("What does the file say, in some lines? This stands on the card, the file below it."),
            readers.text(SUMMARY_LIMIT),
            wanted=lambda d: SUMMARY.wanted(_text(d)),
        ),
        Step(
            "link",
            lambda t: t("Link"),
            lambda v, _: v.t("A link to the full document, if there is one?"),
            lambda _v, _d, entry: text_rules.link(entry.text),
            optional=True,
        ),
        Step(
            "terms",
            lambda t: t("Usual or chosen"),
            lambda v, _: v.t("How is it decided?"),
            options=_what_next,
            width=1,
        ),
        *ROUND_STEPS,
    )

    def title(self, t: Texts) -> Markup:
        return t("New recommendation")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        t, group, text = visit.t, str(data["group"]), _text(data).read_text()
        number = f"{group}-{visit.now.astimezone(zone(visit.council.zone)).year}-…"
        if not asks(data):
            stage = Stage.CONSULTATION if data["terms"] == CONSULT else Stage.DRAFT
            about = Recommendation(
                0, number, group, str(data["title"]), visit.person.id, stage, 1, text.text, text.link, text.document,
                visit.now,
            )  # fmt: skip
            view = page.page(Page(about, called(visit.person, t)), visit.zone, t)
            return view, t("Ask for comments") if stage is Stage.CONSULTATION else t("Keep the draft")
        made = Round(
            0, number, 1, group, str(data["title"]), text.text, text.link, visit.person.id, chosen_terms(data, visit.council),
            opens(data) or visit.now, _deadline(data), RoundState.OPEN, document=text.document,
        )  # fmt: skip
        return await _as_opened(visit, made, planned=opens(data) is not None)

    async def finish(self, visit: Visit, data: Data) -> None:
        text, group, title = _text(data).read_text(), str(data["group"]), str(data["title"])
        if not asks(data):
            proposal = Proposal(group, title, text.text, text.link, text.document)
            made = await actions.propose(visit.work, proposal, consult=data["terms"] == CONSULT)
            visit.show(page.proposed(made, visit.t))
            return
        draft = RecommendationDraft(
            group,
            title,
            text.text,
            text.link,
            _deadline(data),
            chosen_terms(data, visit.council),
            opens(data),
            text.document,
        )
        await _told(visit, await voting.open_round(visit.work, draft))


class OpenForm:
    """A round on a recommendation that there is already; its group, and where it stands, are in the form's data."""

    kind = "open"
    steps = (
        Step(
            "terms",
            lambda t: t("Usual or chosen"),
            lambda v, _: v.t("How is it decided?"),
            options=usual,
            width=1,
        ),
        *ROUND_STEPS,
    )

    def title(self, t: Texts) -> Markup:
        return t("A round on a recommendation")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        about = await actions.visible_recommendation(visit.work, int(str(data["recommendation"])))
        group = asked_in(about, visit.council.committee)
        made = Round(
            0, about.number, about.version, group, about.title, about.text, about.link, visit.person.id,
            chosen_terms(data, visit.council), opens(data) or visit.now, _deadline(data), RoundState.OPEN,
            recommendation=about.id, origin=about.group, document=about.document,
        )  # fmt: skip
        return await _as_opened(visit, made, planned=opens(data) is not None)

    async def finish(self, visit: Visit, data: Data) -> None:
        terms = chosen_terms(data, visit.council)
        id_ = int(str(data["recommendation"]))
        await _told(visit, await voting.ask_about(visit.work, id_, terms, opens(data), _deadline(data)))


def _deadline(data: Data) -> datetime:
    return datetime.fromisoformat(str(data["deadline"]))


async def _as_opened(visit: Visit, made: Round, *, planned: bool) -> tuple[View, Markup]:
    """The card as it will look."""
    asked = await voting.electorate_of(visit.work, made.group)
    view = card.preview(made, len(asked), visit.now, visit.zone, visit.t)
    return view, visit.t("Plan the round") if planned else visit.t("Open the round")


async def _told(visit: Visit, round_: Round) -> None:
    found = await seen(visit.tx, visit.council, round_, visit.actor, visit.now)
    visit.show(card.opened(round_, found.electorate, visit.zone, visit.t))


RECOMMEND, OPEN = RecommendForm(), OpenForm()
