"""Rich text of Jira: wiki markup (REST v2, Data Center) ⇄ Atlassian Document Format (REST v3), and HTML for pages.

Pure functions over plain values. Nothing here raises on broken markup, and no visible text is lost.

    wiki_to_adf(text, mention=name_of, media=media_id_of, macros=...) -> dict   a valid ADF document
    adf_to_wiki(document, ...)                         -> str    wiki markup, stable after one round
    adf_to_html(document, ...)                         -> str    escaped HTML for the emulator's own pages
    validate_adf(document)                             -> list[str]   problems; empty when valid
"""

from jira_emulator.richtext.nodes import Mention
from jira_emulator.richtext.page_html import adf_to_html
from jira_emulator.richtext.validation import validate_adf
from jira_emulator.richtext.wiki_reading import wiki_to_adf
from jira_emulator.richtext.wiki_writing import adf_to_wiki

__all__ = ["Mention", "adf_to_html", "adf_to_wiki", "validate_adf", "wiki_to_adf"]
