"""What news does by itself: gather albums, write subscribers' rows, have lists made, follow changes, note its own posts.

Each does a little at a time, so that a reminder which falls due in the middle has its turn.
"""

from handlers.framework.beats import Beat
from handlers.posts import actions
from handlers.subscriptions.actions import digests
from storage import digests as lists
from storage import posts

A_LITTLE = 10

BEATS = (
    Beat("news: gather", actions.gathered, posts.next_whole, most=A_LITTLE),
    Beat("news: own posts", actions.record_own, most=A_LITTLE),
    Beat("news: fan out", actions.fan_out_some, most=A_LITTLE),
    Beat("news: reach copies", actions.reach_some, most=A_LITTLE),
    Beat("news: bundle", digests.bundle_some, lists.next_bundle_due, most=A_LITTLE),
    Beat("news: fan out bundles", digests.fan_out_some, most=A_LITTLE),
    Beat("news: lists", digests.tell_some, lists.next_due, most=A_LITTLE),
)
