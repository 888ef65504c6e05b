"""The hub, its eleven partners and their branches; the names are invented."""

import math

HUB = ("hub", "Chambre de commerce Étang et Calanques", "hub", "13201")
ASSOCIATION = "figuier"
PARTNERS = [
    (ASSOCIATION, "Le Figuier bleu", "association", "13203"),
    ("mistralune", "Incubateur Mistralune", "incubator", "13202"),
    ("azerole", "Accélérateur Vent d’Azerole", "accelerator", "13001"),
    ("restanques", "Prêts d’honneur des Restanques", "honour_loan", "13001"),
    ("roquebleue", "Chambre des artisans de Roquebleue", "chamber", "13005"),
    ("tuileronde", "Coopérative La Tuile ronde", "cooperative", "13204"),
    ("sarriette", "Fondation Sarriette", "foundation", "13206"),
    ("salins", "Maison de l’emploi des Trois Salins", "public_service", "13056"),
    ("tamaris", "École de gestion des Tamaris", "school", "13001"),
    ("ponant", "Parrainage du Ponant", "association", "13117"),
    ("passemurettes", "Réseau Les Passe-Murettes", "union", "13208"),
]
BRANCHES = [
    ("M03", ASSOCIATION, "Marseille 3e", "13203"),
    ("M11", ASSOCIATION, "Marseille 11e", "13211"),
    ("M13", ASSOCIATION, "Marseille 13e", "13213"),
    ("M15", ASSOCIATION, "Marseille 15e", "13215"),
    ("S-MAR", "salins", "Martigues", "13056"),
    ("S-IST", "salins", "Istres", "13047"),
    ("S-VIT", "salins", "Vitrolles", "13117"),
    ("R-AUB", "roquebleue", "Aubagne", "13005"),
    ("R-SAL", "roquebleue", "Salon-de-Provence", "13103"),
    ("P-AIX", "restanques", "Aix-en-Provence", "13001"),
]


def organisation_rows():
    columns = ("code", "name", "kind", "place_code")
    return [dict(zip(columns, organisation)) for organisation in (HUB, *PARTNERS)]


def branch_rows():
    return [dict(zip(("code", "organisation", "name", "place_code"), branch)) for branch in BRANCHES]


def nearest_branch(territory, organisation, place, within_km=math.inf):
    """The code of the organisation's closest branch, empty when it has none so near."""
    near = [(territory.distance_km(place, b[3]), b[0]) for b in BRANCHES if b[1] == organisation]
    distance, branch = min(near, default=(math.inf, ""))
    return branch if distance <= within_km else ""
