"""English and French words of what repeats; the letters are those of `bot.when.repeats`."""

ROWS: tuple[tuple[str, str], ...] = (
    ("E", "every, each, chaque, tous les, toutes les, tous, toutes"),
    ("O", "other"),
    ("E O", "alternate, every alternate"),
    ("S", "sur"),
    ("R", "weekly, once a week, hebdomadaire, une fois par semaine"),
    ("G", "fortnightly, fortnight"),
    ("V", "monthly, once a month, mensuel, une fois par mois"),
    ("I1", "first, premier, premiers, premiere"),
    ("I2", "second, deuxieme, deuxiemes, seconds"),
    ("I3", "third, troisieme, troisiemes"),
    ("I4", "fourth, quatrieme, quatriemes"),
    ("z", "last, dernier, derniers, derniere"),
    ("r", "st, nd, rd, th, er, ers, e, eme, emes, ieme"),
    ("g", "par"),
)
