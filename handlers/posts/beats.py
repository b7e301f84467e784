"""What posts do by themselves: albums are gathered, the bot's own posts recorded, copies queued and kept up with changes."""

from handlers.framework.beats import Beat
from handlers.posts import actions
from storage import announced_posts, communiques, posts

BEATS = (
    Beat("news: gather", actions.release_album, (posts.WHOLE_DUE,)),
    Beat("news: own posts", actions.record_own, (communiques.RECORD_DUE,)),
    Beat("news: announcements", actions.record_announced, (announced_posts.DUE,)),
    Beat("news: fan out", actions.queue_copies, (posts.COPIES_DUE,)),
    Beat("news: reach copies", actions.update_copies, (posts.REACH_DUE,)),
)
