//! The columns of `people` and `consents`, and of what files brought.

use super::columns::{Columns, NOTHING, held};
use super::register::{FILE, MATCHING, STATISTICS};

/// The columns of `people`.
pub const PEOPLE: Columns = &[
    ("id", held("Le hub donne un numéro à votre dossier.", FILE)),
    ("first_name", held("Le hub garde votre prénom.", FILE)),
    ("last_name", held("Le hub garde votre nom.", FILE)),
    ("search_name", held("Votre nom est aussi écrit sans accents, pour qu’on le retrouve.", FILE)),
    ("email", held("Le hub garde votre adresse e-mail.", FILE)),
    ("phone", held("Le hub garde votre téléphone, si vous le donnez.", FILE)),
    ("channel", held("Le hub garde comment vous préférez qu’on vous écrive.", FILE)),
    ("postal_address", held("Le hub garde votre adresse postale, si vous voulez des lettres.", FILE)),
    ("mail_stopped_at", held("Le hub garde depuis quand vous ne voulez plus d’e-mails.", FILE)),
    ("text_stopped_at", held("Le hub garde depuis quand vous ne voulez plus de SMS.", FILE)),
    ("letter_stopped_at", held("Le hub garde depuis quand vous ne voulez plus de courriers.", FILE)),
    ("voice_stopped_at", held("Le hub garde depuis quand vous ne voulez plus d’appels.", FILE)),
    // Stored until the place is confirmed: a postcode may cover several municipalities, and an imported list may have
    // the wrong postcode or the wrong place. A street is stored of whoever is written to by letter alone.
    ("postcode", held("Votre code postal sert à vérifier votre commune.", FILE)),
    (
        "place_code",
        held("Votre commune ou votre arrondissement dit où vous pouvez vous rencontrer.", MATCHING),
    ),
    ("birth_year", held("Le hub garde votre année de naissance, si vous la donnez.", STATISTICS)),
    ("sex", held("Le hub garde votre sexe, si vous le donnez.", STATISTICS)),
    ("in_qpv", held("Le hub garde si vous habitez un quartier prioritaire, si vous le dites.", STATISTICS)),
    ("organisation_id", held("Le hub sait quelle structure vous a orienté·e.", FILE)),
    ("branch_id", held("Le hub sait quelle antenne vous a orienté·e.", FILE)),
    ("registered_on", held("Le hub garde le jour de votre inscription.", FILE)),
];

/// The columns of `consents`.
pub const CONSENTS: Columns = &[
    ("id", NOTHING),
    ("person_id", held("Le hub sait qui a donné son accord.", FILE)),
    ("purpose", held("Le hub garde à quoi vous avez dit oui.", FILE)),
    ("channel", held("Le hub garde par quel moyen vous acceptez qu’on vous contacte.", FILE)),
    ("how", held("Le hub garde si vous avez dit oui sur une page, sur papier ou de vive voix.", FILE)),
    ("account_id", held("Le hub garde qui a entendu votre accord.", FILE)),
    ("given_at", held("Le hub garde quand vous avez donné votre accord.", FILE)),
    ("withdrawn_at", held("Le hub garde quand votre accord s’arrête.", FILE)),
];

/// The columns of `arrivals`.
pub const ARRIVALS: Columns = &[
    ("id", NOTHING),
    ("organisation_id", NOTHING),
    ("branch_id", NOTHING),
    ("account_id", held("Le hub sait qui a importé la liste dont vous venez.", FILE)),
    ("file_name", held("Le hub garde le nom de cette liste.", FILE)),
    ("arrived_on", held("Le hub garde le jour où cette liste est arrivée.", FILE)),
    ("begun_at", NOTHING),
    ("stopped_at", NOTHING),
    ("told_on", held("Le hub garde le jour où la structure vous a prévenu.", FILE)),
];

/// The columns of `arrived`.
pub const ARRIVED: Columns = &[
    ("person_id", held("Le hub sait qui est venu par une liste.", FILE)),
    ("arrival_id", held("Le hub sait de quelle liste vous venez.", FILE)),
    ("is_mentor", held("Le hub sait si cette liste vous dit mentor.", FILE)),
    ("to_call", held("Le hub sait s’il faut vous appeler pour vous inviter.", FILE)),
    ("invited_at", held("Le hub garde le moment où il vous invite.", FILE)),
    ("left_at", held("Le hub garde le moment où cette invitation part.", FILE)),
    ("returned_at", held("Le hub garde le moment où cette invitation revient.", FILE)),
];
