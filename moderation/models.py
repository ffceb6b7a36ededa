"""An index of the rooms' tables; they share one label because they change together."""

from .audit.models import AuditEntry
from .cases.models import Case, CaseNote
from .decisions.models import Decision, Rule
from .reports.models import Reason, Report
from .statements.models import Statement

__all__ = ["AuditEntry", "Case", "CaseNote", "Decision", "Reason", "Report", "Rule", "Statement"]
