"""A round's card: for those who are asked, for those who read along, and for a group's chat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from council.openness import Sight
from council.opinions import is_minority
from council.recommendations import Recommendation, Step
from council.rounds import Elector, Position, Round, RoundState, offered, takes_from
from council.rules import AGAINST, REASON_WANTED, Choice, Rule, Tally, bears_every_objection
from council.text_rules import beginning, length
from handlers.common.dates import moment
from handlers.common.decision_words import WAYS, counts_line, label, outcome_line, position_name, rule_line, second_line
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import Rows, Style, View, bold, button, glance, in_rows, lines, link, titled
from handlers.recommendations.presses import Do, Interest
from handlers.recommendations.views.page import step_buttons, to_page
from handlers.rounds.presses import HandIn, Keep, ReadAll, ShowNames, ShowReasons, ShowSheet, Vote
from handlers.rounds.views.words import WHO_SEES_IT, about_round, at_most, chairs_word, to_card

EXCERPT = 500

STYLES: Mapping[Choice, Style] = {Choice.SUPPORT: Style.SUCCESS, Choice.OBJECT: Style.DANGER}


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round as one reader sees it: what is not for them is not in it. `tally`: None where they do not see the
    numbers. `reasons`: how many reasons they may read. `leads`: whether they may open the chair's sheet. `elector`:
    themselves in the electorate. `steps`: what they can do to the recommendation."""

    round: Round
    electorate: int
    elector: Elector | None
    sight: Sight
    tally: Tally | None = None
    reasons: int = 0
    leads: bool = False
    steps: frozenset[Step] = frozenset()


def draw_card(card: RoundCard, now: datetime, zone: str, t: Texts) -> View:
    """The living card: with buttons for those who take positions, without for those who read along or once it ended."""
    round_ = card.round
    if not round_.over:
        return _open_card(card, now, zone, t)
    if round_.state is RoundState.WITHDRAWN or round_.outcome is None:
        view = withdrawn(round_, zone, t)
        return replace(view, rows=(*_ways(card, t), *view.rows))
    counts = counts_line(round_.terms, card.tally, t) if card.tally else None
    closed = t("Closed {when}", when=moment(round_.closed_at or now, zone, t))
    told = (round_.title, second_line(round_, t), counts, *chairs_word(round_, t), closed,
            own_line(card, zone, t, open_=False), opinion_line(card, zone, t))  # fmt: skip
    return titled(outcome_line(round_, round_.outcome, t), *told, rows=(*record_buttons(card, t), *_ways(card, t)))


def withdrawn(round_: Round, zone: str, t: Texts, *, private: bool = True) -> View:
    """That the round was withdrawn, and where the recommendation stands then."""
    stands = t("What group {group} decided on it stands, and can be forwarded again.", group=round_.origin)
    then = stands if round_.in_committee else t("The recommendation keeps its number; there can be another round on it.")
    when = moment(round_.closed_at or round_.deadline, zone, t)
    told = t("Withdrawn {when}. Positions taken in it do not count.", when=when)
    ways = [button(t("Recommendation page"), Open(Thing.RECOMMENDATION, round_.recommendation))] if private else []
    return about_round(round_, t("{number}: the round is withdrawn", number=round_.number), t, told, then, ways=ways)


def _open_card(card: RoundCard, now: datetime, zone: str, t: Texts) -> View:
    round_, votes, ways = card.round, _votes(card, t), _ways(card, t)
    own = card.elector
    if own is not None and own.counts and not (own.position or own.voted) and round_.open(now):
        ways = (*ways, (button(t("Declare an interest"), Interest(round_.recommendation, 1)),))
    if _may_comment(card, now):
        comment, page = Do(round_.recommendation, Step.COMMENT), Open(Thing.RECOMMENDATION, round_.recommendation)
        ways = (*ways, (button(t("Add a comment"), comment), button(t("Recommendation page"), page)))
    if round_.open(now):
        own_words = own_line(card, zone, t) or t(
            "You can follow this round. Those who were the group's chair or members when it opened can answer."
        )
        comments = t("You can comment on it.") if _may_comment(card, now) else None
        counts = counts_line(round_.terms, card.tally, t) if card.tally and not card.leads else None
        first = (*_name(round_, t), own_words, comments, _until(round_, now, zone, t), counts)
        return View(glance(first, ("", *_terms(round_, card.electorate, t)), _quoted(round_, t)), (*votes, *ways))
    text = lines(_head(round_, t), round_.title, second_line(round_, t), _waits(round_, zone, t))
    if card.elector is None or not takes_from(round_, card.elector, now):
        return View(text, ways)
    # Who withdrew their objection while the chair is awaited is asked once more, and they alone.
    asked = t("You withdrew your objection: you can take another position until the chair has decided.")
    return View(lines(text, "", own_line(card, zone, t), asked), (*votes, *ways))


def _may_comment(card: RoundCard, now: datetime) -> bool:
    """Whether this reader is offered to comment: who takes no position in their group's open round."""
    return card.elector is None and card.round.open(now) and not card.round.in_committee


def _waits(round_: Round, zone: str, t: Texts) -> Markup:
    """What a round waits for that is planned, or whose deadline has passed."""
    if round_.state is RoundState.PLANNED:
        return t("Planned: it opens {when}.", when=moment(round_.opened_at, zone, t))
    when = moment(round_.deadline, zone, t)
    if round_.state is RoundState.AWAITING:
        return t("The deadline passed {when}. The chair decides the outcome.", when=when)
    return t("The deadline passed {when}. The result will be sent separately.", when=when)


def draw_chat_card(card: RoundCard, link_: str, now: datetime, zone: str, t: Texts) -> View:
    """The card in a group's chat: nobody takes a position there, and nobody is named."""
    if not card.round.open(now):
        return View(draw_card(card, now, zone, t).text)
    counts = counts_line(card.round.terms, card.tally, t) if card.tally else None
    first = (*_name(card.round, t), _until(card.round, now, zone, t), counts, t("To answer, open your private chat with me."))
    text = glance(first, ("", *_terms(card.round, card.electorate, t)), _quoted(card.round, t))
    return View(text, ((link(t("Answer in private"), link_),),) if link_ else ())


def _votes(card: RoundCard, t: Texts) -> Rows:
    round_, elector = card.round, card.elector
    if elector is None or not elector.counts or elector.voted:
        return ()
    rule, own = round_.terms.rule, elector.position.choice if elector.position else None
    ways = [button(t("✓ {position}", position=label(choice, t, rule)) if choice is own else label(choice, t, rule),
                   Vote(round_.id, round_.version, choice), STYLES.get(choice))
            for choice in offered(round_)]  # fmt: skip
    votes = in_rows(ways, ticks=True)
    former = elector.former
    if former is None or former.choice not in offered(round_):
        return votes
    kept = t("Keep my position: {position}", position=position_name(former.choice, t, rule))
    return ((button(kept, Keep(round_.id, round_.version), Style.PRIMARY),), *votes)


def _head(round_: Round, t: Texts) -> Markup:
    return bold(t("Recommendation {number}, version {version}", number=round_.number, version=round_.version))


def _name(round_: Round, t: Texts) -> tuple[Markup | str | None, ...]:
    return (_head(round_, t), round_.title, second_line(round_, t))


def _until(round_: Round, now: datetime, zone: str, t: Texts) -> Markup:
    return t("Open until {when}, {left}", when=moment(round_.deadline, zone, t), left=at_most(round_.deadline, now, t))


def _terms(round_: Round, electorate: int, t: Texts) -> tuple[Markup, ...]:
    return (rule_line(round_.terms, electorate, t), t(WHO_SEES_IT[round_.terms.openness]))


def _quoted(round_: Round, t: Texts) -> Markup:
    """The text, or its beginning."""
    whole = t("This is a summary; the full text is in a file: {name}", name=round_.document.name) if round_.document else None
    return lines(t("“{text}”", text=beginning(round_.text, EXCERPT)), whole)


def own_line(card: RoundCard, zone: str, t: Texts, *, open_: bool = True) -> Markup | None:
    """One's own position, its time, and the reason that goes with it; None for those who are not asked."""
    elector, rule = card.elector, card.round.terms.rule
    if elector is None:
        return None
    if elector.recused:
        return t("You have declared an interest: you take no part in this round. You can read along.")
    if not elector.counts:
        return t("Your role in the group has ended: your position no longer counts.")
    if card.round.detached:
        if elector.voted:
            return t("You have voted. Which vote is yours is not recorded anywhere.")
        return t("You have not voted yet") if open_ else t("You did not vote.")
    position = elector.position
    if position is None and elector.former is not None and open_:
        was = position_name(elector.former.choice, t, rule)
        return t("You: no position on the new text yet; on the earlier one: {position}", position=was)
    if position is None:
        return t("You: no position yet") if open_ else t("You took no position.")
    when = moment(position.taken_at, zone, t)
    own = t("You: {position} · {when}", position=position_name(position.choice, t, rule), when=when)
    if position.way is not None:
        own = lines(own, t("Received {way}, entered by the secretariat.", way=t(WAYS[position.way])))
    if position.version != card.round.version:
        own = lines(own, t("Raised against version {version}; it stands until you withdraw it.", version=position.version))
    if position.choice not in REASON_WANTED:
        return own
    return lines(own, t("Your reason: {reason}", reason=beginning(position.reason, 150)))


def superseded(round_: Round, t: Texts) -> View:
    """What replaces a card of an earlier text."""
    told = t("This card was about an earlier version. The round is now about version {version}.", version=round_.version)
    head = t("{number}: the text has changed", number=round_.number)
    return about_round(round_, head, t, told, ways=[to_card(round_, t("Show the new card"))])


def older(round_: Round, t: Texts, *, private: bool) -> View:
    """What replaces a card after which a newer one came."""
    told = t("There is a newer card below; this one is no longer updated.")
    ways = [to_card(round_, t("Show the card"))] if private else []
    return about_round(round_, t("{number}: an older card", number=round_.number), t, told, ways=ways)


def left(round_: Round, t: Texts) -> View:
    """To someone whose role ended while the round is open; also in place of the card, which they may see no more."""
    head, group = t("{number}: your answer is no longer needed", number=round_.number), round_.group
    told = t("Your role in group {group} has ended or is suspended: your position no longer counts.", group=group)
    return about_round(round_, head, t, told)


def interest_declared(about: Recommendation, t: Texts, *, open_: bool) -> View:
    """To whoever has declared an interest; `open_`: in a round that is open."""
    later = t(
        "When a round opens on it, you will not be among those who are asked. Until then you can take this back on its page."
    )
    told = t("You take no part in the round. You can still read along.") if open_ else later
    return titled(t("{number}: your interest is noted", number=about.number), about.title, told, rows=to_page(about, t))


def record_buttons(card: RoundCard, t: Texts) -> Rows:
    """Names and reasons, once a round is closed, as far as its openness shows them to this reader."""
    if card.round.state is not RoundState.CLOSED:
        return ()
    on = step_buttons(card.round.recommendation, card.steps, t)
    opens = card.round.opinions_until is not None and is_minority(card.round, card.elector)
    opinion = ((button(t("Hand in a minority opinion"), HandIn(card.round.id)),),) if opens else ()
    return (*names_and_reasons(card.round, card.sight, card.reasons, t), *opinion, *on)


def opinion_line(card: RoundCard, zone: str, t: Texts) -> Markup | None:
    """To those who may hand in a minority opinion: until when."""
    round_ = card.round
    if round_.opinions_until is None or not is_minority(round_, card.elector):
        return None
    return t("You can hand in a minority opinion until {when}.", when=moment(round_.opinions_until, zone, t))


def names_and_reasons(round_: Round, sight: Sight, reasons: int, t: Texts) -> Rows:
    """The two buttons; that for the reasons only where there are any."""
    names = button(t("Names and positions"), ShowNames(round_.id)) if sight.names else None
    return in_rows([names, button(t("Reasons ({n})", n=reasons), ShowReasons(round_.id)) if reasons else None])


def _ways(card: RoundCard, t: Texts) -> Rows:
    round_ = card.round
    whole = round_.state is RoundState.OPEN and length(round_.text) <= EXCERPT and round_.document is None
    read = None if whole else button(t("Read all"), ReadAll(round_.id))
    document = link(t("Full document"), round_.link) if round_.link else None
    return in_rows([read, document, button(t("Chair's sheet"), ShowSheet(round_.id)) if card.leads else None], 3)


def preview(round_: Round, electorate: int, now: datetime, zone: str, t: Texts) -> View:
    """The card as it will look, how many are asked, and how a long text ends, should part of it have been cut off."""
    asked = t.plural("{n} person is asked.", "{n} people are asked.", electorate)
    nobody = t("Nobody in this group can take a position: it has neither a chair nor members yet.")
    size, end = length(round_.text), round_.text[-60:]
    text = lines(
        *_name(round_, t),
        "",
        _quoted(round_, t),
        "",
        *_terms(round_, electorate, t),
        _until(round_, now, zone, t),
        "",
        asked if electorate else nobody,
        t("So many may object that objections alone cannot stop it: with a quorum and enough support it is always adopted.")
        if bears_every_objection(round_.terms, electorate)
        else None,
        t("The text has {n} characters and ends: “…{end}”", n=size, end=end) if size > EXCERPT else None,
        t("Link: {link}", link=round_.link) if round_.link else None,
        t("It opens {when}.", when=moment(round_.opened_at, zone, t)) if round_.opened_at > now else None,
        t("It gets its number when it is opened.") if not round_.recommendation else None,
    )
    return View(text)


def opened(round_: Round, electorate: int, zone: str, t: Texts) -> View:
    """To the one who opened it, or planned to."""
    if round_.state is RoundState.PLANNED:
        told = t("It opens {when}. Those who have a role then will be asked.", when=moment(round_.opened_at, zone, t))
        return about_round(round_, t("Round planned: {number}", number=round_.number), t, told)
    asked = t.plural("{n} person is asked.", "{n} people are asked.", electorate)
    follows = t("The chair's sheet will be sent separately; it shows how the round stands.")
    return about_round(round_, t("Round opened: {number}", number=round_.number), t, asked, follows)


def receipt(position: Position, round_: Round, t: Texts) -> View:
    """After a reason was given."""
    rule = round_.terms.rule
    head = t("Recorded: {position}", position=position_name(position.choice, t, rule))
    if rule is Rule.SILENCE and position.choice in AGAINST:
        then = t("The silence is broken: the round has ended, and everyone will be told.")
    else:
        then = t("You can change it until the deadline. Whoever sees your position sees the reason as well.")
    return titled(head, t("{number}: {title}", number=round_.number, title=round_.title), second_line(round_, t), then)
