//! What is done to the objects of this noun, as the journal names it.

use crate::db::deeds;

deeds! {
    /// What is done to a person.
    PersonDeed of "person" {
        Created = "created";
        Changed = "changed";
        ContactStopped = "contact_stopped";
        ContactResumed = "contact_resumed";
        ConsentGiven = "consent_given";
        ConsentWithdrawn = "consent_withdrawn";
        AgreedOnPhone = "agreed_on_phone";
    }
}

deeds! {
    /// What is done to a mentor.
    MentorDeed of "mentor" {
        Created = "created";
        Changed = "changed";
        Excluded = "excluded";
        Left = "left";
    }
}

deeds! {
    /// What is done to a journey.
    JourneyDeed of "journey" {
        Created = "created";
        Changed = "changed";
        Ended = "ended";
        CoordinatorChosen = "coordinator_chosen";
        ToldHonestly = "told_honestly";
        OutcomeNoted = "outcome";
    }
}
