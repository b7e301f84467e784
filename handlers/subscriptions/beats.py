"""What subscriptions do by themselves: have bundles and digests made and queued."""

from handlers.framework.beats import Beat
from handlers.subscriptions.actions import make_bundle, queue_bundle, queue_digests
from storage import digests

BEATS = (
    Beat("news: bundle", make_bundle, digests.BUNDLE_DUE),
    Beat("news: fan out bundles", queue_bundle, (digests.COPIES_DUE,)),
    Beat("news: lists", queue_digests, (digests.DUE,)),
)
