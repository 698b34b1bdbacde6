"""Which issues stand for the same thing across synchronizations: counterparts, counterparts of those, and so on."""

from __future__ import annotations

from sqlalchemy import Connection, text

MEMBERS = """(
            SELECT first_tenant_id, first_issue_id, project_id FROM ends
            WHERE ends.synchronization_id = pairs.synchronization_id AND side = 'first' AND first_issue_id IS NOT NULL
            UNION ALL
            SELECT second_tenant_id, second_issue_id, project_id FROM ends
            WHERE ends.synchronization_id = pairs.synchronization_id AND side = 'second' AND second_issue_id IS NOT NULL
        ) AS member"""

IS_REPRESENTED = text(
    f"""
    WITH RECURSIVE family (tenant_id, issue_id, project_id) AS (
        SELECT member.* FROM pairs CROSS JOIN LATERAL {MEMBERS}
        WHERE pairs.id = :pair_id
        UNION
        SELECT member.* FROM family
        JOIN pairs ON (first_tenant_id = family.tenant_id AND first_issue_id = family.issue_id)
            OR (second_tenant_id = family.tenant_id AND second_issue_id = family.issue_id)
        CROSS JOIN LATERAL {MEMBERS}
    )
    SELECT EXISTS (SELECT FROM family WHERE tenant_id = :tenant_id AND project_id = :project_id)
    """
)


def is_represented(connection: Connection, pair_id: int, tenant_id: int, project_id: str) -> bool:
    """See `app.sync.ports.Pairs.is_represented`."""
    asked = {"pair_id": pair_id, "tenant_id": tenant_id, "project_id": project_id}
    return bool(connection.execute(IS_REPRESENTED, asked).scalar_one())
