"""The wire: models and handler names that the bot and the services share. No behaviour."""
