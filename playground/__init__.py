"""A Discord on your own machine: REST, gateway and people to play with. It imports nothing of the bot."""
