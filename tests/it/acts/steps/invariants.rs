//! What the database never holds, whatever was done in whatever order.

use crate::support::TestHub;

const NO: &str = "COALESCE(mentee_answer, '') <> 'no' AND COALESCE(mentor_answer, '') <> 'no'";

/// Each is a sentence, and a query of what breaks it.
fn broken() -> Vec<(&'static str, String)> {
    let pending = format!("withdrawn_on IS NULL AND begun_on IS NULL AND {NO}");
    vec![
        (
            "a journey has one open tandem at most",
            "SELECT journey_id AS id FROM tandems WHERE closed_on IS NULL GROUP BY journey_id HAVING COUNT(*) > 1"
                .to_owned(),
        ),
        (
            "a journey has one open proposal at most",
            format!("SELECT journey_id AS id FROM proposals WHERE {pending} GROUP BY journey_id HAVING COUNT(*) > 1"),
        ),
        (
            "a journey in a tandem is proposed to nobody",
            format!(
                "SELECT journey_id AS id FROM proposals WHERE {pending} AND journey_id IN \
                 (SELECT journey_id FROM tandems WHERE closed_on IS NULL)"
            ),
        ),
        (
            "a journey that ended is in no open tandem and proposed to nobody",
            format!(
                "SELECT id FROM journeys WHERE ended_on IS NOT NULL AND (id IN \
                 (SELECT journey_id FROM tandems WHERE closed_on IS NULL) \
                 OR id IN (SELECT journey_id FROM proposals WHERE {pending}))"
            ),
        ),
        (
            // Tandems go on when their mentor takes fewer people.
            "who is proposed has a place beside the tandems of the mentor",
            format!(
                "SELECT id FROM mentors WHERE id IN (SELECT mentor_id FROM proposals WHERE {pending}) AND capacity < \
                 (SELECT COUNT(*) FROM tandems WHERE mentor_id = mentors.id AND closed_on IS NULL) + \
                 (SELECT COUNT(*) FROM proposals WHERE mentor_id = mentors.id AND {pending})"
            ),
        ),
        (
            "a tandem closes after it began, and its meetings are held in between",
            "SELECT tandems.id AS id FROM tandems LEFT JOIN meetings ON tandem_id = tandems.id \
             WHERE closed_on < started_on OR held_on < started_on OR held_on > closed_on"
                .to_owned(),
        ),
        (
            "a tandem of a proposal has two yeses",
            "SELECT tandems.id AS id FROM tandems JOIN proposals ON proposals.id = proposal_id \
             WHERE COALESCE(mentee_answer, '') <> 'yes' OR COALESCE(mentor_answer, '') <> 'yes'"
                .to_owned(),
        ),
        (
            "a proposal has begun with its tandem, on the same day",
            "SELECT proposals.id AS id FROM proposals LEFT JOIN tandems ON tandems.proposal_id = proposals.id \
             WHERE (begun_on IS NULL) <> (tandems.id IS NULL) OR begun_on <> started_on"
                .to_owned(),
        ),
        (
            "a signature is of a text that was in force",
            "SELECT signatures.id AS id FROM signatures LEFT JOIN charters ON charters.id = charter_id \
             WHERE signed_on IS NOT NULL AND charters.id IS NULL"
                .to_owned(),
        ),
        (
            "an open journey has one step",
            "SELECT id FROM journeys WHERE ended_on IS NULL AND \
             (SELECT COUNT(*) FROM steps WHERE subject_kind = 'journey' AND subject_id = journeys.id) <> 1"
                .to_owned(),
        ),
        (
            "a step put off says why, by whom and until when",
            "SELECT id FROM steps WHERE due_on <> first_due_on AND \
             (postponed_on IS NULL OR postponed_by IS NULL OR postponed_reason IS NULL)"
                .to_owned(),
        ),
    ]
}

/// The sentences that do not hold.
pub async fn broken_invariants(hub: &TestHub) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (sentence, query) in broken() {
        if !hub.keys(&query).await.is_empty() {
            found.push(sentence);
        }
    }
    found
}
