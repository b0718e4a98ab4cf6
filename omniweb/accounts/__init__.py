"""Who may do what: workspaces, memberships, setup link, API tokens, audit."""
