//! Every column of every table, with the personal data it holds; `NOTHING` marks a column reviewed to hold none.

use super::carrier_columns::{JOBS, LINKS, OUTBOX};
use super::register::{
    ACCESS, DEVICE, FAILURE, FILE, FOLLOW_UP, FOLLOWED, Held, JOURNAL, MATCHING, OUTCOME, PROOF,
    REGISTRATION, REQUEST, SENDING, SESSION, STATISTICS, Treatment,
};
use super::step_columns::{CALLS, STEPS};

/// The columns of a table, each with what it holds.
pub type Columns = &'static [(&'static str, Held)];

pub(super) const NOTHING: Held = Held::Nothing;

pub(super) const fn held(what: &'static str, treatment: Treatment) -> Held {
    Held::Personal(what, treatment)
}

/// The register, in the order of the mentoring journey.
pub const REGISTER: &[(&str, Columns)] = &[
    ("organisations", &[("id", NOTHING), ("name", NOTHING), ("kind", NOTHING), ("place_code", NOTHING)]),
    (
        "branches",
        &[("id", NOTHING), ("organisation_id", NOTHING), ("name", NOTHING), ("place_code", NOTHING)],
    ),
    (
        "people",
        &[
            ("id", held("numéro interne de la personne", FILE)),
            ("first_name", held("prénom", FILE)),
            ("last_name", held("nom", FILE)),
            ("search_name", held("nom sans accents, pour la recherche", FILE)),
            ("email", held("adresse e-mail", FILE)),
            ("phone", held("téléphone, si la personne le donne", FILE)),
            // Stored until the place is confirmed: a postcode may cover several municipalities, and an imported list may have
            // the wrong postcode or the wrong place. Streets are never stored.
            ("postcode", held("code postal, pour vérifier la commune", FILE)),
            ("place_code", held("commune ou arrondissement", MATCHING)),
            ("birth_year", held("année de naissance, si la personne la donne", STATISTICS)),
            ("sex", held("sexe, si la personne le donne", STATISTICS)),
            ("in_qpv", held("vit ou non en quartier prioritaire, si la personne le dit", STATISTICS)),
            ("organisation_id", held("structure qui l’a orientée", FILE)),
            ("branch_id", held("antenne qui l’a orientée", FILE)),
            ("registered_on", held("jour de l’inscription", FILE)),
        ],
    ),
    (
        "person_languages",
        &[
            ("person_id", held("lien vers la personne", MATCHING)),
            ("language", held("langues parlées", MATCHING)),
            ("level", held("niveau dans chaque langue", MATCHING)),
        ],
    ),
    (
        "person_businesses",
        &[
            ("person_id", held("lien vers la personne", MATCHING)),
            ("siren", held("numéro SIREN de ses entreprises, pour l’indépendance du mentor", MATCHING)),
        ],
    ),
    (
        "mentors",
        &[
            ("id", held("numéro interne du mentor", MATCHING)),
            ("person_id", held("lien vers la personne", MATCHING)),
            ("capacity", held("nombre de personnes qu’un mentor accompagne", MATCHING)),
            ("joined_on", held("jour d’arrivée du mentor", MATCHING)),
            ("left_on", held("jour de départ du mentor", MATCHING)),
            ("in_person", held("rencontres en présence", MATCHING)),
            ("remote", held("rencontres à distance", MATCHING)),
            ("travel_km", held("distance acceptée", MATCHING)),
            ("style", held("façon de travailler", MATCHING)),
        ],
    ),
    (
        "mentor_items",
        &[
            ("mentor_id", held("lien vers le mentor", MATCHING)),
            ("kind", held("nature de ce qui est offert", MATCHING)),
            ("code", held("parcours, métiers, secteurs, sujets et disponibilités offerts", MATCHING)),
        ],
    ),
    (
        "journeys",
        &[
            ("id", held("numéro interne de l’accompagnement", OUTCOME)),
            ("person_id", held("lien vers la personne", OUTCOME)),
            ("track", held("parcours : emploi, création, jeune entreprise", OUTCOME)),
            ("welcomed_on", held("jour d’accueil", OUTCOME)),
            ("ended_on", held("jour de fin de l’accompagnement", OUTCOME)),
            ("end_reason", held("motif de fin de l’accompagnement", OUTCOME)),
            ("coordinator_id", held("lien vers la personne du hub qui coordonne", OUTCOME)),
            ("in_person", held("rencontres en présence", MATCHING)),
            ("remote", held("rencontres à distance", MATCHING)),
            ("travel_km", held("distance acceptée", MATCHING)),
            ("style", held("façon de travailler", MATCHING)),
        ],
    ),
    (
        "journey_items",
        &[
            ("journey_id", held("lien vers l’accompagnement", MATCHING)),
            ("kind", held("nature de ce qui est cherché", MATCHING)),
            ("code", held("métiers, secteurs, sujets et disponibilités cherchés", MATCHING)),
        ],
    ),
    (
        "uploads",
        &[
            ("id", NOTHING),
            ("account_id", held("compte qui a envoyé une liste", REGISTRATION)),
            ("file_name", held("nom du fichier d’inscriptions", REGISTRATION)),
            ("bytes", held("fichier d’inscriptions, avant sa confirmation", REGISTRATION)),
            ("at", held("instant de l’envoi d’une liste", REGISTRATION)),
        ],
    ),
    (
        "exclusions",
        &[
            ("id", NOTHING),
            ("mentor_id", held("mentor à ne pas proposer", MATCHING)),
            ("person_id", held("personne à qui ne pas le proposer", MATCHING)),
            ("decided_on", held("jour de cette décision", MATCHING)),
        ],
    ),
    (
        "rounds",
        &[
            ("id", NOTHING),
            ("asked_at", NOTHING),
            ("asked_by", held("compte qui a lancé une campagne", MATCHING)),
            ("previous_id", NOTHING),
            ("weights", NOTHING),
            ("read_at", NOTHING),
            ("waiting", NOTHING),
            ("places", NOTHING),
            (
                "inputs",
                held(
                    "besoins et offres lus par une campagne, sans nom ; les entreprises par une empreinte, illisible sans la clé du hub",
                    MATCHING,
                ),
            ),
            ("inputs_hash", NOTHING),
            ("found_at", NOTHING),
            ("pairs", NOTHING),
            ("left_out", NOTHING),
            ("result", held("paires et raisons d’une campagne, sans nom", MATCHING)),
            ("failed_at", NOTHING),
            ("failure", NOTHING),
            ("proposed_on", NOTHING),
            (
                "not_proposed",
                held("paires d’une campagne qui n’ont pas été proposées, et pourquoi", MATCHING),
            ),
        ],
    ),
    (
        "round_decisions",
        &[
            ("id", NOTHING),
            ("round_id", NOTHING),
            ("journey_id", held("accompagnement d’une paire décidée à la main", MATCHING)),
            ("mentor_id", held("mentor d’une paire décidée à la main", MATCHING)),
            ("kind", held("décision sur cette paire", MATCHING)),
        ],
    ),
    (
        "proposals",
        &[
            ("id", NOTHING),
            ("round_id", NOTHING),
            ("journey_id", held("accompagnement d’une proposition", MATCHING)),
            ("mentor_id", held("mentor d’une proposition", MATCHING)),
            ("score", held("score de la paire", MATCHING)),
            ("reasons", held("raisons de la proposition", MATCHING)),
            ("proposed_on", held("jour de la proposition", MATCHING)),
            ("mentee_answer", held("réponse de la personne accompagnée", MATCHING)),
            ("mentee_answered_on", held("jour de sa réponse", MATCHING)),
            ("mentee_reason", held("motif de son refus", MATCHING)),
            ("mentor_answer", held("réponse du mentor", MATCHING)),
            ("mentor_answered_on", held("jour de la réponse du mentor", MATCHING)),
            ("mentor_reason", held("motif du refus du mentor", MATCHING)),
            ("withdrawn_on", held("jour où le hub a retiré la proposition", MATCHING)),
            ("withdrawn_reason", held("motif de ce retrait", MATCHING)),
        ],
    ),
    (
        "tandems",
        &[
            ("id", held("numéro interne du tandem", FOLLOW_UP)),
            ("proposal_id", NOTHING),
            ("journey_id", held("accompagnement du tandem", FOLLOW_UP)),
            ("mentor_id", held("mentor du tandem", FOLLOW_UP)),
            ("started_on", held("premier jour du tandem", FOLLOW_UP)),
            ("closed_on", held("dernier jour du tandem", FOLLOW_UP)),
            ("closure_reason", held("motif de fin du tandem", FOLLOW_UP)),
        ],
    ),
    (
        "meetings",
        &[
            ("id", NOTHING),
            ("tandem_id", held("tandem qui s’est rencontré", FOLLOW_UP)),
            ("held_on", held("jour de la rencontre", FOLLOW_UP)),
            ("minutes", held("durée de la rencontre", FOLLOW_UP)),
            ("mode", held("en présence ou à distance", FOLLOW_UP)),
            ("topic", held("sujet choisi dans une liste", FOLLOW_UP)),
            ("next_on", held("jour de la rencontre suivante", FOLLOW_UP)),
        ],
    ),
    (
        "outcomes",
        &[
            ("id", NOTHING),
            ("journey_id", held("lien vers l’accompagnement", OUTCOME)),
            ("kind", held("situation : emploi, entreprise, arrêt", OUTCOME)),
            ("occurred_on", held("jour où cela s’est produit", OUTCOME)),
            ("observed_on", held("jour où le hub l’a appris", OUTCOME)),
            ("source", held("qui l’a dit", OUTCOME)),
        ],
    ),
    ("steps", STEPS),
    ("calls", CALLS),
    ("publications", &[("id", NOTHING), ("published_on", NOTHING), ("content", NOTHING)]),
    (
        "accounts",
        &[
            ("id", held("numéro interne du compte", ACCESS)),
            ("name", held("nom de la personne qui entre", ACCESS)),
            ("role", held("rôle sur le hub", ACCESS)),
            ("organisation_id", held("structure où elle travaille", ACCESS)),
            ("branch_id", held("antenne où elle travaille", ACCESS)),
            ("person_id", held("lien vers son dossier, si elle en a un", ACCESS)),
            ("identity_id", held("lien vers son adresse", ACCESS)),
            ("accepted_at", held("moment où la personne a accepté ce rôle", ACCESS)),
            ("withdrawn_on", held("jour du retrait de l’accès", ACCESS)),
            ("phone", held("numéro où l’appellent les personnes qu’elle accompagne", ACCESS)),
            ("hours", held("jours et heures où elle répond", ACCESS)),
            (
                "coordinates_by_default_since",
                held("depuis quand elle coordonne par défaut les accompagnements du hub", ACCESS),
            ),
        ],
    ),
    (
        "identities",
        &[
            ("id", held("numéro interne de l’adresse", ACCESS)),
            ("email", held("adresse e-mail pour entrer", ACCESS)),
            ("created_at", held("instant du premier accès", ACCESS)),
            ("deactivated_at", held("instant de la désactivation", ACCESS)),
            ("password_hash", held("empreinte du mot de passe, qui ne permet pas de le retrouver", ACCESS)),
            ("code_secret", held("secret des codes à usage unique, chiffré", ACCESS)),
            ("code_confirmed_at", held("instant où ces codes ont été confirmés", ACCESS)),
            ("code_last_step", held("dernier code servi, pour qu’il ne serve pas deux fois", ACCESS)),
        ],
    ),
    (
        "recovery_codes",
        &[
            ("id", NOTHING),
            ("identity_id", held("lien vers l’adresse", ACCESS)),
            ("code_hash", held("empreinte des codes de secours", ACCESS)),
            ("used_at", held("instant où un code de secours a servi", ACCESS)),
        ],
    ),
    (
        "passkeys",
        &[
            ("id", NOTHING),
            ("identity_id", held("lien vers l’adresse", ACCESS)),
            ("label", held("nom donné à une clé d’accès", ACCESS)),
            ("credential", held("partie publique d’une clé d’accès", ACCESS)),
            ("created_at", held("instant de l’ajout d’une clé d’accès", ACCESS)),
            ("used_at", held("dernier usage d’une clé d’accès", ACCESS)),
        ],
    ),
    (
        "provider_subjects",
        &[
            ("id", NOTHING),
            ("identity_id", held("lien vers l’adresse", ACCESS)),
            ("provider", held("service d’identité par lequel on entre", ACCESS)),
            ("subject", held("numéro donné par ce service", ACCESS)),
            ("linked_at", held("instant du premier usage de ce service", ACCESS)),
        ],
    ),
    (
        "sessions",
        &[
            ("token_hash", held("empreinte du cookie de session", SESSION)),
            ("id", NOTHING),
            ("account_id", held("compte entré", SESSION)),
            ("created_at", held("instant de l’entrée", SESSION)),
            ("seen_at", held("dernier passage", SESSION)),
            ("expires_at", held("fin de la session", SESSION)),
            ("proven_at", held("instant de la seconde preuve", SESSION)),
            ("device", held("navigateur et système, en quelques mots", SESSION)),
            ("code_draft", held("secret des codes à usage unique avant le premier code, chiffré", SESSION)),
        ],
    ),
    (
        "devices",
        &[
            ("token_hash", held("empreinte du cookie d’un appareil connu", DEVICE)),
            ("identity_id", held("lien vers l’adresse", DEVICE)),
            ("seen_at", held("dernière entrée depuis cet appareil", DEVICE)),
        ],
    ),
    (
        "attempts",
        &[
            ("id", NOTHING),
            ("kind", held("nature de l’essai manqué", FAILURE)),
            ("subject_hash", held("empreinte de l’adresse essayée, illisible sans la clé du hub", FAILURE)),
            (
                "network",
                held("empreinte du réseau d’où vient l’essai, illisible sans la clé du hub", FAILURE),
            ),
            ("at", held("instant de l’essai", FAILURE)),
        ],
    ),
    (
        "requests",
        &[
            ("id", NOTHING),
            ("part", held("rôle demandé : chercher un mentor, ou le devenir", REQUEST)),
            ("first_name", held("prénom de qui fait une demande", REQUEST)),
            ("last_name", held("nom de qui fait une demande", REQUEST)),
            ("email", held("adresse e-mail de qui fait une demande", REQUEST)),
            ("place_code", held("commune ou arrondissement de qui fait une demande", REQUEST)),
            ("words", held("ce que la personne cherche ou propose, si elle le dit", REQUEST)),
            ("asked_at", held("instant de la demande", REQUEST)),
            ("confirmed_at", held("instant où l’adresse a été confirmée", REQUEST)),
        ],
    ),
    ("links", LINKS),
    (
        "passkey_ceremonies",
        &[
            ("id", NOTHING),
            ("identity_id", held("lien vers l’adresse", PROOF)),
            ("kind", NOTHING),
            ("state", held("question posée à une clé d’accès", PROOF)),
            ("expires_at", NOTHING),
        ],
    ),
    (
        "provider_requests",
        &[
            ("state_hash", NOTHING),
            ("provider", NOTHING),
            ("nonce", NOTHING),
            ("pkce_verifier", NOTHING),
            ("browser_hash", held("empreinte du navigateur parti chez un service d’identité", PROOF)),
            ("identity_id", held("lien vers l’adresse, si elle est connue", PROOF)),
            ("expires_at", NOTHING),
        ],
    ),
    (
        "followed_people",
        &[
            ("account_id", held("conseiller·ère qui suit une personne", FOLLOWED)),
            ("person_id", held("personne suivie", FOLLOWED)),
        ],
    ),
    (
        "exceptional_openings",
        &[
            ("id", NOTHING),
            ("account_id", held("compte qui a ouvert un dossier d’une autre antenne", JOURNAL)),
            ("person_id", held("personne dont le dossier a été ouvert", JOURNAL)),
            ("reason", held("motif choisi dans une liste", JOURNAL)),
            ("opened_at", held("instant de l’ouverture", JOURNAL)),
            ("expires_at", held("fin de l’ouverture", JOURNAL)),
        ],
    ),
    (
        "journal",
        &[
            ("sequence", NOTHING),
            ("segment", NOTHING),
            ("at", held("instant de l’action", JOURNAL)),
            ("actor_kind", held("qui a agi : un compte, le porteur d’un lien, le hub", JOURNAL)),
            ("actor_id", held("numéro interne du compte ou du lien qui a agi", JOURNAL)),
            ("object_kind", held("nature de ce qui a été lu ou changé", JOURNAL)),
            ("object_id", held("numéro interne de ce qui a été lu ou changé", JOURNAL)),
            ("action", held("ce qui a été fait, en un mot", JOURNAL)),
            ("mac", NOTHING),
        ],
    ),
    (
        "journal_segments",
        &[
            ("number", NOTHING),
            ("first", NOTHING),
            ("lines", NOTHING),
            ("mac", NOTHING),
            ("opened_at", NOTHING),
            ("closed_at", NOTHING),
            ("forgotten_at", NOTHING),
            ("seal", NOTHING),
        ],
    ),
    ("hub", &[("id", NOTHING), ("kind", NOTHING), ("marked_at", NOTHING)]),
    (
        "form_keys",
        &[
            ("key", NOTHING),
            ("attempt", NOTHING),
            (
                "used_at",
                held("instant où un formulaire a été pris en compte, pour ne le faire qu’une fois", SENDING),
            ),
            ("answered_at", NOTHING),
            ("leads_to", held("page montrée ensuite, à qui l’envoie une seconde fois", SENDING)),
            ("told", NOTHING),
        ],
    ),
    ("jobs", JOBS),
    ("outbox", OUTBOX),
];
