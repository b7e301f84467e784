"""Personal data by table: what /mydata shows of it, and what /forget does with it.

`TIES` is the only list for both. The tests require every table that has a column referring to a person (a foreign key
to `people`, or a Telegram user id) to be in it. To add one, write a `Tie`:

    Tie(answers.c.person_id, ERASE)                          the rows are deleted
    Tie(answers.c.entered_by, CLEAR, kept_back="…")          the column is emptied, the row stays
    Tie(answers.c.person_id, Blank("reason"), …)             what they typed is emptied, the row stays
    Tie(answers.c.person_id, Stays("why"))                   nothing is done, for this reason

`kept_back` says why /mydata leaves these rows out; without it they are shown, except the `hidden` columns.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from storage.erasure import steps, typed_words
from storage.erasure.columns import CLEAR, ERASE, Blank, Stays, Tie
from storage.tables import (
    addressee_experts,
    addressees,
    agendas,
    announcement_contents,
    announcements,
    audit_people,
    cards,
    chat_presence,
    chat_rights,
    chats,
    comments,
    confirmations,
    consents,
    drafts,
    earlier_confirmations,
    electors,
    events,
    extensions,
    feeds,
    followup_answers,
    followup_changes,
    followup_questions,
    followups,
    forms,
    import_rows,
    imports,
    introductions,
    invitations,
    invitees,
    join_cases,
    join_request_questions,
    join_requests,
    link_offers,
    link_tries,
    links,
    measures,
    meeting_chats,
    meeting_papers,
    meeting_series,
    meetings,
    minutes,
    minutes_corrections,
    minutes_reviewers,
    minutes_versions,
    network,
    news_channels,
    objection_answers,
    objections,
    opinions,
    outbox,
    people,
    plain_chats,
    plan_files,
    plan_items,
    plan_moves,
    position_history,
    positions,
    post_parts,
    posts,
    presences,
    proposal_answers,
    proposals,
    question_answers,
    question_voters,
    questions,
    readers,
    recommendations,
    record_names,
    recusals,
    refusals,
    reopenings,
    replies,
    retry_after,
    reviews,
    rounds,
    saved_audiences,
    seats,
    subscription_topics,
    subscriptions,
    text_corrections,
    text_remarks,
    versions,
    voters,
    written_minutes,
)
from storage.transaction import Transaction

_STEPS = (
    "written_to", "written", "tailed_to", "mended_to", "nudged_to", "nudge_at", "nudged", "listed_at", "approved_by",
    "returned_by", "corrected_by", "reason", "kind", "nudged_at", "reminded_to",
    "audience", "places", "options", "nudges", "timing", "due_at", "day", "pending", "version",
)  # fmt: skip
_COUNCIL_ACT = Stays("an act of the council; after erasure its person is an empty row of `people`")
_ROUND_RESULT = Stays("part of a round's result; after erasure its person is an empty row of `people`")
_OTHERS = "data that somebody else gave or received"
_DELIVERY = "delivery bookkeeping, which contains only ids"

TIES: tuple[Tie, ...] = (
    Tie(outbox.c.person_id, steps.drop_deliveries, kept_back=_DELIVERY),
    Tie(outbox.c.chat_id, steps.drop_deliveries, kept_back=_DELIVERY),
    Tie(cards.c.person_id, steps.drop_cards, kept_back=_DELIVERY),
    Tie(cards.c.chat_id, steps.drop_cards, kept_back=_DELIVERY),
    Tie(chats.c.chat_id, ERASE),
    Tie(retry_after.c.chat_id, ERASE, kept_back=_DELIVERY),
    Tie(plain_chats.c.chat_id, ERASE, kept_back=_DELIVERY),
    Tie(forms.c.person_id, ERASE, hidden=("serial", "asked")),
    Tie(subscription_topics.c.person_id, ERASE),
    Tie(subscriptions.c.person_id, ERASE, hidden=("digest_at",)),
    Tie(news_channels.c.offered_by, CLEAR),
    Tie(seats.c.person_id, steps.end_seats, hidden=("turns_at",)),
    Tie(consents.c.person_id, ERASE),
    Tie(join_requests.c.person_id, steps.close_requests, hidden=("decided_by",)),
    Tie(join_requests.c.decided_by, CLEAR, kept_back=_OTHERS),
    Tie(invitations.c.person_id, steps.void_invitations, hidden=("token_hash", "made_by")),
    Tie(invitations.c.made_by, CLEAR, kept_back=_OTHERS),
    Tie(imports.c.made_by, CLEAR, hidden=("unused", "source", "written_to", "written")),
    Tie(import_rows.c.person_id, ERASE),
    Tie(chat_presence.c.telegram_id, ERASE),
    Tie(join_cases.c.telegram_id, steps.empty_join_cases, hidden=("decided_by",)),
    Tie(join_cases.c.decided_by, CLEAR, kept_back=_OTHERS),
    Tie(network.c.person_id, ERASE, hidden=("id",)),
    Tie(introductions.c.asker_id, steps.end_introductions, hidden=("asked_id",)),
    Tie(introductions.c.asked_id, steps.end_introductions, hidden=("asker_id",)),
    Tie(join_request_questions.c.asked_by, CLEAR, kept_back=_OTHERS),
    Tie(link_tries.c.person_id, ERASE),
    Tie(link_offers.c.person_id, ERASE),
    Tie(links.c.linked_by, _COUNCIL_ACT),
    Tie(meetings.c.made_by, CLEAR),
    Tie(invitees.c.person_id, ERASE),
    Tie(replies.c.person_id, ERASE),
    Tie(
        presences.c.person_id,
        Stays("counts attendance at a meeting; after erasure its person is an empty row of `people`"),
        hidden=("entered_by",),
    ),
    Tie(presences.c.entered_by, CLEAR, kept_back=_OTHERS),
    Tie(agendas.c.made_by, CLEAR),
    Tie(minutes.c.made_by, CLEAR),
    Tie(meeting_papers.c.made_by, CLEAR),
    Tie(written_minutes.c.made_by, CLEAR, hidden=("due_at",)),
    Tie(written_minutes.c.approved_by, _COUNCIL_ACT),
    Tie(minutes_versions.c.made_by, CLEAR),
    Tie(minutes_reviewers.c.person_id, ERASE),
    Tie(minutes_corrections.c.person_id, ERASE, hidden=("decided_by",)),
    Tie(minutes_corrections.c.decided_by, CLEAR, kept_back=_OTHERS),
    Tie(proposals.c.made_by, CLEAR),
    Tie(proposal_answers.c.person_id, ERASE),
    Tie(feeds.c.person_id, ERASE, hidden=("id", "token_hash")),
    Tie(plan_files.c.person_id, ERASE, kept_back=_OTHERS),
    Tie(plan_items.c.person_id, steps.free_plan_items),
    Tie(plan_items.c.made_by, CLEAR, kept_back=_OTHERS),
    Tie(plan_moves.c.moved_by, CLEAR, kept_back=_OTHERS),
    Tie(comments.c.person_id, ERASE),
    Tie(events.c.person_id, CLEAR),
    Tie(rounds.c.opened_by, _COUNCIL_ACT),
    Tie(reviews.c.decided_by, _COUNCIL_ACT),
    Tie(reopenings.c.person_id, CLEAR, hidden=("decided_by",)),
    Tie(reopenings.c.decided_by, _COUNCIL_ACT, kept_back=_OTHERS),
    Tie(addressees.c.made_by, CLEAR),
    Tie(addressee_experts.c.person_id, ERASE),
    Tie(followups.c.lead_id, CLEAR, hidden=("ask_at",)),
    Tie(measures.c.made_by, CLEAR),
    Tie(followup_questions.c.person_id, ERASE),
    Tie(followup_answers.c.person_id, CLEAR),
    Tie(followup_changes.c.changed_by, CLEAR),
    Tie(meeting_series.c.made_by, CLEAR),
    Tie(drafts.c.kept_by, CLEAR),
    Tie(recommendations.c.author_id, _COUNCIL_ACT),
    Tie(versions.c.made_by, CLEAR),
    Tie(electors.c.person_id, Blank(("interest",))),
    Tie(recusals.c.person_id, ERASE),
    Tie(readers.c.person_id, ERASE),
    Tie(positions.c.person_id, steps.erase_in_open_rounds, hidden=("entered_by",)),
    Tie(positions.c.entered_by, CLEAR, kept_back=_OTHERS),
    Tie(position_history.c.person_id, steps.empty_history, hidden=("entered_by",)),
    Tie(position_history.c.entered_by, CLEAR, kept_back=_OTHERS),
    Tie(objections.c.person_id, steps.drop_objections),
    Tie(opinions.c.person_id, steps.drop_opinions),
    Tie(objection_answers.c.person_id, _COUNCIL_ACT),
    Tie(extensions.c.person_id, _COUNCIL_ACT),
    Tie(voters.c.person_id, _ROUND_RESULT),
    Tie(record_names.c.person_id, steps.names_in_records),
    Tie(questions.c.asker_id, _COUNCIL_ACT),
    Tie(question_answers.c.person_id, ERASE),
    Tie(question_voters.c.person_id, Stays("keeps the count of answers correct; nothing links it to a choice")),
    Tie(announcements.c.author_id, _COUNCIL_ACT, hidden=_STEPS),
    Tie(announcements.c.approved_by, CLEAR, kept_back=_OTHERS),
    Tie(announcements.c.returned_by, CLEAR, kept_back=_OTHERS),
    Tie(announcements.c.corrected_by, CLEAR, kept_back=_OTHERS),
    Tie(announcement_contents.c.chat_id, steps.leave_media, kept_back=_DELIVERY),
    Tie(confirmations.c.person_id, ERASE),
    Tie(earlier_confirmations.c.person_id, ERASE),
    Tie(refusals.c.person_id, ERASE),
    Tie(saved_audiences.c.author_id, _COUNCIL_ACT, hidden=("audience",)),
    Tie(audit_people.c.person_id, steps.names_in_log, kept_back="the log entries that name them are shown instead"),
    Tie(text_remarks.c.person_id, ERASE, hidden=("decided_by",)),
    Tie(text_remarks.c.decided_by, CLEAR, kept_back=_OTHERS),
    Tie(text_corrections.c.made_by, CLEAR),
    Tie(people.c.id, steps.empty_person, hidden=("menu", "forgotten_at")),
)
"""In the order in which /forget processes them."""

VIA: tuple[tuple[sa.Column[int], Tie], ...] = tuple(
    (join_request_questions.c.request_id, tie) for tie in TIES if tie.column is join_requests.c.person_id
)
"""Rows that belong to a person through the row that they refer to; /forget handles them together with it."""

NOT_PERSONAL = frozenset(
    {
        links.c.chat_id,
        link_offers.c.chat_id,
        chat_rights.c.chat_id,
        chat_presence.c.chat_id,
        join_cases.c.chat_id,
        posts.c.channel_id,
        meeting_chats.c.chat_id,
        post_parts.c.channel_id,
        news_channels.c.channel_id,
    }
)
"""Telegram ids of groups and channels, which belong to no person."""


async def forget(tx: Transaction, person: Person, now: datetime) -> None:
    """Erase all data about a person; an empty row remains for their part in what was decided, and an entry in the
    log. On SQLite nothing of it stays in the files either."""
    tx.empty_log()
    for tie in TIES:
        await _forget(tx, tie, person, now)
    await typed_words.scrub(tx, person)


async def shown_in(tx: Transaction, person: Person) -> list[str]:
    """The subjects whose cards show this person to others: to be redrawn after the erasure."""
    requested = await tx.values(sa.select(join_requests.c.id).where(join_requests.c.person_id == person.id))
    cases = await tx.values(sa.select(join_cases.c.id).where(join_cases.c.telegram_id == person.telegram_id))
    either = sa.or_(introductions.c.asker_id == person.id, introductions.c.asked_id == person.id)
    introduced = await tx.values(sa.select(introductions.c.id).where(either))
    return [
        *(f"request:{id_}" for id_ in requested),
        *(f"door:{id_}" for id_ in cases),
        *(f"introduction:{id_}" for id_ in introduced),
    ]


async def _forget(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    match tie.forget:
        case Stays():
            return
        case Blank(columns):
            await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(dict.fromkeys(columns, "")))
        case "erase":
            await tx.write(sa.delete(tie.table).where(tie.theirs(person)))
        case "clear":
            await tx.write(sa.update(tie.table).where(tie.theirs(person)).values({tie.column.name: None}))
        case str():
            raise ValueError(tie.forget)
        case done:
            await done(tx, tie, person, now)


async def everything(tx: Transaction, person: Person) -> Sequence[tuple[str, list[dict[str, object]]]]:
    """All data about a person, by table: rows by column name, without hidden columns. Tables without rows are left
    out."""
    found: dict[str, list[dict[str, object]]] = {}
    for tie in reversed(TIES):
        if tie.kept_back:
            continue
        shown = [column for column in tie.table.c if column.name not in tie.hidden]
        rows = await tx.rows(sa.select(*shown).where(tie.theirs(person)).order_by(*tie.table.primary_key))
        if rows:
            found.setdefault(tie.table.name, []).extend(dict(row) for row in rows)
    for column, tie in VIA:
        parents = sa.select(*tie.table.primary_key).where(tie.theirs(person))
        # Other people's part in it is not shown to them.
        shown = [one for one in column.table.c if not any(key.column is people.c.id for key in one.foreign_keys)]
        rows = await tx.rows(sa.select(*shown).where(column.in_(parents)))
        if rows:
            found[str(column.table)] = [dict(row) for row in rows]
    return list(found.items())
