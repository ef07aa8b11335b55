import zoneinfo

# The package's own zone data and not the machine's, as when the bot runs.
zoneinfo.reset_tzpath(to=())
