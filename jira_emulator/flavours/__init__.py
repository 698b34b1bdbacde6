"""The kinds of Jira that a site can be: what differs between them is a value, and the rest is shared."""

from jira_emulator.flavours.cloud import CLOUD
from jira_emulator.flavours.data_center import DATA_CENTER
from jira_emulator.flavours.flavour import Flavour, Newcomer

FLAVOURS = {one.name: one for one in (CLOUD, DATA_CENTER)}

__all__ = ["CLOUD", "DATA_CENTER", "FLAVOURS", "Flavour", "Newcomer"]
