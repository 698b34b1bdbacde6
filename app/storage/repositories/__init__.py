"""One module per repository of `app.sync.ports`; each works within the transaction of the connection it is given."""
