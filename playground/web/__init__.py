"""The playground in a browser: a small Discord to look at and to act in, for any bot."""

from playground.web.host import Actor, Host
from playground.web.site import Site
from playground.web.tour import Step, Tour

__all__ = ["Actor", "Host", "Site", "Step", "Tour"]
