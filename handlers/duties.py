"""Everything done unasked: all kinds of deliveries, all beats, and all tasks of the secretariat."""

from typing import Any

from handlers.announcements import beats as announcement_beats, deliveries as announcement_deliveries, tasks as announcement_tasks
from handlers.attendance import deliveries as attendance_deliveries
from handlers.audit import beats as audit_beats, deliveries as audit_deliveries
from handlers.calendar import deliveries as calendar_deliveries
from handlers.channels import deliveries as channel_deliveries, tasks as channel_tasks
from handlers.chats import beats as chat_beats, deliveries as chat_deliveries, tasks as chat_tasks
from handlers.communiques import deliveries as communique_deliveries
from handlers.followup import beats as followup_beats, deliveries as followup_deliveries, tasks as followup_tasks
from handlers.framework.beats import Beat
from handlers.framework.deliveries import Delivers
from handlers.framework.tasks import FindTask
from handlers.home import deliveries as home_deliveries, tasks as home_tasks
from handlers.meetings import beats as meeting_beats, deliveries as meeting_deliveries, tasks as meeting_tasks
from handlers.minutes import beats as minutes_beats, deliveries as minutes_deliveries, tasks as minutes_tasks
from handlers.network import deliveries as network_deliveries
from handlers.oneself import deliveries as oneself_deliveries, tasks as oneself_tasks
from handlers.plan import beats as plan_beats, deliveries as plan_deliveries, tasks as plan_tasks
from handlers.posts import beats as post_beats, deliveries as post_deliveries
from handlers.questions import beats as question_beats, deliveries as question_deliveries
from handlers.recommendations import deliveries as recommendation_deliveries
from handlers.records import deliveries as record_deliveries
from handlers.registration import beats as registration_beats, deliveries as registration_deliveries, tasks as registration_tasks
from handlers.reports import deliveries as report_deliveries
from handlers.roster import beats as roster_beats, deliveries as roster_deliveries, tasks as roster_tasks
from handlers.rounds import beats as round_beats, deliveries as round_deliveries, tasks as round_tasks
from handlers.subscriptions import beats as subscription_beats, deliveries as subscription_deliveries
from handlers.translations import deliveries as translation_deliveries, tasks as translation_tasks
from handlers.upkeep import beats as upkeep_beats, deliveries as upkeep_deliveries, tasks as upkeep_tasks

DELIVERIES: tuple[Delivers[Any], ...] = (
    *home_deliveries.DELIVERIES,
    *registration_deliveries.DELIVERIES,
    *oneself_deliveries.DELIVERIES,
    *network_deliveries.DELIVERIES,
    *audit_deliveries.DELIVERIES,
    *roster_deliveries.DELIVERIES,
    *meeting_deliveries.DELIVERIES,
    *minutes_deliveries.DELIVERIES,
    *attendance_deliveries.DELIVERIES,
    *calendar_deliveries.DELIVERIES,
    *plan_deliveries.DELIVERIES,
    *round_deliveries.DELIVERIES,
    *recommendation_deliveries.DELIVERIES,
    *record_deliveries.DELIVERIES,
    *report_deliveries.DELIVERIES,
    *followup_deliveries.DELIVERIES,
    *question_deliveries.DELIVERIES,
    *announcement_deliveries.DELIVERIES,
    *post_deliveries.DELIVERIES,
    *subscription_deliveries.DELIVERIES,
    *channel_deliveries.DELIVERIES,
    *communique_deliveries.DELIVERIES,
    *chat_deliveries.DELIVERIES,
    *upkeep_deliveries.DELIVERIES,
    *translation_deliveries.DELIVERIES,
)

BEATS: tuple[Beat, ...] = (
    *registration_beats.BEATS,
    *roster_beats.BEATS,
    *meeting_beats.BEATS,
    *minutes_beats.BEATS,
    *plan_beats.BEATS,
    *round_beats.BEATS,
    *followup_beats.BEATS,
    *question_beats.BEATS,
    *announcement_beats.BEATS,
    *post_beats.BEATS,
    *subscription_beats.BEATS,
    *chat_beats.BEATS,
    *audit_beats.BEATS,
    *upkeep_beats.BEATS,
)

TASKS: tuple[FindTask, ...] = (
    *upkeep_tasks.TASKS,
    *registration_tasks.TASKS,
    *oneself_tasks.TASKS,
    *meeting_tasks.TASKS,
    *minutes_tasks.TASKS,
    *chat_tasks.TASKS,
    *announcement_tasks.TASKS,
    *roster_tasks.TASKS,
    *round_tasks.TASKS,
    *followup_tasks.TASKS,
    *plan_tasks.TASKS,
    *channel_tasks.TASKS,
    *home_tasks.TASKS,
    *translation_tasks.TASKS,
)
"""The secretariat's tasks, most urgent first."""
