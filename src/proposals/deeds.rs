//! What is done to a proposal.

use crate::db::deeds;

deeds! {
    /// What is done to a proposal, in the journal.
    ProposalDeed of "proposal" {
        Proposed = "proposed";
        Asked = "asked";
        Reminded = "reminded";
        Answered = "answered";
        TakenBack = "taken_back";
        Begun = "begun";
        Withdrawn = "withdrawn";
        PutOff = "put_off";
    }
}
