"""What stands under, or in place of, a copied post; and what the secretariat sees of posts: how far they went."""

from collections.abc import Sequence

from markupsafe import Markup

from council.posts import Post, PostState
from handlers.channels.presses import Page
from handlers.channels.views import back
from handlers.common.dates import moment
from handlers.common.texts import Texts
from handlers.common.topics import Topics
from handlers.common.view import Rows, View, button, in_rows, lines, link, titled
from handlers.posts.presses import Retract, ShowPost
from handlers.subscriptions.presses import Leave
from handlers.subscriptions.views import post_title
from storage.posts import Reach


def under(url: str, t: Texts) -> Rows:
    return ((link(t("Open in the channel"), url), button(t("Unsubscribe"), Leave())),)


def under_album(post: Post, url: str, t: Texts) -> View:
    """The line under a copied album, which takes no buttons."""
    opened = Markup('<a href="{}">{}</a>').format(url, post_title(post, t))
    return View(lines(opened, t("To stop the news: /unsubscribe")), silent=True)


def as_link(post: Post, url: str, t: Texts) -> View:
    """What is shown instead of a post that Telegram lets nobody copy."""
    told = t("Telegram does not let me pass this post on. It can be read in the channel.")
    return titled(post_title(post, t), told, rows=under(url, t))


def changed(post: Post, url: str, t: Texts) -> View:
    """That a post was changed where its copies cannot be."""
    told = t("Telegram does not let me change the copy that you have.")
    return titled(t("This post was changed in the channel"), post_title(post, t), told, rows=under(url, t))


def taken_back(t: Texts) -> View:
    """What is shown instead of a copy that Telegram lets nobody delete any more."""
    return View(t("This post was withdrawn by the secretariat."))


def taken_back_said(post: Post, t: Texts) -> View:
    """The same in a message of its own: the copy holds no words that could be changed."""
    return View(
        t("The secretariat withdrew this post: “{title}”. The message itself can be neither deleted nor changed any more.",
          title=post_title(post, t))
    )  # fmt: skip


def posts(found: Sequence[Reach], t: Texts, *, unfollowed: bool) -> View:
    """The last posts and how far they went; `unfollowed`: those that went to nobody, and why."""
    told: list[Markup | str] = []
    for at, one in enumerate(found, start=1):
        went = _missed(one, t) if unfollowed else _went(one, t)
        told += [f"{at}. {post_title(one.post, t)}", Markup("   {}").format(went)]
    if unfollowed and any(not one.followers for one in found):
        told += ["", t("To reach a topic's followers, put its hashtag into the post.")]
    none = t("There are none.") if unfollowed else t("Nothing has been posted yet.")
    rows = in_rows((button(str(at), ShowPost(one.post.id)) for at, one in enumerate(found, start=1)), 5)
    head = t("Posts that reached nobody") if unfollowed else t("The last posts")
    return titled(head, *(told or [none]), rows=(*rows, (back(t),)))


def _missed(one: Reach, t: Texts) -> Markup:
    """Why a post went to nobody."""
    if not (n := one.followers):
        return t("nobody follows its topic")
    return t.plural("{n} follows it, but could not be reached", "{n} follow it, but none could be reached", n)


def _went(one: Reach, t: Texts) -> Markup:
    if one.post.retracted:
        return t.within("a post is", "withdrawn")
    if one.followers is None:
        return t("on its way")
    return t("copies {sent} · in lists {listed} · followers {followers}", sent=one.sent, listed=one.listed,
             followers=one.followers)  # fmt: skip


def post(topics: Topics, one: Reach, about: Sequence[str], url: str, zone: str, t: Texts) -> View:
    """One post. `about`: the codes of its topics; `url`: where it can be read."""
    changes = one.post.revision
    told = [
        t("Posted {when}", when=moment(one.post.posted_at, zone, t)),
        t("About: {topics}", topics=", ".join(topics.name(topic, t) for topic in about)),
        _went(one, t),
        t.plural("{n} could not be reached.", "{n} could not be reached.", one.failed) if one.failed else None,
        t("Too many posts came at once: it went out in a list.") if one.bundled else None,
        t("It came too late to be sent on: it is in lists only.") if one.post.state is PostState.LATE else None,
        t.plural("It was changed once since.", "It was changed {n} times since.", changes) if changes else None,
    ]
    rows: Rows = ((link(t("Open in the channel"), url),),)
    if not one.post.retracted:
        rows += ((button(t("Take the copies back"), Retract(one.post.id, 0)),),)
    return titled(post_title(one.post, t), *told, rows=(*rows, (back(t, Page.POSTS),)))


def ask_retract(one: Reach, t: Texts) -> View:
    return titled(
        t("Take the copies back?"),
        post_title(one.post, t),
        t.plural("{n} copy will be deleted.", "{n} copies will be deleted.", one.sent),
        t("Copies older than 48 hours cannot be deleted: only their text is removed. Lists that name it stay as they are."),
        t("In the channel itself nothing changes: delete the post there by hand."),
        rows=((button(t("Take back"), Retract(one.post.id, 1)), button(t("Leave it"), ShowPost(one.post.id))),),
    )


def retracted(t: Texts) -> View:
    return titled(t("The copies are being taken back"), t("No new copies will be sent."), rows=((back(t, Page.POSTS),),))
