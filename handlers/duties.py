"""What is done unasked: every kind of delivery, every beat, and whatever can wait for the secretariat."""

from typing import Any

from handlers.announcements import beats as announcement_beats
from handlers.announcements import deliveries as announcement_deliveries
from handlers.announcements import tasks as announcement_tasks
from handlers.attendance import deliveries as meeting_watching
from handlers.audit import beats as audit_beats
from handlers.audit import deliveries as audit_deliveries
from handlers.calendar import deliveries as calendar_deliveries
from handlers.chats import beats as chat_beats
from handlers.chats import deliveries as chat_deliveries
from handlers.chats import tasks as chat_tasks
from handlers.framework.beats import Beat
from handlers.framework.deliveries import Delivers, LegacyKind, adapted
from handlers.framework.tasks import Tell
from handlers.home import tasks as home_tasks
from handlers.meetings import beats as meeting_beats
from handlers.meetings import deliveries as meeting_deliveries
from handlers.meetings import tasks as meeting_tasks
from handlers.network import deliveries as network_deliveries
from handlers.news import beats as news_beats
from handlers.news import deliveries as news_deliveries
from handlers.news import tasks as news_tasks
from handlers.oneself import deliveries as oneself_deliveries
from handlers.plan import beats as plan_beats
from handlers.plan import deliveries as plan_deliveries
from handlers.plan import tasks as plan_tasks
from handlers.questions import beats as question_beats
from handlers.questions import deliveries as question_deliveries
from handlers.recommendations import deliveries as recommendation_deliveries
from handlers.records import deliveries as record_deliveries
from handlers.registration import beats as registration_beats
from handlers.registration import deliveries as registration_deliveries
from handlers.registration import tasks as registration_tasks
from handlers.roster import beats as roster_beats
from handlers.roster import deliveries as roster_deliveries
from handlers.roster import tasks as roster_tasks
from handlers.rounds import beats as round_beats
from handlers.rounds import deliveries as round_deliveries
from handlers.rounds import tasks as round_tasks

_LISTED: tuple[Delivers[Any] | LegacyKind, ...] = (
    *registration_deliveries.KINDS,
    *oneself_deliveries.KINDS,
    *network_deliveries.DELIVERIES,
    *audit_deliveries.KINDS,
    *roster_deliveries.KINDS,
    *meeting_deliveries.KINDS,
    *meeting_watching.KINDS,
    *calendar_deliveries.KINDS,
    *plan_deliveries.KINDS,
    *round_deliveries.DELIVERIES,
    *recommendation_deliveries.DELIVERIES,
    *record_deliveries.DELIVERIES,
    *question_deliveries.DELIVERIES,
    *announcement_deliveries.KINDS,
    *news_deliveries.KINDS,
    *chat_deliveries.KINDS,
)

DELIVERIES: tuple[Delivers[Any], ...] = tuple(adapted(one) for one in _LISTED)

BEATS: tuple[Beat, ...] = (
    *registration_beats.BEATS,
    *roster_beats.BEATS,
    *meeting_beats.BEATS,
    *plan_beats.BEATS,
    *round_beats.BEATS,
    *question_beats.BEATS,
    *announcement_beats.BEATS,
    *news_beats.BEATS,
    *chat_beats.BEATS,
    *audit_beats.BEATS,
)

TASKS: tuple[Tell, ...] = (
    *registration_tasks.TASKS,
    *meeting_tasks.TASKS,
    *chat_tasks.TASKS,
    *announcement_tasks.TASKS,
    *roster_tasks.TASKS,
    *round_tasks.TASKS,
    *plan_tasks.TASKS,
    *news_tasks.TASKS,
    *home_tasks.TASKS,
)
"""What can wait for the secretariat, the most pressing first."""
