"""Mail, out and in: every message is a row first (community.core.mail), the worker delivers it."""

from pathlib import Path

from environs import Env

env = Env()
env.read_env(str(Path(__file__).resolve().parent.parent.parent / ".env"), recurse=False)

EMAIL_BACKEND = "community.core.mail.OutboxBackend"
OUTBOX_DELIVERY_BACKEND = env.str("EMAIL_DELIVERY_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "forum@localhost")
# Where a mail program may send "unsubscribe"; only with a mailbox behind it that is read.
UNSUBSCRIBE_ADDRESS = env.str("UNSUBSCRIBE_ADDRESS", "")
# Shared with the mail server, which tells at /mail/bounces/ what did not arrive. Without it that door is shut.
BOUNCE_SECRET = env.str("BOUNCE_SECRET", "")
# Answers by mail, e.g. "reply+%(key)s@forum.example": mails then carry an address of their own each. Empty: nobody can answer.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", "")
# How such mails come in: the mail server brings them to /mail/in/ and signs with this ...
MAIL_IN_SECRET = env.str("MAIL_IN_SECRET", "")
# ... or they lie in a mailbox that is looked into every minute. Done ones are moved to another folder if one is named.
IMAP_HOST = env.str("IMAP_HOST", "")
IMAP_PORT = env.int("IMAP_PORT", 993)
IMAP_USER = env.str("IMAP_USER", "")
IMAP_PASSWORD = env.str("IMAP_PASSWORD", "")
IMAP_FOLDER = env.str("IMAP_FOLDER", "INBOX")
IMAP_DONE_FOLDER = env.str("IMAP_DONE_FOLDER", "")
MAIL_IN_MAX_BYTES = env.int("MAIL_IN_MAX_BYTES", 25_000_000)
# The name under which our mail server writes Authentication-Results. With it, posts from senders it cannot prove are held.
MAIL_IN_AUTHENTICATED_BY = env.str("MAIL_IN_AUTHENTICATED_BY", "")
