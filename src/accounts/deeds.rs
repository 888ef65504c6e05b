//! What is done to the objects of this noun, as the journal names it.

use crate::db::deeds;

/// The actions of opening a file, and of taking it away in a list.
pub const READINGS: &[&str] = &["read", "exported"];

deeds! {
    /// What is done to an account.
    AccountDeed of "account" {
        Created = "created";
        Accepted = "accepted";
        Withdrawn = "withdrawn";
        SignedIn = "signed_in";
        BeganToSignIn = "began_to_sign_in";
        RoleTaken = "role_taken";
        Stopped = "stopped";
        ContactChanged = "contact_changed";
        /// An address was tried at a door that would have told whose it is.
        AddressMissed = "address_missed";
        CoordinatesByDefault = "coordinates_by_default";
        DeputyChosen = "deputy_chosen";
        /// An absence was announced, …
        AbsenceSaid = "absence_said";
        /// … their steps went to others, and …
        Away = "away";
        /// … they are back.
        Back = "back";
        /// Everything they had was given to somebody else.
        HandedOver = "handed_over";
    }
}

deeds! {
    /// What is done to an identity.
    IdentityDeed of "identity" {
        Created = "created";
        PasswordChanged = "password_changed";
        Deactivated = "deactivated";
        CodesConfirmed = "codes_confirmed";
        SecondFactorForgotten = "second_factor_forgotten";
        RecoveryCodesMade = "recovery_codes_made";
        RecoveryCodeUsed = "recovery_code_used";
        ProviderLinked = "provider_linked";
        ProviderUnlinked = "provider_unlinked";
        PasskeyAdded = "passkey_added";
        PasskeyRemoved = "passkey_removed";
    }
}

deeds! {
    /// What is done with a page of a list of people: the row of the reading says how many names stood on it.
    ListDeed of "list" {
        Read = "read";
    }
}

deeds! {
    /// What is done with the file of a person.
    FileDeed of "person" {
        Read = "read";
        Exported = "exported";
        OpenedExceptionally = "opened_exceptionally";
        OpeningsEnded = "openings_ended";
        Assigned = "assigned";
    }
}
