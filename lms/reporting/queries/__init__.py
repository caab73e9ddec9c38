"""Questions behind the reports, always for a viewer."""
