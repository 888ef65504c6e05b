//! Every column of every table, with the personal data it holds; `NOTHING` marks a column reviewed to hold none.

use super::access_columns::{
    ABSENCES, ACCOUNTS, ATTEMPTS, DEPUTIES, DEVICES, IDENTITIES, PASSKEYS, PROVIDER_SUBJECTS, RECOVERY_CODES,
    SESSIONS,
};
use super::carrier_columns::{JOBS, LINKS, OUTBOX, UNREACHABLE_ADDRESSES};
use super::charter_columns::{CHARTERS, SIGNATURES};
use super::people_columns::{ARRIVALS, ARRIVED, CONSENTS, PEOPLE};
use super::register::{
    FOLLOW_UP, FOLLOWED, Held, JOURNAL, MATCHING, OUTCOME, PROOF, REGISTRATION, SENDING, Treatment,
};
use super::request_columns::{REFERRALS, REQUESTS};
use super::setting_columns::{MESSAGE_WORDS, SETTINGS};
use super::step_columns::{CALLS, PROBLEMS, STEPS};

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
    ("people", PEOPLE),
    ("consents", CONSENTS),
    (
        "person_languages",
        &[
            ("person_id", held("Le hub sait de qui sont ces réponses.", MATCHING)),
            ("language", held("Le hub garde les langues que vous parlez.", MATCHING)),
            ("level", held("Le hub garde votre niveau dans chaque langue.", MATCHING)),
        ],
    ),
    (
        "person_businesses",
        &[
            ("person_id", held("Le hub sait de qui sont ces réponses.", MATCHING)),
            (
                "siren",
                held(
                    "Le numéro de vos entreprises (SIREN) sert à vérifier que le mentor est indépendant.",
                    MATCHING,
                ),
            ),
        ],
    ),
    (
        "mentors",
        &[
            ("id", held("Le hub donne un numéro à chaque mentor.", MATCHING)),
            ("person_id", held("Le hub sait de qui sont ces réponses.", MATCHING)),
            ("capacity", held("Un mentor dit combien de personnes il accompagne à la fois.", MATCHING)),
            ("joined_on", held("Le hub garde le jour où un mentor est arrivé.", MATCHING)),
            ("left_on", held("Le hub garde le jour où un mentor est parti.", MATCHING)),
            ("available_from", held("Un mentor dit à partir de quel jour il prend quelqu’un.", MATCHING)),
            ("in_person", held("Vous dites si vous acceptez de vous rencontrer en personne.", MATCHING)),
            ("remote", held("Vous dites si vous acceptez de vous rencontrer à distance.", MATCHING)),
            ("travel_km", held("Vous dites jusqu’où vous acceptez d’aller.", MATCHING)),
            ("style", held("Vous dites votre façon de travailler, si vous le voulez.", MATCHING)),
        ],
    ),
    (
        "mentor_items",
        &[
            ("mentor_id", held("Le hub sait quel mentor offre cette aide.", MATCHING)),
            (
                "kind",
                held("Le hub sait si l’offre dit un métier, un secteur, un sujet ou un moment.", MATCHING),
            ),
            (
                "code",
                held(
                    "Un mentor dit les parcours, métiers, secteurs, sujets et moments qu’il offre.",
                    MATCHING,
                ),
            ),
        ],
    ),
    (
        "journeys",
        &[
            ("id", held("Le hub donne un numéro à chaque accompagnement.", OUTCOME)),
            ("person_id", held("Le hub sait qui est accompagné.", OUTCOME)),
            ("track", held("Le hub garde votre parcours : emploi, création ou jeune entreprise.", OUTCOME)),
            ("welcomed_on", held("Le hub garde le jour de votre premier accueil.", OUTCOME)),
            ("ended_on", held("Le hub garde le jour où votre accompagnement se termine.", OUTCOME)),
            ("end_reason", held("Le hub garde pourquoi votre accompagnement se termine.", OUTCOME)),
            ("told_on", held("Le hub garde le jour où il vous a dit qu’il n’a pas encore trouvé.", OUTCOME)),
            ("waits_from", held("Vous dites à partir de quel jour vous voulez un mentor.", MATCHING)),
            ("coordinator_id", held("Le hub sait qui coordonne votre accompagnement.", OUTCOME)),
            ("in_person", held("Vous dites si vous acceptez de vous rencontrer en personne.", MATCHING)),
            ("remote", held("Vous dites si vous acceptez de vous rencontrer à distance.", MATCHING)),
            ("travel_km", held("Vous dites jusqu’où vous acceptez d’aller.", MATCHING)),
            ("style", held("Vous dites votre façon de travailler, si vous le voulez.", MATCHING)),
        ],
    ),
    (
        "journey_items",
        &[
            ("journey_id", held("Le hub sait de quel accompagnement il s’agit.", MATCHING)),
            (
                "kind",
                held("Le hub sait si la demande dit un métier, un secteur, un sujet ou un moment.", MATCHING),
            ),
            (
                "code",
                held("Vous dites les métiers, secteurs, sujets et moments que vous cherchez.", MATCHING),
            ),
        ],
    ),
    (
        "uploads",
        &[
            ("id", NOTHING),
            ("account_id", held("Le hub sait qui a envoyé une liste d’inscriptions.", REGISTRATION)),
            ("file_name", held("Le hub garde le nom du fichier de cette liste.", REGISTRATION)),
            ("bytes", held("Le hub garde ce fichier tant qu’il n’est pas confirmé.", REGISTRATION)),
            ("at", held("Le hub garde le moment où cette liste est arrivée.", REGISTRATION)),
        ],
    ),
    ("arrivals", ARRIVALS),
    ("arrived", ARRIVED),
    (
        "exclusions",
        &[
            ("id", NOTHING),
            ("mentor_id", held("Le hub sait quel mentor ne plus proposer à une personne.", MATCHING)),
            ("person_id", held("Le hub sait à qui ne plus proposer ce mentor.", MATCHING)),
            ("decided_on", held("Le hub garde le jour de cette décision.", MATCHING)),
        ],
    ),
    (
        "rounds",
        &[
            ("id", NOTHING),
            ("asked_at", NOTHING),
            ("asked_by", held("Le hub sait qui a lancé un tour pour former les tandems.", MATCHING)),
            ("previous_id", NOTHING),
            ("weights", NOTHING),
            ("floor_points", NOTHING),
            ("floor_need", NOTHING),
            ("longest_first", NOTHING),
            ("read_at", NOTHING),
            ("waiting", NOTHING),
            ("places", NOTHING),
            (
                "inputs",
                held(
                    "Un tour garde les besoins et les offres qu’il a lus, sans nom. Les entreprises n’y sont lisibles qu’avec la clé du hub.",
                    MATCHING,
                ),
            ),
            ("inputs_hash", NOTHING),
            ("found_at", NOTHING),
            ("pairs", NOTHING),
            ("left_out", NOTHING),
            ("result", held("Un tour garde les binômes proposés et leurs raisons, sans nom.", MATCHING)),
            ("failed_at", NOTHING),
            ("failure", NOTHING),
            ("proposed_on", NOTHING),
            (
                "not_proposed",
                held("Un tour garde les binômes qui n’ont pas été proposés, et pourquoi.", MATCHING),
            ),
        ],
    ),
    (
        "round_decisions",
        &[
            ("id", NOTHING),
            ("round_id", NOTHING),
            (
                "journey_id",
                held(
                    "Quand la coordination garde ou refuse un binôme, le hub sait pour quel accompagnement.",
                    MATCHING,
                ),
            ),
            (
                "mentor_id",
                held(
                    "Quand la coordination garde ou refuse un binôme, le hub sait avec quel mentor.",
                    MATCHING,
                ),
            ),
            ("kind", held("Le hub garde ce que la coordination a décidé pour ce binôme.", MATCHING)),
        ],
    ),
    (
        "proposals",
        &[
            ("id", NOTHING),
            ("round_id", NOTHING),
            ("journey_id", held("Le hub sait à qui un mentor est proposé.", MATCHING)),
            ("mentor_id", held("Le hub sait quel mentor est proposé.", MATCHING)),
            ("score", held("Chaque binôme proposé garde ses points.", MATCHING)),
            ("reasons", held("Chaque binôme proposé garde ses raisons.", MATCHING)),
            ("proposed_on", held("Le hub garde le jour de la proposition.", MATCHING)),
            ("mentor_asked_on", held("Le hub garde le jour où le mentor a été sollicité.", MATCHING)),
            (
                "mentee_asked_on",
                held("Le hub garde le jour où la personne accompagnée a été sollicitée.", MATCHING),
            ),
            ("mentor_reminded_on", held("Le hub garde le jour où il a relancé le mentor.", MATCHING)),
            ("mentee_reminded_on", held("Le hub garde le jour où il a relancé la personne.", MATCHING)),
            ("follows_id", NOTHING),
            ("answer_days", NOTHING),
            ("mentee_answer", held("Le hub garde la réponse de la personne accompagnée.", MATCHING)),
            ("mentee_answered_on", held("Le hub garde le jour de sa réponse.", MATCHING)),
            ("mentee_refusal", held("Le hub garde la raison qu’elle choisit pour dire non.", MATCHING)),
            ("mentee_reason", held("Le hub garde pourquoi elle a dit non, si elle le dit.", MATCHING)),
            ("mentor_answer", held("Le hub garde la réponse du mentor.", MATCHING)),
            ("mentor_answered_on", held("Le hub garde le jour de la réponse du mentor.", MATCHING)),
            ("mentor_refusal", held("Le hub garde la raison que le mentor choisit pour dire non.", MATCHING)),
            ("mentor_reason", held("Le hub garde pourquoi le mentor a dit non, s’il le dit.", MATCHING)),
            ("withdrawn_on", held("Le hub garde le jour où il retire une proposition.", MATCHING)),
            ("withdrawn_reason", held("Le hub garde pourquoi il la retire.", MATCHING)),
            ("begun_on", held("Le hub garde le jour où le tandem commence.", MATCHING)),
            ("later_party", held("Le hub garde qui préfère attendre.", MATCHING)),
            ("later_from", held("Le hub garde jusqu’à quel jour.", MATCHING)),
        ],
    ),
    (
        "tandems",
        &[
            ("id", held("Le hub donne un numéro à chaque tandem.", FOLLOW_UP)),
            ("proposal_id", NOTHING),
            ("journey_id", held("Le hub sait qui est accompagné dans ce tandem.", FOLLOW_UP)),
            ("mentor_id", held("Le hub sait qui est le mentor de ce tandem.", FOLLOW_UP)),
            ("started_on", held("Le hub garde le premier jour du tandem.", FOLLOW_UP)),
            ("closed_on", held("Le hub garde le dernier jour du tandem.", FOLLOW_UP)),
            ("closure_reason", held("Le hub garde pourquoi le tandem se termine.", FOLLOW_UP)),
        ],
    ),
    ("charters", CHARTERS),
    ("signatures", SIGNATURES),
    (
        "meetings",
        &[
            ("id", NOTHING),
            ("tandem_id", held("Le hub sait quel tandem s’est rencontré.", FOLLOW_UP)),
            ("held_on", held("Le hub garde le jour de la rencontre.", FOLLOW_UP)),
            ("minutes", held("Le hub garde la durée de la rencontre.", FOLLOW_UP)),
            ("mode", held("Le hub sait si vous vous êtes vus en personne ou à distance.", FOLLOW_UP)),
            ("topic", held("Vous choisissez le sujet de la rencontre dans une liste.", FOLLOW_UP)),
            ("next_on", held("Le hub garde le jour de la rencontre suivante.", FOLLOW_UP)),
        ],
    ),
    ("problems", PROBLEMS),
    (
        "outcomes",
        &[
            ("id", NOTHING),
            ("journey_id", held("Le hub sait après quel accompagnement.", OUTCOME)),
            ("kind", held("Le hub garde ce que vous devenez : emploi, entreprise, arrêt.", OUTCOME)),
            ("occurred_on", held("Le hub garde le jour où cela s’est produit.", OUTCOME)),
            ("observed_on", held("Le hub garde le jour où il l’a appris.", OUTCOME)),
            ("source", held("Le hub sait qui l’a dit.", OUTCOME)),
        ],
    ),
    ("steps", STEPS),
    ("calls", CALLS),
    ("publications", &[("id", NOTHING), ("published_on", NOTHING), ("content", NOTHING)]),
    ("accounts", ACCOUNTS),
    ("identities", IDENTITIES),
    ("recovery_codes", RECOVERY_CODES),
    ("passkeys", PASSKEYS),
    ("provider_subjects", PROVIDER_SUBJECTS),
    ("deputies", DEPUTIES),
    ("absences", ABSENCES),
    ("sessions", SESSIONS),
    ("devices", DEVICES),
    ("attempts", ATTEMPTS),
    ("requests", REQUESTS),
    ("referrals", REFERRALS),
    ("settings", SETTINGS),
    ("message_words", MESSAGE_WORDS),
    ("links", LINKS),
    (
        "passkey_ceremonies",
        &[
            ("id", NOTHING),
            ("identity_id", held("Le hub sait de quelle adresse il s’agit.", PROOF)),
            ("kind", NOTHING),
            ("state", held("Le hub garde un instant la question posée à votre clé d’accès.", PROOF)),
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
            (
                "browser_hash",
                held(
                    "Si vous passez par un autre compte, le hub reconnaît votre navigateur au retour.",
                    PROOF,
                ),
            ),
            (
                "identity_id",
                held("Le hub sait alors de quelle adresse il s’agit, si elle est connue.", PROOF),
            ),
            ("expires_at", NOTHING),
        ],
    ),
    (
        "followed_people",
        &[
            ("account_id", held("Le hub sait qui vous suit dans votre structure.", FOLLOWED)),
            ("person_id", held("Le hub sait qui est suivi.", FOLLOWED)),
        ],
    ),
    (
        "exceptional_openings",
        &[
            ("id", NOTHING),
            ("account_id", held("Le hub sait qui ouvre un dossier d’une autre antenne.", JOURNAL)),
            ("person_id", held("Le hub sait de qui est le dossier ouvert.", JOURNAL)),
            ("reason", held("Qui ouvre ce dossier en choisit la raison dans une liste.", JOURNAL)),
            ("opened_at", held("Le hub garde le moment de cette ouverture.", JOURNAL)),
            ("expires_at", held("Le hub sait quand cette ouverture prend fin.", JOURNAL)),
        ],
    ),
    (
        "list_readings",
        &[
            ("id", NOTHING),
            ("account_id", held("Le hub sait quel compte lit une page d’une liste.", JOURNAL)),
            ("page_hash", held("Ce qu’il y cherchait n’est lisible qu’avec la clé du hub.", JOURNAL)),
            ("names", held("Le hub garde combien de noms cette page portait.", JOURNAL)),
            ("at", held("Le hub garde le moment de cette lecture.", JOURNAL)),
        ],
    ),
    (
        "journal",
        &[
            ("sequence", NOTHING),
            ("segment", NOTHING),
            (
                "at",
                held("Chaque ligne du journal dit à quel moment quelque chose a été lu ou changé.", JOURNAL),
            ),
            (
                "actor_kind",
                held("Elle dit qui a agi : un compte, une personne venue par un lien, ou le hub.", JOURNAL),
            ),
            ("actor_id", held("Elle porte le numéro de ce compte ou de ce lien.", JOURNAL)),
            ("object_kind", held("Elle dit quelle sorte de chose a été lue ou changée.", JOURNAL)),
            ("object_id", held("Elle porte le numéro de ce qui a été lu ou changé.", JOURNAL)),
            ("action", held("Elle dit en un mot ce qui a été fait.", JOURNAL)),
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
    (
        "hub",
        &[
            ("id", NOTHING),
            ("kind", NOTHING),
            ("marked_at", NOTHING),
            ("identity", NOTHING),
            ("key_check", NOTHING),
            ("generation", NOTHING),
            ("mail_held_at", NOTHING),
            ("opened_at", NOTHING),
            ("simulated_on", NOTHING),
            ("ticked_at", NOTHING),
        ],
    ),
    (
        "form_keys",
        &[
            ("key", NOTHING),
            ("attempt", NOTHING),
            (
                "used_at",
                held("Le hub retient quand un formulaire est arrivé, pour ne le faire qu’une fois.", SENDING),
            ),
            ("answered_at", NOTHING),
            ("leads_to", held("Le hub retient la page à montrer si vous l’envoyez deux fois.", SENDING)),
            ("told", NOTHING),
        ],
    ),
    ("jobs", JOBS),
    ("outbox", OUTBOX),
    ("unreachable_addresses", UNREACHABLE_ADDRESSES),
];
