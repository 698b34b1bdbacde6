"""Statuses of refusals that the Data Center document has otherwise than Cloud's, by the name of the operation."""

STATUSES: dict[str, dict[int, int]] = {
    "POST /issue": {403: 400},
    "GET /issue/createmeta/<project>/issuetypes": {404: 400},
    "GET /issue/createmeta/<project>/issuetypes/<type_id>": {404: 400},
    "POST /issue/<issue>/watchers": {403: 401},
    "DELETE /issue/<issue>/watchers": {403: 401},
}
