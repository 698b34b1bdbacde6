"""The bytes of attachments, where their `content` says: `/secure/attachment/{id}/{name}`."""

from jira_emulator.actions.attachments import visible_attachment
from jira_emulator.rest.attachments import content
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import Answer, Call


@own("GET", "/<attachment>/<path:name>", "/secure/attachment")
def download(call: Call, attachment: str, name: str) -> Answer:
    """The id decides; the name only makes the address readable."""
    return content(call, visible_attachment(call.site, call.actor, attachment)[1])
