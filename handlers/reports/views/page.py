"""What reports look like in a chat: the page on which one is chosen, the buttons on the list, and the words under files."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from council.config import Addressee, Council
from council.followup import Answer, FollowUp
from council.reports import Edition, by_state, sentences
from handlers.common.dates import full_day
from handlers.common.names import group_list
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts, plain
from handlers.common.view import Button, View, button, in_rows, lines, titled
from handlers.reports.presses import Ask, FileForm, GetReport, Make, Sentences, Tick
from handlers.reports.views import words

MOST_YEARS = 6
"""How many years are offered, the latest ones."""


def ways(group: str, year: int, t: Texts) -> list[list[Button]]:
    """The rows of buttons under a list of follow-ups: of a group, or ("") of all that its reader sees."""
    files = [button(t("As a picture"), Ask(Make.PICTURE, group, 0)), button(t("As a table"), Ask(Make.TABLE, group, 0))]
    return [files, [button(t("Yearly report"), Ask(Make.REPORT, group, year))]]


def chosen(
    council: Council, group: str, year: int, found: Sequence[FollowUp], years: Sequence[int], today: date, t: Texts, *,
    publishes: bool,
) -> View:  # fmt: skip
    """A year's report: what is in it, and as what it can be had. `publishes`: for the secretariat, which may publish one."""
    day = full_day(today, t)

    def files(edition: Edition) -> list[Button]:
        names = {FileForm.PDF: t("PDF"), FileForm.DOCX: t("DOCX")}
        with_names = edition is Edition.FULL
        label = {
            form: t("{form}, with names", form=name) if with_names else t("{form}, public", form=name)
            for form, name in names.items()
        }
        return [button(label[form], GetReport(edition, form, group, year)) for form in FileForm]

    rows: list[Sequence[Button]] = []
    said = sentences(found)
    chosen_ = sum(answer.public for _, answer in said)
    if found:
        rows.append(
            [button(t("As a picture"), Ask(Make.PICTURE, group, year)), button(t("As a table"), Ask(Make.TABLE, group, year))]
        )
        rows.append(files(Edition.FULL))
        if publishes:
            rows.append(files(Edition.PUBLIC))
        if publishes and said and not group:
            label = t("Answers in the public edition ({n} of {all})", n=chosen_, all=len(said))
            rows.append([button(label, Sentences(year, 0))])
        if publishes and not group:
            rows.append([button(t("Preview for the channels"), Open(Thing.TELL_REPORT, year))])
    others = [button(str(other), Ask(Make.REPORT, group, other)) for other in years[-MOST_YEARS:] if other != year]
    public = t(
        "The public edition names nobody. It has states, measures, days and links; of what was answered in words only what you "
        "choose (so far {n}).", n=chosen_,
    )  # fmt: skip
    return titled(
        _title(council, group, year, t),
        _counted(found, t),
        t("As of {day}", day=day) if found else None,
        *(["", public] if publishes and found else []),
        rows=[*rows, *in_rows(others, 3)],
    )


SENTENCES = 3
"""Answers on one screen: each is shown whole."""


def chosen_sentences(found: Sequence[FollowUp], known: Mapping[str, Addressee], shown: Sentences, t: Texts) -> View:
    """What was answered in words, page by page, to be chosen for the public edition of a year."""
    said = sentences(found)
    of = max(1, -(-len(said) // SENTENCES))
    at = min(max(shown.page, 0), of - 1)
    part = list(enumerate(said, start=1))[at * SENTENCES : (at + 1) * SENTENCES]
    listed: list[Markup | str] = []
    for n, (one, answer) in part:
        whose = words.addressee(answer.addressee, known, t)
        told = t("{sign} {n}. {number}, {whose}: {state}", sign=_ticked(answer), n=n, number=one.number, whose=whose,
                 state=words.state(answer.state, t))  # fmt: skip
        listed += ["", told, t("“{words}”", words=answer.words)]
    ticks = [button(f"{_ticked(one)} {n}", Tick(one.id, int(not one.public), shown.year, at)) for n, (_, one) in part]
    turns = [button(label, Sentences(shown.year, to)) for to, label in ((at - 1, "‹"), (at + 1, "›")) if 0 <= to < of]
    return titled(
        t("Answers in the public edition of {year}", year=str(shown.year)),
        t("Press a number to put an answer in (☑), or to leave it out (☐). Whoever gave it is not named: please see that the "
          "answer itself names nobody."),
        *(listed or [t("Nobody has answered in words.")]),
        rows=[ticks, turns, [button(t("Yearly report"), Ask(Make.REPORT, "", shown.year))]], protect=True,
    )  # fmt: skip


def _ticked(answer: Answer) -> str:
    return "☑" if answer.public else "☐"


def _title(council: Council, group: str, year: int, t: Texts) -> str:
    whose = plain(t("Recommendations {year}", year=str(year))) if year else plain(t("Recommendations"))
    return plain(t("{what}: {group}", what=whose, group=group_list(council, [group], t))) if group else whose


def _counted(found: Sequence[FollowUp], t: Texts) -> Markup:
    """How many are followed; below, by the council's view."""
    if not found:
        return t("No recommendation is in follow-up.")
    return lines(
        t.plural("{n} recommendation in follow-up", "{n} recommendations in follow-up", len(found)),
        words.counted(by_state(found), t),
    )


def picture_head(council: Council, group: str, year: int, t: Texts) -> str:
    """What stands above the picture."""
    what = t("What became of recommendations, {year}", year=str(year)) if year else t("What became of recommendations")
    return plain(t("{what}: {group}", what=plain(what), group=group_list(council, [group], t)) if group else what)


def under_picture(council: Council, group: str, year: int, found: Sequence[FollowUp], more: int, t: Texts) -> View:
    """The words under a picture; `more` are on none. Only who may see it gets it: it cannot be passed on."""
    left = t.plural("{n} more is in the table.", "{n} more are in the table.", more) if more > 0 else None
    return titled(picture_head(council, group, year, t), _counted(found, t), left, protect=True)


def under_table(council: Council, group: str, year: int, found: Sequence[FollowUp], t: Texts) -> View:
    return titled(picture_head(council, group, year, t), _counted(found, t), protect=True)


def under_report(council: Council, group: str, year: int, edition: Edition, t: Texts) -> View:
    """The words under a report. The public edition may be passed on."""
    public = edition is Edition.PUBLIC
    note = t("Public edition: without names of people.") if public else t("Edition for the council. It shows what you may see.")
    return titled(_report_title(council, group, year, t), note, protect=not public)


def _report_title(council: Council, group: str, year: int, t: Texts) -> str:
    title = plain(t("Yearly report {year}", year=str(year)))
    return f"{title}: {group_list(council, [group], t)}" if group else title


def under_preview(year: int, language: str, t: Texts) -> View:
    """Under the very file that is posted in the channels of a language."""
    title = t("Yearly report {year}: what goes to the channels in {language}", year=str(year), language=language)
    return titled(title, t("Please read it before you post it: titles, texts and measures stand in it as they were entered."))


def told(council: Council, year: int, groups: Sequence[str], today: date, t: Texts) -> str:
    """What the channels are told, above the file; as Telegram's HTML."""
    head = t("Yearly report {year}: what became of our recommendations", year=str(year))
    day, tags = t("As of {day}", day=full_day(today, t)), " ".join(f"#{code}" for code in groups)
    return str(titled(head, t.named(council.names), day, tags).text)
