//! What the tables of accounts, and of how their people sign in, hold of them.

use super::columns::{Columns, NOTHING, held};
use super::register::{ABSENCE, ACCESS, DEVICE, FAILURE, SESSION, STANDING_IN};

/// The columns of `accounts`.
pub const ACCOUNTS: Columns = &[
    ("id", held("Le hub donne un numéro à votre compte.", ACCESS)),
    ("name", held("Votre compte porte votre nom.", ACCESS)),
    ("role", held("Votre compte porte votre rôle sur le hub.", ACCESS)),
    ("organisation_id", held("Votre compte porte la structure où vous travaillez.", ACCESS)),
    ("branch_id", held("Votre compte porte l’antenne où vous travaillez.", ACCESS)),
    ("person_id", held("Votre compte mène à votre dossier, si vous en avez un.", ACCESS)),
    ("identity_id", held("Votre compte est lié à votre adresse e-mail.", ACCESS)),
    ("accepted_at", held("Le hub garde le moment où vous avez accepté ce rôle.", ACCESS)),
    ("withdrawn_on", held("Le hub garde le jour où ce compte est retiré.", ACCESS)),
    ("phone", held("Si vous travaillez avec des personnes accompagnées, elles voient votre numéro.", ACCESS)),
    ("hours", held("Elles voient aussi quand vous répondez.", ACCESS)),
    ("coordinates_by_default_since", held("Le hub sait depuis quand vous coordonnez par défaut.", ACCESS)),
    (
        "visited_on",
        held("Si vous travaillez pour le hub, il garde le jour de votre dernière visite.", ACCESS),
    ),
    (
        "came_before_on",
        held("Il garde aussi le jour de la visite d’avant, pour dire ce qui est nouveau.", ACCESS),
    ),
    ("digested_on", held("Le hub garde le jour du dernier résumé de ce qui vous attend.", ACCESS)),
];

/// The columns of `deputies`.
pub const DEPUTIES: Columns = &[
    ("account_id", held("Le hub sait qui vous avez choisi pour vous remplacer.", STANDING_IN)),
    ("deputy_id", held("Le hub sait qui vous remplacez.", STANDING_IN)),
];

/// The columns of `absences`.
pub const ABSENCES: Columns = &[
    ("id", NOTHING),
    ("account_id", held("Le hub sait qui est absent.", ABSENCE)),
    ("reason", held("Le hub sait si l’absence est annoncée, ou si c’est faute de visite.", ABSENCE)),
    ("from_on", held("Le hub garde le premier jour d’une absence.", ABSENCE)),
    ("until_on", held("Le hub garde le dernier jour d’une absence annoncée.", ABSENCE)),
    ("handed_on", held("Le hub garde le jour où d’autres ont pris le relais.", ABSENCE)),
    ("ended_on", held("Le hub garde le jour où l’absence s’est terminée.", ABSENCE)),
];

/// The columns of `identities`.
pub const IDENTITIES: Columns = &[
    ("id", held("Le hub donne un numéro à votre adresse.", ACCESS)),
    ("email", held("Vous vous connectez avec une adresse e-mail.", ACCESS)),
    ("created_at", held("Le hub garde le moment de votre première connexion.", ACCESS)),
    ("deactivated_at", held("Le hub garde le moment où votre adresse est désactivée.", ACCESS)),
    (
        "password_hash",
        held("Votre mot de passe est gardé sous une forme qui ne permet pas de le retrouver.", ACCESS),
    ),
    ("code_secret", held("Le secret de vos codes à usage unique est chiffré.", ACCESS)),
    ("code_confirmed_at", held("Le hub garde le moment où vous avez confirmé ces codes.", ACCESS)),
    ("code_last_step", held("Le hub retient le dernier code, pour qu’il ne serve pas deux fois.", ACCESS)),
];

/// The columns of `recovery_codes`.
pub const RECOVERY_CODES: Columns = &[
    ("id", NOTHING),
    ("identity_id", held("Le hub sait de quelle adresse il s’agit.", ACCESS)),
    (
        "code_hash",
        held("Vos codes de secours sont gardés sous une forme qui ne permet pas de les retrouver.", ACCESS),
    ),
    ("used_at", held("Le hub garde le moment où un code de secours a servi.", ACCESS)),
];

/// The columns of `passkeys`.
pub const PASSKEYS: Columns = &[
    ("id", NOTHING),
    ("identity_id", held("Le hub sait de quelle adresse il s’agit.", ACCESS)),
    ("label", held("Le hub garde le nom que vous donnez à une clé d’accès.", ACCESS)),
    ("credential", held("Le hub garde la partie publique de votre clé d’accès.", ACCESS)),
    ("created_at", held("Le hub garde le moment où vous ajoutez une clé d’accès.", ACCESS)),
    ("used_at", held("Le hub garde le dernier usage d’une clé d’accès.", ACCESS)),
];

/// The columns of `provider_subjects`.
pub const PROVIDER_SUBJECTS: Columns = &[
    ("id", NOTHING),
    ("identity_id", held("Le hub sait de quelle adresse il s’agit.", ACCESS)),
    ("provider", held("Le hub sait par quel autre compte vous vous connectez.", ACCESS)),
    ("subject", held("Le hub garde le numéro que ce service vous donne.", ACCESS)),
    ("linked_at", held("Le hub garde le moment où vous l’avez lié.", ACCESS)),
];

/// The columns of `sessions`.
pub const SESSIONS: Columns = &[
    (
        "token_hash",
        held("Un cookie dit que vous êtes connecté·e ; le hub n’en garde que l’empreinte.", SESSION),
    ),
    ("id", NOTHING),
    ("account_id", held("Le hub sait quel compte est connecté.", SESSION)),
    ("created_at", held("Le hub garde le moment de la connexion.", SESSION)),
    ("seen_at", held("Le hub garde le moment de votre dernier passage.", SESSION)),
    ("expires_at", held("Le hub sait quand la session expire.", SESSION)),
    ("proven_at", held("Le hub garde le moment de la seconde preuve.", SESSION)),
    ("device", held("Le hub garde le nom de votre navigateur et de votre système.", SESSION)),
    ("code_draft", held("Le secret de vos codes est chiffré dès avant le premier code.", SESSION)),
];

/// The columns of `devices`.
pub const DEVICES: Columns = &[
    ("token_hash", held("Un cookie reconnaît votre appareil ; le hub n’en garde que l’empreinte.", DEVICE)),
    ("identity_id", held("Le hub sait quelle adresse s’est connectée depuis cet appareil.", DEVICE)),
    ("seen_at", held("Le hub garde la dernière connexion depuis cet appareil.", DEVICE)),
];

/// The columns of `attempts`.
pub const ATTEMPTS: Columns = &[
    ("id", NOTHING),
    ("kind", held("Le hub retient quelle sorte d’essai a échoué.", FAILURE)),
    ("subject_hash", held("L’adresse essayée n’est lisible qu’avec la clé du hub.", FAILURE)),
    ("network", held("Le réseau d’où vient l’essai n’est lisible qu’avec la clé du hub.", FAILURE)),
    ("at", held("Le hub garde le moment de l’essai.", FAILURE)),
];
