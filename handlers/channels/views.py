"""The secretariat's desk on the news: who follows it, its channels and topics, and links to them."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from council.chats import Lack
from council.config import Council
from council.posts import EVERYTHING, Topic, shown_group_tags
from council.text_rules import shown
from handlers.channels.presses import AcceptChannel, DropChannel, EndTopic, GetCode, NameTopic, Page, ShowPage
from handlers.common.names import capital, language_name
from handlers.common.navigation import Go
from handlers.common.texts import N_, Catalogs, Texts, plain
from handlers.common.topics import Topics
from handlers.common.view import Button, Rows, Style, View, bold, button, copying, in_rows, titled
from storage.channels import Channel, ChannelState
from storage.subscriptions import Census

PAYLOAD = "n_"
"""How the payload of a link to a topic begins; the topic's code follows, or nothing: all news."""

PACES: Mapping[str, str] = {
    "now": N_("each post at once"), "daily": N_("daily digest"), "weekly": N_("weekly digest"),
}  # fmt: skip


def back(t: Texts, to: Page = Page.DESK) -> Button:
    return button(t("Back"), ShowPage(to))


def desk(topics: Topics, counted: Census, unfollowed: int, t: Texts) -> View:
    """How many follow the news, and the ways from here. `unfollowed`: how many of the last posts went to nobody."""
    told: list[Markup | str] = [_people(counted.people, t)]
    if counted.people:
        told += ["", bold(t("By language"))]
        told += [f"{capital(language_name(code, t))}: {n}" for code, n in counted.languages.items()]
        told += ["", bold(t("By topic"))]
        names = {topic: shown(topics.name(topic, t), 90) for topic in (EVERYTHING, *topics.codes)}
        told += [f"{name}: {counted.topics.get(topic, 0)}" for topic, name in names.items()]
        told += ["", bold(t("By frequency"))]
        told += [f"{plain(t(name))}: {counted.paces.get(pace, 0)}" for pace, name in PACES.items()]
        told.append("")
    if counted.paused:
        told.append(t.plural("{n} has paused.", "{n} have paused.", counted.paused))
    if counted.unreached:
        told.append(t.plural("{n} has blocked me.", "{n} have blocked me.", counted.unreached))
    nobody = t.plural("{n} of the last posts reached nobody.", "{n} of the last posts reached nobody.", unfollowed)
    told += [nobody] if unfollowed else []
    buttons = [
        button(t("Posts"), ShowPage(Page.POSTS)), button(t("Growth and reach"), ShowPage(Page.PICTURE)),
        button(t("Reached nobody"), ShowPage(Page.UNFOLLOWED)) if unfollowed else None,
        button(t("Topics"), ShowPage(Page.TOPICS)), button(t("Channels"), ShowPage(Page.CHANNELS)),
        button(t("Links and QR codes"), ShowPage(Page.LINKS)), button(t("What I follow"), Go("subscribe")),
    ]  # fmt: skip
    return titled(t("News"), *told, rows=in_rows(one for one in buttons if one is not None))


def _people(n: int, t: Texts) -> Markup:
    return t.plural("{n} person follows it.", "{n} people follow it.", n)


def on_its_way(t: Texts) -> Markup:
    return t("It comes in a moment.")


HEADS: Mapping[ChannelState, str] = {
    ChannelState.OFFERED: N_("Use this channel for the news?"), ChannelState.FOLLOWED: N_("News channel"),
    ChannelState.BY_FILE: N_("News channel"), ChannelState.DROPPED: N_("This channel is not used for the news"),
}  # fmt: skip

LACKS: Mapping[Lack, str] = {
    Lack.UNKNOWN: N_("I do not know yet what I may do there: Telegram has not told me."),
    Lack.OUTSIDE: N_("I am not in the channel and do not see its posts: make me an administrator there."),
    Lack.POST: N_("I cannot post there what the council publishes: give me the right to post messages."),
}
"""What the bot cannot do in a channel, and what would help."""


def channel(council: Council, found: Channel, lacks: Sequence[Lack], t: Texts) -> View:
    """A channel: what is asked about it, or what it is and what the bot lacks there."""
    told = [
        t("Title: “{title}”", title=found.title),
        t("Username: @{name}", name=found.username) if found.username else t("It has no username."),
        t("Id: <code>{id}</code>", id=found.chat),
        _language(found, t) if found.state in {ChannelState.FOLLOWED, ChannelState.BY_FILE} else None,
        t("It is named in the council's settings file.") if found.state is ChannelState.BY_FILE else None,
        *(["", *_lacking(lacks, t)] if lacks else []),
    ]
    rows: Rows = ()
    if found.state is ChannelState.OFFERED:
        told += [
            "",
            t("What is posted there will go to everyone who follows the news. Anyone can give a channel any title: make "
              "sure that it is the right one."),
            t("In which language is it?"),
        ]  # fmt: skip
        languages = [button(Catalogs.own_name(code), AcceptChannel(found.id, code)) for code in council.languages]
        rows = in_rows([*languages, button(t("For every language"), AcceptChannel(found.id, ""))])
        rows += ((button(t("Do not use this channel"), DropChannel(found.id, 1)),),)
    elif found.state is ChannelState.FOLLOWED:
        rows = ((button(t("Stop using this channel"), DropChannel(found.id, 0)),),)
    return titled(t(HEADS[found.state]), *told, rows=rows)


def ask_drop(found: Channel, t: Texts) -> View:
    return titled(
        t("Stop using this channel for the news?"),
        t("Title: “{title}”", title=found.title),
        t("What was posted there stays with those who have it."),
        rows=((button(t("Stop using it"), DropChannel(found.id, 1), Style.DANGER),),),
    )


def _language(found: Channel, t: Texts) -> Markup:
    return t("Language: {name}", name=language_name(found.language, t)) if found.language else t("For readers of every language")


def _lacking(lacks: Sequence[Lack], t: Texts) -> list[Markup]:
    return [t(LACKS[lack]) for lack in lacks if lack in LACKS]


def channels(found: Sequence[tuple[Channel, Sequence[Lack]]], unseen: Sequence[str], t: Texts) -> View:
    """All channels that news comes from, and how to name another. `unseen`: those of the file that were not seen yet."""
    told: list[Markup | str] = [] if found or unseen else [t("There is none yet.")]
    for one, lacks in found:
        told += ["", bold(one.title), _language(one, t), t("Id: <code>{id}</code>", id=one.chat)]
        told += _lacking(lacks, t) or [t("I have all the rights that I need there.")]
    for name in unseen:
        told += ["", bold(name)]
        told.append(t("It is named in the council's settings file, but I have not seen it yet: make me an administrator there."))
    another = t("To add another: make me an administrator of the channel, with the right to post messages; I will ask "
                "you here. Or send its name: /channel @name")  # fmt: skip
    return titled(t("News channels"), *told, "", another, rows=((back(t),),))


def not_seen(t: Texts) -> View:
    """The answer to /channel with a name that Telegram knows nothing of, or shows the bot nothing of."""
    return titled(
        t("I cannot see such a channel"),
        t("Make me an administrator there first, with the right to post messages. Then send /channel with "
          "its @name or its id, which begins with -100."),
    )  # fmt: skip


def topics(named: Sequence[tuple[Topic, int]], t: Texts) -> View:
    """The topics that the secretariat named, with how many follow each."""
    *tags, last = shown_group_tags("B", t.lexicon)
    examples = {"hashtags": ", ".join(tags), "last": last}
    told: list[Markup | str] = []
    rows: Rows = ()
    for topic, people in named:
        name = t.named(topic.names)
        told += ["", bold(name), " ".join(f"#{tag}" for tag in topic.tags), _people(people, t)]
        rows += ((button(t("Remove: {name}", name=shown(name, 30)), EndTopic(topic.id, 0)),),)
    return titled(
        t("Topics"), t("Each group is a topic already: a post with {hashtags} or {last} is about group B.", **examples),
        *told, rows=(*rows, (button(t("Add a topic"), NameTopic()), back(t))),
    )  # fmt: skip


def ask_end(topic: Topic, people: int, alone: int, t: Texts) -> View:
    lost = t.plural("{n} of them follows nothing else and will get nothing.",
                    "{n} of them follow nothing else and will get nothing.", alone)  # fmt: skip
    told = [t.named(topic.names), _people(people, t), lost if alone else None]
    row = (button(t("Remove it"), EndTopic(topic.id, 1), Style.DANGER), back(t, Page.TOPICS))
    return titled(t("Remove this topic?"), *told, rows=(row,))


def links(topics: Topics, t: Texts) -> View:
    """A button for each topic's link and QR code."""
    buttons = [button(t("All news"), GetCode(""))]
    buttons += [button(shown(topics.name(topic, t), 90), GetCode(topic)) for topic in topics.codes]
    return titled(
        t("Links to the news"),
        t("Each topic has a link of its own, for web pages and print. Whoever opens it can follow the topic in "
          "two presses. Press a topic to get its link and QR code."),
        rows=in_rows(buttons, 1),
    )  # fmt: skip


def under_code(name: str, url: str, t: Texts) -> View:
    """The words under a QR code."""
    return titled(name, url, t("Whoever opens it can follow this topic."), rows=[copying(t("Copy the link"), url)])


def topic_preview(names: Iterable[str], tags: Sequence[str], t: Texts) -> View:
    return titled(t("New topic"), *names, " ".join(f"#{tag}" for tag in tags))


def topic_named(t: Texts) -> View:
    return titled(t("The topic is added"), t("Followers of the news can choose it: /topics"))
