"""The Connect host: installs add-ons, tells them about their life, and shows their frames on Jira's pages."""
