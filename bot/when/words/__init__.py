"""Tables of words, one language a file.

A row is a code and the words that have it, parted by commas. A code is one or more tokens, each a letter
that `bot.when.tokens` explains and, where it stands for an amount, a number. Names of months and weekdays
are here only where CLDR lacks a usual form: `bot.when.lexicon` takes the others from there.
"""
