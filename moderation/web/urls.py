"""The desk and the pages where members meet moderation."""

from django.urls import path

from . import (
    acts,
    appeals,
    audit,
    case,
    hearing,
    members,
    notice,
    public_log,
    queue,
    reports,
    rules,
    sanctions,
    standing,
    statements,
    wellbeing,
)

app_name = "desk"
urlpatterns = [
    path("desk/", queue.queue, name="queue"),
    path("desk/cases/<int:pk>/", case.case, name="case"),
    path("desk/cases/<int:pk>/claim/", case.claim, name="claim"),
    path("desk/cases/<int:pk>/unclaim/", case.unclaim, name="unclaim"),
    path("desk/cases/<int:pk>/decide/", case.decide, name="decide"),
    path("desk/cases/<int:pk>/undo/", case.undo, name="undo"),
    path("desk/cases/<int:pk>/note/", case.note, name="note"),
    path("desk/cases/<int:pk>/snooze/", case.snooze, name="snooze"),
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/me/", wellbeing.wellbeing, name="wellbeing"),
    path("desk/reviews/", wellbeing.reviews, name="reviews"),
    path("desk/reviews/<int:pk>/", wellbeing.review, name="review"),
    path("desk/members/", members.members, name="members"),
    path("desk/members/<str:username>/", members.member, name="member"),
    path("desk/threads/<int:pk>/<slug:act>/", acts.thread, name="intervene"),
    path("desk/posts/<int:pk>/<slug:act>/", acts.post, name="intervene_post"),
    path("report/<slug:kind>/<int:pk>/", reports.report, name="report"),
    path("standing/", standing.standing, name="standing"),
    path("standing/<int:pk>/read/", standing.acknowledge, name="acknowledge"),
    path("desk/sanctions/<int:pk>/lift/", sanctions.lift, name="lift"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/withdraw/", reports.withdraw, name="withdraw"),
    path("hearing/<int:pk>/", hearing.hearing, name="hearing"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("appeal/<str:token>/", appeals.appeal, name="appeal"),
    path("notice/", notice.notice, name="notice"),
    path("notice/<str:token>/", notice.status, name="notice_status"),
    path("legal/log/", public_log.public_log, name="public_log"),
    path("legal/rules/", rules.rules, name="rules"),
]
