"""The gateway, version 10: sessions that outlive their sockets, and who hears what."""
