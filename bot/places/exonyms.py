"""What cities are called in English and French where that is not their name in the gazetteer.

GeoNames' names come here without their language, so these are written by hand; a test looks each one up among them.
Cities that a time zone is named after have their names from CLDR.
"""

from __future__ import annotations

from collections.abc import Mapping

EXONYMS: Mapping[str, Mapping[int, str]] = {
    "en": {
        2800931: "Bruges",  # Brugge
        2886242: "Cologne",  # Köln
        2797656: "Ghent",  # Gent
        2910831: "Hanover",  # Hannover
        2659811: "Lucerne",  # Luzern
        6077243: "Montreal",  # Montréal
        2510911: "Seville",  # Sevilla
        734077: "Thessaloniki",  # Thessaloníki
        2657896: "Zurich",  # Zürich
    },
    "fr": {
        344979: "Addis-Abeba",  # Addis Ababa
        3247449: "Aix-la-Chapelle",  # Aachen
        170063: "Alep",  # Aleppo
        361058: "Alexandrie",  # Alexandria
        2507480: "Alger",  # Algiers
        2803448: "Alost",  # Aalst
        3183089: "Ancône",  # Ancona
        2803138: "Anvers",  # Antwerp
        581049: "Arkhangelsk",  # Arkhangel’sk
        3439389: "Asuncion",  # Asunción
        264371: "Athènes",  # Athens
        2954172: "Augsbourg",  # Augsburg
        98182: "Bagdad",  # Baghdad
        587084: "Bakou",  # Baku
        3128760: "Barcelone",  # Barcelona
        99532: "Bassora",  # Basrah
        3182164: "Bergame",  # Bergamo
        2661552: "Berne",  # Bern
        276781: "Beyrouth",  # Beirut
        2661513: "Bienne",  # Biel/Bienne
        3688689: "Bogota",  # Bogotá
        2747351: "Bois-le-Duc",  # 's-Hertogenbosch
        3181928: "Bologne",  # Bologna
        1275339: "Bombay",  # Mumbai
        1217662: "Boukhara",  # Bukhara
        3469058: "Brasilia",  # Brasília
        2800931: "Bruges",  # Brugge
        2945024: "Brunswick",  # Braunschweig
        2800866: "Bruxelles",  # Brussels
        2944388: "Brême",  # Bremen
        683506: "Bucarest",  # Bucharest
        2661604: "Bâle",  # Basel
        2520600: "Cadix",  # Cadiz
        1275004: "Calcutta",  # Kolkata
        1809858: "Canton",  # Guangzhou
        2653877: "Cantorbéry",  # Canterbury
        2520058: "Carthagène",  # Cartagena
        3687238: "Carthagène des Indes",  # Cartagena
        2525068: "Catane",  # Catania
        115019: "Chiraz",  # Shiraz
        618426: "Chișinău",  # Chisinau
        2886946: "Coblence",  # Koblenz
        2661169: "Coire",  # Chur
        2886242: "Cologne",  # Köln
        2618425: "Copenhague",  # Copenhagen
        2519240: "Cordoue",  # Córdoba
        2463679: "Corfou",  # Corfu
        2794055: "Courtrai",  # Kortrijk
        3094802: "Cracovie",  # Kraków
        3177838: "Crémone",  # Cremona
        3941584: "Cuzco",  # Cusco
        3178229: "Côme",  # Como
        1185241: "Dacca",  # Dhaka
        170654: "Damas",  # Damascus
        105343: "Djeddah",  # Jeddah
        2651048: "Douvres",  # Dover
        2935022: "Dresde",  # Dresden
        292223: "Dubaï",  # Dubai
        2934691: "Duisbourg",  # Duisburg
        616052: "Erevan",  # Yerevan
        3177090: "Ferrare",  # Ferrara
        2745392: "Flessingue",  # Vlissingen
        2925533: "Francfort-sur-le-Main",  # Frankfurt am Main
        2925177: "Fribourg-en-Brisgau",  # Freiburg
        2548885: "Fès",  # Fes
        2797656: "Gand",  # Gent
        2660646: "Genève",  # Geneva
        2517117: "Grenade",  # Granada
        2755251: "Groningue",  # Groningen
        3598132: "Guatemala",  # Guatemala City
        3121456: "Gérone",  # Girona
        3176219: "Gênes",  # Genoa
        2911298: "Hambourg",  # Hamburg
        2910831: "Hanovre",  # Hannover
        1581130: "Hanoï",  # Hanoi
        294801: "Haïfa",  # Haifa
        1566083: "Hô-Chi-Minh-Ville",  # Ho Chi Minh City
        2023469: "Irkoutsk",  # Irkutsk
        418863: "Ispahan",  # Isfahan
        281184: "Jérusalem",  # Jerusalem
        1138958: "Kaboul",  # Kabul
        1138336: "Kandahar",  # Kandahār
        1283240: "Katmandou",  # Kathmandu
        285787: "Koweït",  # Kuwait City
        1502026: "Krasnoïarsk",  # Krasnoyarsk
        3119841: "La Corogne",  # A Coruña
        3553478: "La Havane",  # Havana
        2747373: "La Haye",  # The Hague
        4335045: "La Nouvelle-Orléans",  # New Orleans
        2562305: "La Valette",  # Valletta
        360630: "Le Caire",  # Cairo
        3369157: "Le Cap",  # Cape Town
        2751773: "Leyde",  # Leiden
        2267057: "Lisbonne",  # Lisbon
        3174659: "Livourne",  # Livorno
        2643743: "Londres",  # London
        2792482: "Louvain",  # Leuven
        360502: "Louxor",  # Luxor
        2875601: "Lubeck",  # Lübeck
        2659811: "Lucerne",  # Luzern
        3174530: "Lucques",  # Lucca
        1821274: "Macao",  # Macau
        2874545: "Magdebourg",  # Magdeburg
        2791537: "Malines",  # Mechelen
        1701668: "Manille",  # Manila
        2542997: "Marrakech",  # Marrakesh
        2874225: "Mayence",  # Mainz
        2524170: "Messine",  # Messina
        3530597: "Mexico",  # Mexico City
        3173331: "Modène",  # Modena
        53654: "Mogadiscio",  # Mogadishu
        524901: "Moscou",  # Moscow
        99072: "Mossoul",  # Mosul
        524305: "Mourmansk",  # Murmansk
        2513416: "Murcie",  # Murcia
        1799962: "Nankin",  # Nanjing
        5128581: "New York",  # New York City
        146268: "Nicosie",  # Nicosia
        520555: "Nijni Novgorod",  # Nizhniy Novgorod
        2750053: "Nimègue",  # Nijmegen
        3172189: "Novare",  # Novara
        1496747: "Novossibirsk",  # Novosibirsk
        698740: "Odessa",  # Odesa
        2789786: "Ostende",  # Ostend
        2028462: "Oulan-Bator",  # Ulan Bator
        2523920: "Palerme",  # Palermo
        3114472: "Pampelune",  # Pamplona
        3703443: "Panama",  # Panama City
        3171457: "Parme",  # Parma
        255683: "Patras",  # Pátra
        4560349: "Philadelphie",  # Philadelphia
        3170647: "Pise",  # Pisa
        3171058: "Plaisance",  # Piacenza
        1259425: "Pondichéry",  # Puducherry
        358619: "Port-Saïd",  # Port Said
        1816670: "Pékin",  # Beijing
        3171180: "Pérouse",  # Perugia
        1298824: "Rangoun",  # Yangon
        2849483: "Ratisbonne",  # Regensburg
        3169561: "Ravenne",  # Ravenna
        400666: "Rhodes",  # Ródos
        108410: "Riyad",  # Riyadh
        501175: "Rostov-sur-le-Don",  # Rostov-on-Don
        2787889: "Roulers",  # Roeselare
        2658822: "Saint-Gall",  # Sankt Gallen
        3109642: "Saint-Jacques-de-Compostelle",  # Santiago de Compostela
        2786578: "Saint-Nicolas",  # Sint-Niklaas
        498817: "Saint-Pétersbourg",  # Saint Petersburg
        3168673: "Salerne",  # Salerno
        2766824: "Salzbourg",  # Salzburg
        1216265: "Samarcande",  # Samarkand
        3104324: "Saragosse",  # Zaragoza
        2842647: "Sarrebruck",  # Saarbrücken
        2658761: "Schaffhouse",  # Schaffhausen
        3166548: "Sienne",  # Siena
        1880252: "Singapour",  # Singapore
        2658576: "Sion",  # Sitten
        2658564: "Soleure",  # Solothurn
        2830582: "Spire",  # Speyer
        3109256: "Ségovie",  # Segovia
        1835848: "Séoul",  # Seoul
        2510911: "Séville",  # Sevilla
        1512569: "Tachkent",  # Tashkent
        2530335: "Tanger",  # Tangier
        3165926: "Tarente",  # Taranto
        3108288: "Tarragone",  # Tarragona
        611717: "Tbilissi",  # Tbilisi
        1508291: "Tcheliabinsk",  # Chelyabinsk
        293397: "Tel-Aviv",  # Tel Aviv
        734077: "Thessalonique",  # Thessaloníki
        2658377: "Thoune",  # Thun
        2785470: "Tirlemont",  # Tienen
        2510409: "Tolède",  # Toledo
        2785389: "Tongres",  # Tongeren
        3165243: "Trente",  # Trento
        2821164: "Trèves",  # Trier
        3165201: "Trévise",  # Treviso
        112931: "Téhéran",  # Tehran
        2509954: "Valence",  # Valencia
        756135: "Varsovie",  # Warsaw
        3164603: "Venise",  # Venice
        3164419: "Vicence",  # Vicenza
        2761369: "Vienne",  # Vienna
        2784604: "Vilvorde",  # Vilvoorde
        472045: "Voronej",  # Voronezh
        3164527: "Vérone",  # Verona
        2657970: "Winterthour",  # Winterthur
        2795100: "Ypres",  # Ieper
        2657908: "Zoug",  # Zug
        2657896: "Zurich",  # Zürich
        2650225: "Édimbourg",  # Edinburgh
    },
}
"""By language and GeoNames id."""
