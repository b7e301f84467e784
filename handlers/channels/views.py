"""What the secretariat sees of the news: who follows it, how far posts went, channels, topics, and communiqués."""

from collections.abc import Sequence

from markupsafe import Markup

from council.chats import Lack
from council.config import Council
from council.posts import EVERYTHING, Topic
from council.text_rules import shown
from handlers.common.dates import moment
from handlers.common.navigation import Go
from handlers.common.texts import Catalogs, Texts, plain
from handlers.common.topics import all_topics, topic_name
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines
from handlers.common.view import link as link_button
from handlers.subscriptions.presses import (
    AcceptChannel,
    DropChannel,
    DropDraft,
    EndTopic,
    GetCode,
    NameTopic,
    Publish,
    Retract,
    Reword,
    Sheet,
    Show,
    ShowPost,
)
from handlers.subscriptions.views.lists import post_title
from storage.channels import Communique, CommuniqueState, Source, SourceState
from storage.outbox import State
from storage.posts import Reach
from storage.subscriptions import Census

LISTED = 10


def _back(t: Texts, to: Sheet = Sheet.DESK) -> Button:
    return button(t("Back"), Show(to))


def desk(council: Council, named: Sequence[Topic], counted: Census, unfollowed: int, t: Texts) -> View:
    """How many follow the news, and the ways from here."""
    paces = {"now": t("each post at once"), "daily": t("one list a day"), "weekly": t("one list a week")}
    told: list[Markup | str] = [
        bold(t("News")),
        t.plural("{n} person follows it.", "{n} people follow it.", counted.people),
    ]
    if counted.people:
        told += ["", bold(t("By language"))]
        told += [f"{Catalogs.own_name(code)}: {n}" for code, n in counted.languages.items()]
        told += ["", bold(t("By topic"))]
        told += [
            f"{shown(topic_name(topic, council, named, t), 60)}: {counted.topics.get(topic, 0)}"
            for topic in (EVERYTHING, *all_topics(council, named))
        ]
        told += ["", bold(t("By pace"))]
        told += [f"{plain(words)}: {counted.paces.get(pace, 0)}" for pace, words in paces.items()]
        told.append("")
    if counted.paused:
        told.append(t.plural("{n} has paused.", "{n} have paused.", counted.paused))
    if counted.unreached:
        told.append(t.plural("{n} has blocked me.", "{n} have blocked me.", counted.unreached))
    if unfollowed:
        told.append(
            t.plural("{n} of the last posts went to nobody.", "{n} of the last posts went to nobody.", unfollowed)
        )
    buttons = [
        button(t("Posts"), Show(Sheet.POSTS)),
        button(t("Growth and reach"), Show(Sheet.PICTURE)),
        button(t("Went to nobody"), Show(Sheet.UNFOLLOWED)) if unfollowed else None,
        button(t("Topics"), Show(Sheet.TOPICS)),
        button(t("Channels"), Show(Sheet.CHANNELS)),
        button(t("Links and QR codes"), Show(Sheet.LINKS)),
        button(t("What I follow"), Go("subscribe")),
    ]
    return View(lines(*told), in_rows(one for one in buttons if one is not None))


def on_its_way(t: Texts) -> Markup:
    return t("It comes in a moment.")


# -- posts


def posts(found: Sequence[Reach], t: Texts, *, unfollowed: bool) -> View:
    """The last posts and how far they went."""
    head = t("Posts that went to nobody") if unfollowed else t("The last posts")
    if not found:
        none = t("There are none.") if unfollowed else t("Nothing has been posted yet.")
        return View(lines(bold(head), none), ((_back(t),),))
    told: list[Markup | str] = [bold(head)]
    for at, one in enumerate(found, start=1):
        went = _missed(one, t) if unfollowed else _went(one, t)
        told += [Markup("{}. {}").format(at, _title(one, t)), Markup("   {}").format(went)]
    if any(not one.followers for one in found) and unfollowed:
        told += ["", t("Where nobody follows it: a hashtag of a topic makes a post reach that topic's followers.")]
    rows = in_rows((button(str(at), ShowPost(one.post.id)) for at, one in enumerate(found, start=1)), 5)
    return View(lines(*told), (*rows, (_back(t),)))


def _missed(one: Reach, t: Texts) -> Markup:
    """Why a post went to nobody."""
    if not one.followers:
        return t("nobody follows what it is about")
    return t.plural(
        "{n} follows it, and could not be reached", "{n} follow it, and none could be reached", one.followers
    )


def _title(one: Reach, t: Texts) -> str:
    return post_title(one.post.title, one.post.kind, t)


def _went(one: Reach, t: Texts) -> Markup:
    if one.post.retracted:
        return t("taken back")
    if one.followers is None:
        return t("on its way")
    return t("copies {sent} · in lists {listed} · followers {followers}", sent=one.sent, listed=one.listed,
             followers=one.followers)  # fmt: skip


def post(
    council: Council, named: Sequence[Topic], one: Reach, topics: Sequence[str], url: str, zone: str, t: Texts
) -> View:
    """One post."""
    told = [
        bold(_title(one, t)),
        t("Posted {when}", when=moment(one.post.posted_at, zone, t)),
        t("About: {topics}", topics=", ".join(topic_name(topic, council, named, t) for topic in topics)),
        _went(one, t),
        t.plural("{n} could not be reached.", "{n} could not be reached.", one.failed) if one.failed else None,
        t("It was one of too many at once: it went out in a list.") if one.bundled else None,
        t("It came too old to be sent on: it stands in lists only.") if one.post.state.value == "late" else None,
        t.plural("It was changed once since.", "It was changed {n} times since.", one.post.revision)
        if one.post.revision
        else None,
    ]
    rows: Rows = ((link_button(t("Open in the channel"), url),),)
    if not one.post.retracted:
        rows += ((button(t("Take the copies back"), Retract(one.post.id, 0)),),)
    return View(lines(*told), (*rows, (_back(t, Sheet.POSTS),)))


def ask_retract(one: Reach, t: Texts) -> View:
    """Before copies are taken back."""
    return View(
        lines(
            bold(t("Take the copies back?")),
            _title(one, t),
            t.plural("{n} copy is deleted.", "{n} copies are deleted.", one.sent),
            t(
                "What is older than 48 hours cannot be deleted: there the words go. Lists that named it stay as they are."
            ),
            t("In the channel itself nothing changes: delete the post there by hand."),
        ),
        ((button(t("Take back"), Retract(one.post.id, 1)), button(t("Leave it"), ShowPost(one.post.id))),),
    )


def retracted(t: Texts) -> View:
    return View(
        lines(bold(t("The copies are being taken back")), t("Nobody gets a new one.")), ((_back(t, Sheet.POSTS),),)
    )


# -- channels


def channel(council: Council, found: Source, lacks: Sequence[Lack], t: Texts) -> View:
    """A channel: what is asked about it, or how it stands."""
    heads = {
        SourceState.OFFERED: t("Take news from this channel?"),
        SourceState.FOLLOWED: t("A channel of the news"),
        SourceState.BY_FILE: t("A channel of the news"),
        SourceState.DROPPED: t("No news is taken from this channel"),
    }
    told = [
        bold(heads[found.state]),
        t("Title: “{title}”", title=found.title),
        t("Username: @{name}", name=found.username) if found.username else t("It has no username."),
        t("Id: <code>{id}</code>", id=found.channel),
        _language(found, t) if found.state in {SourceState.FOLLOWED, SourceState.BY_FILE} else None,
        t("The council's file names it.") if found.state is SourceState.BY_FILE else None,
        *_words(lacks, t),
    ]
    if found.state is SourceState.OFFERED:
        told += [
            "",
            t("What is posted there will go to everyone who follows the news. Anyone can give a channel any title: make "
              "sure that it is the one."),
            t("In which language is it?"),
        ]  # fmt: skip
        rows = in_rows(
            [
                *(button(Catalogs.own_name(code), AcceptChannel(found.id, code)) for code in council.languages),
                button(t("For every language"), AcceptChannel(found.id, "")),
            ]
        )
        return View(lines(*told), (*rows, (button(t("Do not take news from it"), DropChannel(found.id, 1)),)))
    if found.state is SourceState.FOLLOWED:
        return View(lines(*told), ((button(t("Take no more news from it"), DropChannel(found.id, 0)),),))
    return View(lines(*told))


def ask_drop(found: Source, t: Texts) -> View:
    """Before a channel is dropped."""
    return View(
        lines(
            bold(t("Take no more news from this channel?")),
            t("Title: “{title}”", title=found.title),
            t("What was posted there stays with those who have it."),
        ),
        ((button(t("Take no more"), DropChannel(found.id, 1)),),),
    )


def _language(found: Source, t: Texts) -> Markup:
    if not found.language:
        return t("For readers of every language")
    return t("Language: {name}", name=Catalogs.own_name(found.language))


def _words(lacks: Sequence[Lack], t: Texts) -> list[Markup | str]:
    """What the bot cannot do there, and what would help."""
    told = {
        Lack.UNKNOWN: t("I do not know yet what I may do there: Telegram has not told me."),
        Lack.OUTSIDE: t("I am not in the channel and hear nothing of it: make me an administrator there."),
        Lack.POST: t("I cannot post there what the council publishes: give me the right to post messages."),
    }
    return ["", *(told[lack] for lack in lacks if lack in told)] if lacks else []


def channels(found: Sequence[tuple[Source, Sequence[Lack]]], unseen: Sequence[str], t: Texts) -> View:
    """All channels that news comes from, and how to name another."""
    told: list[Markup | str] = [bold(t("Channels of the news"))]
    if not found and not unseen:
        told.append(t("There is none yet."))
    for source, lacks in found:
        told += ["", bold(source.title), _language(source, t), t("Id: <code>{id}</code>", id=source.channel)]
        told += [line for line in _words(lacks, t) if line] or [t("I have all the rights that I need there.")]
    for name in unseen:
        told += [
            "",
            bold(name),
            t("The council's file names it, and I have not seen it yet: make me an administrator there."),
        ]
    told += [
        "",
        t("To name another: make me an administrator of the channel, with the right to post messages; I will ask you "
          "here. Or send its name: /channel @name"),
    ]  # fmt: skip
    return View(lines(*told), ((_back(t),),))


def not_seen(t: Texts) -> View:
    """To /channel with a name that Telegram shows nothing of."""
    return View(
        lines(
            bold(t("I see no such channel")),
            t("Make me an administrator there first, with the right to post messages. Then send its @name or its id, "
              "which begins with -100."),
        )
    )  # fmt: skip


# -- topics and links


def topics(named: Sequence[tuple[Topic, int]], t: Texts) -> View:
    """The topics that were named, with how many follow each."""
    told: list[Markup | str] = [
        bold(t("Topics")),
        t("Groups are topics by themselves: a post with #B, #group_B or #группа_B is about group B."),
    ]
    for topic, people in named:
        told += ["", bold(topic.name(t.language)), " ".join(f"#{tag}" for tag in topic.tags)]
        told.append(t.plural("{n} person follows it.", "{n} people follow it.", people))
    rows = in_rows(
        (button(t("End: {name}", name=shown(topic.name(t.language), 30)), EndTopic(topic.id, 0)) for topic, _ in named),
        1,
    )
    return View(lines(*told), (*rows, (button(t("Name a topic"), NameTopic()), _back(t))))


def ask_end(topic: Topic, people: int, alone: int, t: Texts) -> View:
    """Before a topic is ended."""
    return View(
        lines(
            bold(t("End this topic?")),
            topic.name(t.language),
            t.plural("{n} person follows it.", "{n} people follow it.", people),
            t.plural("{n} of them follows nothing else and will get nothing.",
                     "{n} of them follow nothing else and will get nothing.", alone)
            if alone
            else None,
        ),
        ((button(t("End it"), EndTopic(topic.id, 1)), _back(t, Sheet.TOPICS)),),
    )  # fmt: skip


def links(council: Council, named: Sequence[Topic], t: Texts) -> View:
    """Every topic's QR code to be asked for."""
    buttons = [button(t("All news"), GetCode(""))]
    buttons += [
        button(shown(topic_name(topic, council, named, t), 60), GetCode(topic)) for topic in all_topics(council, named)
    ]
    return View(
        lines(
            bold(t("Links to the news")),
            t("Each topic has a link of its own, for web pages and printed matter. Whoever opens it follows the topic in "
              "two presses. Press one to get the link and its QR code."),
        ),
        in_rows(buttons, 1),
    )  # fmt: skip


def under_code(name: str, url: str, t: Texts) -> View:
    """The words under a QR code."""
    return View(lines(bold(name), url, t("Whoever opens it can follow this topic.")))


# -- communiqués


def communique(found: Communique, channels: Sequence[tuple[Source, str, State | None]], t: Texts) -> View:
    """Under the texts: where they would go, or went. `channels`: each with its language, and what became of it there."""
    heads = {
        CommuniqueState.DRAFT: t("Before it is posted"),
        CommuniqueState.PUBLISHED: t("Posted"),
        CommuniqueState.DROPPED: t("Discarded"),
    }
    told: list[Markup | str] = [bold(heads[found.state])]
    for source, language, state in channels:
        place = t("“{title}”: {language}", title=source.title, language=Catalogs.own_name(language))
        told.append(Markup("{}{}").format(place, _became(state, t) if found.state is CommuniqueState.PUBLISHED else ""))
    if found.state is not CommuniqueState.DRAFT:
        return View(lines(*told))
    told += ["", t("The texts are above as they will look. Those who follow the news get them too.")]
    goes = t.plural("Post in {n} channel", "Post in {n} channels", len(channels))
    reword = [
        button(t("Reword: {language}", language=Catalogs.own_name(code)), Reword(found.id, code))
        for code in found.texts
    ]
    return View(
        lines(*told),
        ((button(goes, Publish(found.id)),), *in_rows(reword), (button(t("Discard"), DropDraft(found.id)),)),
    )


def _became(state: State | None, t: Texts) -> Markup:
    if state is State.SENT:
        return Markup(" ✓")
    if state is State.UNCERTAIN:
        return Markup(" · {}").format(t("nobody knows whether it arrived: please look there"))
    if state is State.DEAD:
        return Markup(" · {}").format(t("Telegram did not take it: see my rights there, /channel"))
    return Markup(" · {}").format(t("on its way"))
