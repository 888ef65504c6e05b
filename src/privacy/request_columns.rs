//! What the hub keeps of those who ask to join, and of those who refer them.

use super::columns::{Columns, NOTHING, held};
use super::register::{REFERRAL, REQUEST};

pub(super) const REQUESTS: Columns = &[
    ("id", NOTHING),
    ("part", held("Vous dites si vous cherchez un mentor, ou si vous voulez le devenir.", REQUEST)),
    ("first_name", held("Une demande porte votre prénom.", REQUEST)),
    ("last_name", held("Une demande porte votre nom.", REQUEST)),
    ("track", held("Une demande dit pour quoi vous cherchez un mentor, si quelqu’un vous oriente.", REQUEST)),
    ("email", held("Une demande porte votre adresse e-mail, si vous en avez une.", REQUEST)),
    ("phone", held("Une demande porte votre téléphone, si vous le donnez.", REQUEST)),
    ("postal_address", held("Une demande porte votre adresse, si vous voulez un courrier.", REQUEST)),
    ("way", held("Une demande dit comment le hub vous joint.", REQUEST)),
    ("place_code", held("Une demande porte votre commune ou votre arrondissement.", REQUEST)),
    ("words", held("Une demande porte ce que vous cherchez ou proposez, si vous le dites.", REQUEST)),
    ("asked_at", held("Le hub garde le moment de votre demande.", REQUEST)),
    ("confirmed_at", held("Le hub garde le moment où vous confirmez votre adresse.", REQUEST)),
    ("referred", held("Une demande dit si quelqu’un vous oriente.", REQUEST)),
    ("sent_by_id", held("Le hub sait quel compte vous inscrit, si le hub vous connaissait déjà.", REQUEST)),
];

pub(super) const REFERRALS: Columns = &[
    ("id", NOTHING),
    ("request_id", held("Le hub sait quelle demande quelqu’un a faite pour vous.", REFERRAL)),
    ("journey_id", held("Le hub sait quel accompagnement en est venu.", REFERRAL)),
    ("name", held("Si vous orientez quelqu’un, le hub garde votre nom.", REFERRAL)),
    ("email", held("Si vous orientez quelqu’un, le hub garde votre adresse au travail.", REFERRAL)),
    ("organisation_id", held("Si vous orientez quelqu’un, le hub garde votre structure.", REFERRAL)),
    ("branch_id", held("Si vous orientez quelqu’un, le hub garde votre antenne.", REFERRAL)),
    ("agreement", held("Le hub sait comment vous avez accepté d’être orienté.", REFERRAL)),
    ("agreed_on", held("Le hub sait quel jour vous avez accepté d’être orienté.", REFERRAL)),
    ("referred_at", held("Le hub garde le moment où quelqu’un vous oriente.", REFERRAL)),
    ("confirmed_at", held("Le hub garde le moment où cette personne le confirme.", REFERRAL)),
    ("paired_on", held("Le hub garde le jour où cette personne sait qu’un mentor est trouvé.", REFERRAL)),
    ("closed_on", held("Le hub garde le jour où cette personne sait que c’est terminé.", REFERRAL)),
    ("objected_at", held("Le hub garde le moment où vous avez arrêté ces nouvelles.", REFERRAL)),
];
