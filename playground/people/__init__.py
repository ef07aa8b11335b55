"""People: what somebody with the app in her hand can do, see and not do."""
