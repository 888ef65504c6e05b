//! The columns of a list of registrations, with the titles people give them.

/// What a column of a list of registrations holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// When the person registered.
    Timestamp,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Postcode of the home.
    Postcode,
    /// Municipality or arrondissement of the home.
    Place,
    /// Day or year of birth.
    Birth,
    /// Mentor or mentee.
    Kind,
    /// For a mentee, the track.
    Track,
    /// Trade, by ROME code or by name.
    Trade,
    /// Languages, each with its level.
    Languages,
    /// Moments of the week.
    Availabilities,
    /// How many mentees a mentor takes.
    Capacity,
}

/// A column with the title it bears in the model file, and what others call it, folded.
pub(super) struct Names {
    pub column: Column,
    pub title: &'static str,
    pub others: &'static [&'static str],
    /// Whether a longer title, folded, speaks of it all the same.
    pub speaks_of_it: fn(&str) -> bool,
}

pub(super) const NAMES: [Names; 14] = [
    Names {
        column: Column::Timestamp,
        title: "Horodateur",
        others: &[
            "horodatage",
            "timestamp",
            "date d inscription",
            "date inscription",
            "inscrit le",
            "inscription",
            "date et heure",
            "date de reponse",
            "date de soumission",
            "date de saisie",
            "rempli le",
        ],
        speaks_of_it: |title| title.starts_with("horodat"),
    },
    Names {
        column: Column::FirstName,
        title: "Prénom",
        others: &["prenoms", "prenom s", "votre prenom", "prenom usuel", "first name", "your first name"],
        speaks_of_it: |title| has(title, &["prenom"]) && !has(title, &["nom"]),
    },
    Names {
        column: Column::LastName,
        title: "Nom",
        others: &[
            "noms",
            "nom s",
            "votre nom",
            "nom de famille",
            "nom d usage",
            "nom de naissance",
            "last name",
            "your last name",
            "surname",
        ],
        speaks_of_it: |title| title.contains("nom de famille"),
    },
    Names {
        column: Column::Email,
        title: "Adresse e-mail",
        others: &[
            "adresse email",
            "adresse mail",
            "e mail",
            "email",
            "mail",
            "mel",
            "courriel",
            "adresse courriel",
            "adresse electronique",
            "adresse de messagerie",
            "email address",
            "adresses e mail",
        ],
        speaks_of_it: |title| has(title, &["mail", "email", "courriel"]),
    },
    Names {
        column: Column::Phone,
        title: "Téléphone",
        others: &[
            "tel",
            "telephones",
            "numero de telephone",
            "n de telephone",
            "no de telephone",
            "num tel",
            "portable",
            "telephone portable",
            "mobile",
            "telephone mobile",
            "numero",
            "phone",
        ],
        speaks_of_it: |title| has(title, &["tel", "telephone", "portable", "phone"]),
    },
    Names {
        column: Column::Postcode,
        title: "Code postal",
        others: &[
            "codes postaux",
            "code postale",
            "code post",
            "cp",
            "c p",
            "code postal de residence",
            "postcode",
        ],
        speaks_of_it: |title| title.contains("code postal"),
    },
    Names {
        column: Column::Place,
        title: "Commune",
        others: &[
            "communes",
            "ville",
            "villes",
            "localite",
            "municipalite",
            "commune de residence",
            "ville de residence",
            "lieu de residence",
            "lieu d habitation",
            "commune ville",
            "ville commune",
        ],
        speaks_of_it: |title| has(title, &["commune", "ville"]) && !has(title, &["naissance", "travail"]),
    },
    Names {
        column: Column::Birth,
        title: "Né(e) le",
        others: &[
            "ne le",
            "nee le",
            "ne nee le",
            "ne ou nee le",
            "ne e",
            "ne e en",
            "date de naissance",
            "naissance",
            "date naissance",
            "annee de naissance",
            "annee naissance",
            "ddn",
            "votre date de naissance",
        ],
        speaks_of_it: |title| has(title, &["naissance"]) && has(title, &["date", "annee", "jour"]),
    },
    Names {
        column: Column::Kind,
        title: "Vous êtes",
        others: &[
            "etes vous",
            "je suis",
            "vous etes mentor ou mentore",
            "mentor ou mentore",
            "profil",
            "statut",
            "role",
        ],
        speaks_of_it: |title| title.contains("vous etes") || title.contains("etes vous"),
    },
    Names {
        column: Column::Track,
        title: "Parcours",
        others: &[
            "votre parcours",
            "type de parcours",
            "type d accompagnement",
            "accompagnement",
            "accompagnement souhaite",
        ],
        speaks_of_it: |title| has(title, &["parcours"]),
    },
    Names {
        column: Column::Trade,
        title: "Métier visé (ROME)",
        others: &[
            "metier vise",
            "metiers vises",
            "metier",
            "metiers",
            "code rome",
            "codes rome",
            "rome",
            "metier rome",
            "code metier",
            "metier recherche",
            "metier souhaite",
            "metier vise code rome",
            "metier exerce",
        ],
        speaks_of_it: |title| has(title, &["rome", "metier", "metiers"]),
    },
    Names {
        column: Column::Languages,
        title: "Langues (niveau)",
        others: &[
            "langues",
            "langue",
            "langues parlees",
            "langue parlee",
            "langues et niveaux",
            "langue et niveau",
            "niveau de langue",
            "niveaux de langue",
            "niveau de langues",
        ],
        speaks_of_it: |title| has(title, &["langue", "langues"]),
    },
    Names {
        column: Column::Availabilities,
        title: "Disponibilités",
        others: &[
            "disponibilite",
            "dispos",
            "dispo",
            "disponible",
            "vos disponibilites",
            "jours disponibles",
            "creneaux",
        ],
        speaks_of_it: |title| title.contains("disponib"),
    },
    Names {
        column: Column::Capacity,
        title: "Combien de personnes pouvez-vous accompagner ?",
        others: &[
            "capacite",
            "capacites",
            "capacite d accompagnement",
            "nombre de personnes",
            "nombre de mentores",
            "nombre de personnes a accompagner",
            "nombre de places",
            "places",
            "nb de personnes",
            "combien de personnes",
            "combien de mentores",
        ],
        speaks_of_it: |title| {
            has(title, &["combien"]) || (has(title, &["nombre", "nb"]) && title.contains("accompagn"))
        },
    },
];

/// Whether a folded title holds one of these words.
fn has(title: &str, words: &[&str]) -> bool {
    title.split(' ').any(|word| words.contains(&word))
}

impl Column {
    /// The title in the model file.
    pub fn title(self) -> &'static str {
        NAMES.iter().find(|names| names.column == self).map_or("", |names| names.title)
    }
}
