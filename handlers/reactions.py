"""What is done when something has happened: for each event, the actions of all fields that follow on it, in this order and in
the transaction of the event."""

from datetime import datetime

from council.config import Council
from council.events import (
    AnnouncementChanged,
    AnnouncementDone,
    MeasurePlanned,
    MeetingTimeVoid,
    MinutesApproved,
    RecommendationOver,
    ReviewSet,
    RoundClosed,
    RoundWithdrawn,
    SeatsChanged,
)
from council.people import Actor
from handlers.attendance import actions as attendance
from handlers.followup.actions import asking, following
from handlers.framework.work import Reactions, UnitOfWork
from handlers.meetings.actions import meetings
from handlers.oneself import actions as oneself
from handlers.plan.actions.minutes import plan_actions
from handlers.posts import actions as posts
from handlers.recommendations import actions as recommendations
from handlers.records import actions as records
from handlers.rounds.actions import audience as rounds, opinions, review
from storage.transaction import Transaction

REACTIONS: Reactions = {
    RoundClosed: (
        recommendations.follow_closed_round,
        rounds.tell_result,
        rounds.spend_objections,
        records.send_result_picture,
        recommendations.tell_committee_decision,
        review.follow_closed,
        following.follow_closed,
        opinions.follow_closed,
    ),
    RoundWithdrawn: (recommendations.follow_withdrawn_round, rounds.tell_withdrawn, rounds.spend_objections),
    RecommendationOver: (following.follow_over,),
    ReviewSet: (review.follow_set,),
    SeatsChanged: (rounds.redraw_open_rounds, meetings.redraw_meetings_ahead, asking.redraw_asked, oneself.follow_seats),
    AnnouncementDone: (posts.record_done,),
    AnnouncementChanged: (posts.follow_announcement,),
    MeetingTimeVoid: (attendance.redraw_proposals,),
    MeasurePlanned: (following.keep_planned,),
    MinutesApproved: (plan_actions,),
}


def unit_of_work(tx: Transaction, council: Council, actor: Actor, now: datetime) -> UnitOfWork:
    """What an action is given (`now` in UTC), with everything that follows on what it does."""
    return UnitOfWork(tx, council, actor, now, REACTIONS)
