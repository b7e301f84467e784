"""What posts do by themselves: albums are gathered, the bot's own posts recorded, copies queued and kept up with changes."""

from handlers.framework.beats import Beat
from handlers.posts import actions
from storage import posts

A_LITTLE = 10
"""How much is done at a time, so that a reminder which falls due meanwhile has its turn."""

BEATS = (
    Beat("news: gather", actions.release_album, posts.next_whole, most=A_LITTLE),
    Beat("news: own posts", actions.record_own, most=A_LITTLE),
    Beat("news: fan out", actions.queue_copies, most=A_LITTLE),
    Beat("news: reach copies", actions.update_copies, most=A_LITTLE),
)
