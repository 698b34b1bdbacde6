"""`overrideScreenSecurity` and `overrideEditableFlag` (Jira Cloud REST v3, "Edit issue")."""

from jira_emulator.errors import JiraError
from jira_emulator.permissions import is_jira_admin
from jira_emulator.rest.router import Call
from jira_emulator.scopes import Scope, permits


def overrides_screen(call: Call) -> bool:
    """Whether fields may be edited that are on no screen.

    Raises 403 for an override by anybody but an app whose account has Administer Jira, which is what the
    scope ADMIN gives it.
    """
    asked = call.flag("overrideScreenSecurity") or call.flag("overrideEditableFlag")
    if asked and not _is_admin_app(call):
        raise JiraError(403, ["Only apps with the permission Administer Jira can override the screen security."])
    return call.flag("overrideScreenSecurity")


def _is_admin_app(call: Call) -> bool:
    if call.installation is None:
        return False
    return permits(call.installation.scopes, Scope.ADMIN) or is_jira_admin(call.site, call.actor)
