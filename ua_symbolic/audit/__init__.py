"""The audit: which statement rests on which, what discharged what, and what is merely claimed."""

from ua_symbolic.audit.build import Subject, build_audit, subjects
from ua_symbolic.audit.model import Audit, ObligationAudit, Remark, StatementAudit

__all__ = [
    "Audit",
    "ObligationAudit",
    "Remark",
    "StatementAudit",
    "Subject",
    "build_audit",
    "subjects",
]
