"""Groups: a city or a topic with a channel, a role and people; founded, joined, left and looked up."""
