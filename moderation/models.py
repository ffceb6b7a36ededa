"""An index of the rooms' tables; they share one label because they change together."""

from .appeals.models import Appeal, Redress
from .audit.models import AuditEntry
from .bulk.models import Batch, SavedView
from .cases.models import Case, CaseNote
from .decisions.models import Decision, LegalGround, Rule
from .legal_notices.models import LegalNotice, NoticeItem, TrustedFlagger
from .notes.models import MemberNote
from .proposals.models import Proposal
from .replies.models import SavedReply
from .reports.models import Reason, Report, ReportAddition
from .sanctions.models import LadderStep, Sanction
from .statements.models import Statement
from .wellbeing.models import DeskPreference, DoubleReview, Exposure

__all__ = [
    "Appeal", "AuditEntry", "Batch", "Case", "CaseNote", "Decision", "DeskPreference", "DoubleReview", "Exposure",
    "LadderStep", "LegalGround", "LegalNotice", "MemberNote", "NoticeItem", "Proposal", "Reason", "Redress", "Report",
    "ReportAddition", "Rule", "Sanction", "SavedReply", "SavedView", "Statement", "TrustedFlagger",
]  # fmt: skip
