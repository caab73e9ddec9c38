"""People, accounts, roles and scopes, sign-in, the logs of who did and saw what."""
