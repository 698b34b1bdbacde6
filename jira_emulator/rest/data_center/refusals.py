"""Statuses of refusals that the Data Center document has otherwise than Cloud's, by the name of the operation.

What it leaves out in so many places that it can't be meant so stays: 404 for an issue that is missing or hidden, 400
for a body or parameter that can't be read.
"""

STATUSES: dict[str, dict[int, int]] = {
    "POST /issue": {403: 400},
    "GET /issue/createmeta/<project>/issuetypes": {404: 400},
    "GET /issue/createmeta/<project>/issuetypes/<type_id>": {404: 400},
    "DELETE /issue/<issue>/remotelink": {400: 404},
    "DELETE /issue/<issue>/remotelink/<link>": {400: 404},
    "DELETE /issue/<issue>/comment/<comment>": {405: 401},
    "POST /issue/<issue>/watchers": {403: 401},
    "DELETE /issue/<issue>/watchers": {403: 401},
    "POST /version": {404: 400},
}
