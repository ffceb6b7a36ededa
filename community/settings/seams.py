"""All wiring between storeys on one page: who is asked from below, by dotted path, so that no import points upstairs."""

# Asked before a post is stored; each takes a forums.composing.submission.Submission and answers a Verdict.
# The strictest verdict wins (forums.composing.screening).
POST_SCREENERS = [
    "moderation.sanctions.screening.limited_members",
    "moderation.cases.screening.newcomer_posts",
    "forums.mailin.screening.unproven_mail",
]

# Asked where an answer to a mail about something goes: callable (member, "thread:4") -> address, "" when nowhere.
MAIL_REPLIES = "forums.mailin.keys.reply_address"

# Asked whether a member may write, but only of those with `is_limited`: callables
# (member, *, forum_id, thread_id) -> core Decision (accounts.policies.can_write).
WRITE_GATES = [
    "moderation.sanctions.gate.may_write",
]

# Asked before a member with `is_limited` uploads an image: callables member -> core Decision.
UPLOAD_GATES = [
    "moderation.sanctions.gate.may_upload",
]

# Asked whom trust level 3 is kept from: callables (member ids, since) -> set of ids (forums.trust.actions).
TRUST_GATES = [
    "moderation.sanctions.trusting.sanctioned_since",
]

# Badges whose cause only a room above knows: dotted paths of forums.badges.rules.Rule.
BADGE_RULES = [
    "moderation.reports.praise.GOOD_EYE",
]

# Asked before an account is made; each takes the cleaned sign-up data and answers a core Decision.
SIGNUP_GATES = [
    "accounts.gates.registration_is_open",
]

# Answers whether the viewer is owed extra words on a page header (open cases for staff). Dotted paths of
# callables viewer -> int, shown by forums.web.context.navigation.
DESK_COUNT = "moderation.cases.desk_count.open_count_for"

# Asked before a file in one of these folders of /media/ is served: callable (path relative to MEDIA_ROOT, viewer) ->
# core Decision; a refusal with a reason is drawn in the file's place. What lies in other folders is public.
MEDIA_GATES = {
    "a/": "forums.attachments.gate.may_serve",
}

# Asked what a file that is no picture is called when it is saved: callable (path) -> name or None.
MEDIA_NAMES = {
    "a/": "forums.attachments.gate.download_name",
}

# Asked by that gate about an image that belongs to a room above in place of a post: callable (attachment id, member) -> Decision.
ATTACHMENT_ROOMS = {
    "conversations": "forums.conversations.images.may_see",
}

# Asked before a member with `is_limited` sends a message: callables (member, *, links, images) -> core Decision.
MESSAGE_GATES = [
    "moderation.sanctions.gate.may_say",
]

# Asked before a member with `is_limited` saves the page about themselves, of the links and images that are new in it: as above.
PROFILE_GATES = [
    "moderation.sanctions.gate.may_say",
]

# Whether somebody may look at a message they take no part in, because it was reported: callable (message id, member) -> bool.
MESSAGE_WITNESS = "moderation.cases.target_message.is_judged_by"
