//! What a wall lets through for now. These lists only shrink: a test fails when an excuse is needed no more.
//!
//! To add one, copy what the failing test prints between the place and the reason, and say why in a sentence. A
//! reading is named `noun::function`; what a page takes of a later noun is named `noun -> later::name`.

/// What is excused, and why.
pub type Excuse = (&'static str, &'static str);

const OWN: &str = "of an account or identity that asks for itself, or that a list within its scope gave";
const KEYS: &str = "keys only, for a condition on another table that is within a scope";
const COUNTS: &str = "counts by mentor, no person";
const PUBLIC: &str = "organisations only, for the public pages";

/// Readings that take neither a scope, nor a transaction, nor a proof.
pub const READINGS: &[Excuse] = &[
    ("accounts::list", "the accounts by which the demonstration is entered, and the commands of the machine"),
    ("accounts::list_of_identity", OWN),
    (
        "accounts::list_all_of_identity",
        "the journal, on the machine itself: what somebody did in all their roles",
    ),
    ("accounts::list_by_id", "the names of those who did what a page within a scope tells"),
    ("accounts::find", "the account of a session, or one that a list within a scope gave"),
    ("accounts::find_coordination", "who runs the hub: no person who is accompanied"),
    ("accounts::get_contact", OWN),
    ("accounts::find_deputy", OWN),
    ("accounts::list_absences", OWN),
    ("accounts::list_away", "which of those who work are away: no person who is accompanied"),
    ("accounts::list_colleagues", "who works in the same house: no person who is accompanied"),
    ("accounts::count_failures", OWN),
    ("accounts::find_identity", OWN),
    ("accounts::list_emails", "the addresses of accounts that a list within a scope gave"),
    ("accounts::list_emails_of_role", "where the hub writes to those responsible for it"),
    ("accounts::list_openings", OWN),
    ("accounts::list_all_openings", "for the officer, whose right is over the whole hub"),
    ("accounts::followed_by", "keys, of which a scope is made"),
    ("accounts::opened_by", "keys, of which a scope is made"),
    ("accounts::list_followers", "keys of accounts, for a person who was found within a scope"),
    ("accounts::count_passkeys", OWN),
    ("accounts::list_passkeys", OWN),
    ("accounts::list_subjects", OWN),
    ("accounts::count_recovery_codes", OWN),
    ("accounts::list_sessions", OWN),
    ("people::find_by_email", "who has an address that was proven, or typed in full; gives a key only"),
    ("people::list_by_email", "the same, where several people share it"),
    ("people::parts_of", "which roles somebody who proved their address has: neither name nor file"),
    ("people::get_name", "the names of the personas of the demonstration, and of files opened exceptionally"),
    ("people::find_ways", "which addresses of people found within a scope receive nothing: no person"),
    (
        "people::list_sides",
        "both sides of pairs that the viewer's scope let through, by selections of their keys",
    ),
    (
        "people::find_chosen_coordinator",
        "an account of the hub, for a tandem that the viewer's scope let through",
    ),
    (
        "people::journeys_chosen_for",
        "keys, for whoever hands steps over in a transaction that sees everything",
    ),
    ("problems::ids_of_journeys", "keys, for whoever hands steps over in a transaction that sees everything"),
    ("people::list_paired_journeys", "the journeys of the same pairs, on the same terms"),
    ("people::list_paired_homes", "places and branches of the same pairs, on the same terms"),
    ("people::chosen_journeys", KEYS),
    ("people::is_mentor_without_address", KEYS),
    ("people::is_journey_without_address", KEYS),
    ("people::is_mentor_named", KEYS),
    ("people::is_journey_named", KEYS),
    ("people::welcome_of_journey", "the order of a list that is within a scope"),
    ("people::track_of_journey", "a code, for counts over a table that is within a scope"),
    ("people::place_of_journey", "a code, for counts over a table that is within a scope"),
    ("people::sectors_of_journeys", "codes, for counts over a table that is within a scope"),
    ("people::organisation_of_journey", "the order of a list that is within a scope"),
    (
        "registrations::find_upload",
        "a file between its preview and its confirmation, for the account that sent it",
    ),
    ("accounts::find_came_before", "the day of one's own visit before, for the page of the day"),
    ("accounts::has_read_list", "whether an account read a page, not what stood on it"),
    ("rounds::list_decisions", "keys, of a round that only the hub's scope finds"),
    ("rounds::list_exclusions", "keys, for the hard rules of a round"),
    ("proposals::promised_places", COUNTS),
    ("proposals::promised_mentors", KEYS),
    ("proposals::proposed_journeys", KEYS),
    ("proposals::declined_pairs", "keys, for the hard rules of a round"),
    ("tandems::taken_places", COUNTS),
    ("tandems::taken_mentors", KEYS),
    ("tandems::ids_of", KEYS),
    ("proposals::ids_for", KEYS),
    ("requests::ids_at", KEYS),
    ("tandems::journeys_of_open", KEYS),
    ("tandems::find_charter", "a text that everybody signs, of nobody"),
    (
        "tandems::list_charters",
        "texts that everybody signs, of nobody; who issued them, for who may issue another",
    ),
    ("follow_ups::met_journeys", KEYS),
    ("overview::matched_journeys", KEYS),
    ("overview::tandem_or_proposal", KEYS),
    ("people::later_journeys", KEYS),
    ("overview::list_named_calls", "the calls about things that a page within a scope shows"),
    ("tandems::paired_journeys", KEYS),
    ("tandems::formerly_paired_journeys", KEYS),
    ("overview::used_places", COUNTS),
    ("overview::used_mentors", KEYS),
    ("publications::find_public", "what anybody may read, protected before it is stored"),
    ("overview::find_public_page", PUBLIC),
    ("overview::public_page", PUBLIC),
];

/// Stores that look with a scope of their own.
pub const STORE_SCOPES: &[Excuse] = &[
    ("people::parts_of makes Scope::Person", "the person whose address was proven, who sees themselves"),
    (
        "overview::about_some makes Scope::Organisation",
        "a list within the viewer's scope, narrowed to the people of one organisation",
    ),
    (
        "overview::gather makes Scope::Hub",
        "a round decides on everybody, in a transaction that sees everything",
    ),
];

/// Pages that look with a scope of their own.
pub const PAGE_SCOPES: &[Excuse] = &[(
    "people::find makes Scope::Organisation",
    "a person is followed by an adviser of the organisation that brought them",
)];

const OPENED: &str =
    "files read or opened exceptionally, found by address or key: they are read by overview/";

/// What pages take of nouns that come later in `lib.rs`.
pub const LATER_NOUNS: &[Excuse] = &[
    ("accounts -> people::find_by_email", OPENED),
    ("accounts -> people::find", OPENED),
    ("accounts -> people::get_name", OPENED),
];

/// Words that the list bans, and that the hub must know all the same.
pub const WORDS: &[Excuse] = &[(
    "« Arrondissement », dire : « Marseille 8e » ; « arrondissement » dans une phrase",
    "the public file writes it behind each name, and reading takes it away",
)];
