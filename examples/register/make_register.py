#!/usr/bin/env python3
"""Makes the sample register: persons.ndjson, organizations.json and applications.json beside this file.

Everybody in it is made up. Telephone numbers begin with a digit that no Norwegian number begins with, e-mail and web
addresses are of the domains reserved for examples. The same script always makes the same bytes: the numbers come from
the small generator below, not from Python's, whose sequences may differ from version to version.

    make_register.py           writes the files
    make_register.py --check   says whether they are what it would write (exit 1 where not)
"""
import datetime
import json
import pathlib
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
TODAY = datetime.date(2025, 6, 1)


class Dice:
    """splitmix64."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        return z ^ (z >> 31)

    def below(self, n):
        return self.bits() % n

    def pick(self, items):
        return items[self.below(len(items))]

    def chance(self, percent):
        return self.below(100) < percent


dice = Dice(20250601)

COUNTRIES = {
    "NO": ("Norway", "Norge", "Norge"), "SE": ("Sweden", "Sverige", "Sverige"),
    "DK": ("Denmark", "Danmark", "Danmark"), "PL": ("Poland", "Polska", "Polen"),
    "RO": ("Romania", "România", "Romania"), "FR": ("France", "France", "Frankrike"),
    "DE": ("Germany", "Deutschland", "Tyskland"), "UA": ("Ukraine", "Україна", "Ukraina"),
    "GR": ("Greece", "Ελλάδα", "Hellas"), "NL": ("Netherlands", "Nederland", "Nederland"),
}

# Country, culture, men's names, women's names, family names (man's form, woman's form), streets, towns with codes.
PEOPLES = [
    ("NO", "nb-NO", 47,
     "Bjørn Håkon Åge Øyvind Pål Sindre Lars Jørgen Tor Eirik Kåre Magnus Odd Steinar Trygve Ståle Aksel Håvard".split(),
     "Åse Ingrid Sølvi Maren Bjørg Kjersti Solfrid Astrid Torhild Øydis Marte Silje Ragnhild Gunnvor Åshild Tuva".split(),
     [(n, n) for n in ("Bråten", "Ødegård", "Nygård", "Sæther", "Haugen", "Kjøsnes", "Åsheim", "Tveit", "Lønning",
                       "Bjørkås", "Rønningen", "Fjærestad", "Grønvold", "Myhre", "Stølen", "Vågen", "Næss", "Holtmoen")],
     ["Bjørkeveien", "Møllergata", "Åsveien", "Sjøgata", "Fjordbrinken", "Kirkebakken", "Ørneveien", "Skolegata"],
     [("0450", "Oslo"), ("3210", "Sandefjord"), ("5014", "Bergen"), ("6005", "Ålesund"), ("7010", "Trondheim"),
      ("8006", "Bodø"), ("9008", "Tromsø"), ("3117", "Tønsberg"), ("1614", "Fredrikstad"), ("2815", "Gjøvik")]),
    ("SE", "sv-SE", 46, "Göran Björn Åke Östen Nils Mårten".split(), "Åsa Märta Görel Annika Kerstin Elin".split(),
     [(n, n) for n in ("Sjöberg", "Åkerlund", "Hägglund", "Öman", "Lindström")],
     ["Ängsvägen", "Storgatan", "Björkallén"], [("411 05", "Göteborg"), ("652 24", "Karlstad")]),
    ("DK", "da-DK", 45, "Søren Jørn Mads Rasmus".split(), "Bodil Kirstine Maja Sørine".split(),
     [(n, n) for n in ("Kjærgaard", "Østergaard", "Højlund")], ["Møllevej", "Søndergade"], [("8000", "Aarhus"), ("5000", "Odense")]),
    ("PL", "pl-PL", 48, "Łukasz Michał Paweł Stanisław".split(), "Małgorzata Łucja Żaneta Agnieszka".split(),
     [("Wiśniewski", "Wiśniewska"), ("Kowalczyk", "Kowalczyk"), ("Zieliński", "Zielińska")],
     ["ulica Różana", "ulica Łąkowa"], [("80-244", "Gdańsk"), ("90-001", "Łódź")]),
    ("RO", "ro-RO", 40, "Ștefan Andrei Mihăiță".split(), "Ionuța Ștefania Țipora".split(),
     [(n, n) for n in ("Bălan", "Ștefănescu", "Țăranu")], ["Strada Școlii"], [("550160", "Sibiu")]),
    ("FR", "fr-FR", 33, "Émile François Jérôme".split(), "Hélène Zoé Geneviève".split(),
     [(n, n) for n in ("Lefèvre", "Bérenger", "Gârçon")], ["rue de l'Église", "allée des Chênes"], [("67000", "Strasbourg")]),
    ("DE", "de-DE", 49, "Jürgen Björn Matthäus".split(), "Käthe Jördis Änne".split(),
     [(n, n) for n in ("Müller-Groß", "Schönfeld", "Jäger")], ["Mühlstraße", "Am Schloßberg"], [("79098", "Freiburg")]),
    ("UA", "uk-UA", 380, ["Олексій", "Андрій"], ["Оксана", "Надія"], [("Коваленко", "Коваленко"), ("Шевчук", "Шевчук")],
     ["вулиця Садова"], [("79000", "Львів")]),
    ("GR", "el-GR", 30, ["Γιώργος", "Νίκος"], ["Ελένη", "Μαρία"], [("Παπαδόπουλος", "Παπαδοπούλου")],
     ["οδός Ερμού"], [("546 24", "Θεσσαλονίκη")]),
    ("NL", "nl-NL", 31, "Joost Reinoud Daniël".split(), "Noëlle Mariëtte Zoë".split(),
     [("van der Veen", "van der Veen"), ("de Groot", "de Groot")], ["Kerkstraat"], [("3511 AB", "Utrecht")]),
]
SHARES = [0] * 12 + [1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9]

CHURCHES = [
    (101, "Fjellvik menighet", "NO", "Fjellveien 12", "0450", "Oslo"),
    (102, "Sjøbrinken menighet", "NO", "Sjøbrinken 3", "3210", "Sandefjord"),
    (103, "Åsane kristne senter", "NO", "Åsaveien 40", "5014", "Bergen"),
    (104, "Ørneskar menighet", "NO", "Ørneskaret 7", "6005", "Ålesund"),
    (105, "Nidelv menighet", "NO", "Elvegata 21", "7010", "Trondheim"),
    (106, "Nordlys menighet", "NO", "Storgata 90", "9008", "Tromsø"),
    (107, "Björkdalens församling", "SE", "Björkallén 2", "411 05", "Göteborg"),
    (108, "Østerhøj menighed", "DK", "Søndergade 14", "8000", "Aarhus"),
    (109, "Zbór Łąkowa", "PL", "ulica Łąkowa 5", "90-001", "Łódź"),
    (110, "Comunitatea Sfântul Izvor", "RO", "Strada Școlii 9", "550160", "Sibiu"),
    (111, "Gemeinde Schloßberg", "DE", "Am Schloßberg 1", "79098", "Freiburg"),
    (112, "Église du Vieux-Chêne", "FR", "allée des Chênes 8", "67000", "Strasbourg"),
]
CHURCH_OF = {"NO": [101, 102, 103, 104, 105, 106], "SE": [107], "DK": [108], "PL": [109], "RO": [110], "DE": [111],
             "FR": [112], "UA": [109, 101], "GR": [110, 103], "NL": [111]}
CLUBS = [(201, "Fjordklubben", "club", "NO", "Sjøgata 4", "3210", "Sandefjord"),
         (202, "Ungdomslaget Gry", "youth", "NO", "Møllergata 30", "0450", "Oslo"),
         (203, "Misjonsringen", "mission", "NO", "Skolegata 11", "7010", "Trondheim")]

APPLICATIONS = [
    {"id": "calendar", "organization": "org_101", "name": "Kirkekalenderen",
     "scopes": ["email", "members.read_name", "members.read_church"]},
    {"id": "directory", "organization": "org_101", "name": "Adresseboka",
     "scopes": ["address", "email", "members.read_birthdate", "members.read_children_dependents",
                "members.read_church", "members.read_culture", "members.read_gender", "members.read_name",
                "members.read_orgs", "members.read_parents_guardians", "members.read_picture", "members.read_spouse",
                "phone"]},
    {"id": "newsletter", "organization": "org_203", "name": "Nyhetsbrevet",
     "scopes": ["email", "members.read_culture", "members.read_name"]},
]


def country(code):
    english, native, norwegian = COUNTRIES[code]
    return {"iso2Code": code, "nameEn": english, "nameNative": native, "nameNo": norwegian}


def visiting(code, street, postal, city):
    return {"address1": street, "city": city, "country": {"iso2Code": code, "nameEn": COUNTRIES[code][0]},
            "postalCode": postal}


ORGANIZATIONS = [
    {"id": f"org_{number}", "name": name, "orgID": number, "status": "active", "type": "church",
     "visitingAddress": visiting(code, street, postal, city), "website": f"https://{number}.example.org/"}
    for number, name, code, street, postal, city in CHURCHES
] + [
    {"id": f"org_{number}", "name": name, "orgID": number, "status": "active", "type": kind,
     "visitingAddress": visiting(code, street, postal, city), "website": f"https://{number}.example.org/"}
    for number, name, kind, code, street, postal, city in CLUBS
]


def phone(prefix):
    digits = "1" + "".join(str(dice.below(10)) for _ in range(7))
    return {"formatted": f"+{prefix} {digits[:3]} {digits[3:5]} {digits[5:]}", "number": digits, "prefix": str(prefix),
            "unFormatted": f"+{prefix}{digits}"}


LATIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ł": "l", "ß": "ss", "Æ": "Ae", "Ø": "O", "Å": "A", "Ł": "L"})


def mailbox(text, number):
    plain = unicodedata.normalize("NFKD", text.translate(LATIN)).encode("ascii", "ignore").decode().lower()
    plain = "".join(c if c.isalnum() else "." for c in plain).strip(".")
    while ".." in plain:
        plain = plain.replace("..", ".")
    return plain if len(plain) > 3 else f"member.{number}"


def born(age):
    day = TODAY - datetime.timedelta(days=365 * age + dice.below(364))
    return day.isoformat()


class Household:
    """People under one roof: one culture, one address, one church."""

    def __init__(self):
        (self.code, self.culture, self.prefix, self.men, self.women, names, streets, towns) = PEOPLES[dice.pick(SHARES)]
        self.family = dice.pick(names)
        postal, city = dice.pick(towns)
        street = f"{dice.pick(streets)} {1 + dice.below(90)}"
        self.address = {
            "address1": street, "city": city, "country": country(self.code),
            "formatted": f"{street}\n{postal} {city}\n{COUNTRIES[self.code][0]}",
            "formattedAddressLine1": street, "formattedAddressLine2": f"{postal} {city}",
            "formattedAddressLine3": COUNTRIES[self.code][0], "postalCode": postal}
        self.home_phone = phone(self.prefix) if dice.chance(35) else None
        self.church = dice.pick(CHURCH_OF[self.code])


persons = {}
next_id = 54000


def add_person(home, gender, age):
    global next_id
    next_id += 1 + dice.below(7)
    first = dice.pick(home.men if gender == "Male" else home.women)
    middle = dice.pick(home.men if gender == "Male" else home.women) if dice.chance(18) else None
    if middle == first:
        middle = None
    last = home.family[0 if gender == "Male" else 1]
    person = {"personID": next_id, "firstName": first}
    if middle:
        person["middleName"] = middle
    person.update({"lastName": last, "displayName": f"{first} {last}", "birthDate": born(age), "gender": gender,
                   "cultureCode1": home.culture})
    if dice.chance(60):
        person["profilePicture"] = f"https://pictures.example.org/{next_id}.jpg"
    if age >= 13:
        person["email"] = f"{mailbox(f'{first}.{last}', next_id)}.{next_id}@example.{dice.pick(['org', 'com', 'net'])}"
    if age >= 10:
        person["cellPhone"] = phone(home.prefix)
    if home.home_phone:
        person["homePhone"] = home.home_phone
    person["currentAddress"] = home.address
    if dice.chance(94):
        number, name, code, street, postal, city = next(c for c in CHURCHES if c[0] == home.church)
        start = 2025 - min(age, 1 + dice.below(30))
        person["churchID"] = number
        person["church"] = {"active": True, "archived": False, "startDate": f"{start}-{1 + dice.below(12):02}-01",
                            "name": name, "visitingAddress": {"address1": street, "city": city, "postalCode": postal},
                            "orgID": number}
    if dice.chance(25):
        club = dice.pick(CLUBS)
        person["organizations"] = [{"name": club[1], "orgID": club[0], "status": "active", "type": club[2],
                                    "website": f"https://{club[0]}.example.org/"}]
    persons[next_id] = person
    return person


def relative(person):
    entry = {"personID": person["personID"], "displayName": person["displayName"]}
    if "churchID" in person:
        entry["churchID"] = person["churchID"]
    return entry


def relate(person, relation, other):
    person.setdefault("related", {}).setdefault(relation, []).append(relative(other))


def marry(one, other):
    relate(one, "spouse", other)
    relate(other, "spouse", one)


def raise_child(child, parents, age):
    for parent in parents:
        relate(child, "parents", parent)
        relate(parent, "children", child)
        if age < 18:
            relate(child, "guardians", parent)
            relate(parent, "dependents", child)


def add_family():
    home = Household()
    elders = 24 + dice.below(40)
    kind = dice.below(10)
    if kind < 2:
        add_person(home, dice.pick(["Male", "Female"]), 18 + dice.below(70))
        return
    parents = [add_person(home, "Female", elders)]
    if kind < 9:
        parents.append(add_person(home, "Male", elders + dice.below(6)))
        marry(*parents)
    for _ in range(dice.below(6)):
        age = dice.below(max(1, elders - 20))
        raise_child(add_person(home, dice.pick(["Male", "Female"]), age), parents, age)
    if dice.chance(12):
        ward_age = dice.below(17)
        ward = add_person(home, dice.pick(["Male", "Female"]), ward_age)
        for guardian in parents:
            relate(ward, "guardians", guardian)
            relate(guardian, "dependents", ward)


def consents():
    given = []
    for application in APPLICATIONS:
        roll = dice.below(10)
        if roll < 2:
            continue
        scopes = application["scopes"]
        if roll < 5:
            scopes = [scope for scope in scopes if dice.chance(55)]
        elif roll == 5:
            scopes = ["members.read_person_id"]
        given.append({"application": application["id"], "scopes": scopes})
    return [] if dice.chance(8) else given


def files():
    while len(persons) < 600:
        add_family()
    lines = [json.dumps({"person": person, "consents": consents()}, ensure_ascii=False, separators=(",", ":"))
             for person in persons.values()]
    listing = {"organizations.json": ORGANIZATIONS, "applications.json": APPLICATIONS}
    made = {name: json.dumps(rows, ensure_ascii=False, indent=1) + "\n" for name, rows in listing.items()}
    made["persons.ndjson"] = "\n".join(lines) + "\n"
    return made


def main():
    check = sys.argv[1:] == ["--check"]
    differing = []
    for name, text in sorted(files().items()):
        path = HERE / name
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(name)
    if differing:
        sys.exit("not as this script makes them: " + ", ".join(differing))


main()
