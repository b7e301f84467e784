"""What subscriptions do by themselves: have bundles and digests made and queued."""

from handlers.framework.beats import Beat
from handlers.subscriptions.actions import make_bundle, queue_bundle, queue_digests
from storage import digests

A_LITTLE = 10
"""How much is done at a time, so that a reminder which falls due meanwhile has its turn."""

BEATS = (
    Beat("news: bundle", make_bundle, digests.next_bundle_due, most=A_LITTLE),
    Beat("news: fan out bundles", queue_bundle, most=A_LITTLE),
    Beat("news: lists", queue_digests, digests.next_due, most=A_LITTLE),
)
