"""What happened in the forum, told upwards. Sent inside the transaction: a receiver that fails undoes the act."""

from django.dispatch import Signal

thread_started = Signal()  # thread, post, by
post_published = Signal()  # post, by          a new post became readable: at once, or by release after waiting
post_unpublished = Signal()  # post, number, since  its publication was taken back; the number it had, if it is free again
post_held = Signal()  # post, verdict          it waits for a moderator; the receiver makes sure there is a case
# post                                    sent before its row is locked: who keeps rows about it locks those first, as
# those do who act on it from above, so that two never wait for each other
post_about_to_change = Signal()
post_edited = Signal()  # post, by, before     `before` is the earlier source
post_state_changed = Signal()  # post, before  published, held, hidden, removed, deleted
thread_state_changed = Signal()  # thread, before
thread_moved = Signal()  # thread, before      `before` is the forum it came from
answer_accepted = Signal()  # thread, number, by
reaction_given = Signal()  # post, by, kind, stands   given, or taken back again
trust_set = Signal()  # member, before, after, locked, by, reason   staff gave a level
post_featured = Signal()  # post, by, reason, stands   held up for all to see, or no longer
posts_about_to_move = Signal()  # post_ids    sent before any row is locked, as post_about_to_change
thread_about_to_merge = Signal()  # thread    before any row is locked; whoever has something open about it refuses
posts_moved = Signal()  # transfer, posts, source, target, by, is_undo   they stand in another thread now
post_wiki_changed = Signal()  # post, by
timer_due = Signal()  # timer, thread    it is gone already; whoever set it does what it was for
poll_closed = Signal()  # poll, thread, by
