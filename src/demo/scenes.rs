//! The people whom a newcomer meets first: a tandem that goes well, somebody who waits, somebody who was just asked, a mentor who was, and a
//! tandem in silence.
//!
//! The pairs that have no tandem are proposed by the acts themselves: the questions are asked, by messages whose links serve.

use super::files::{Row, file};
use super::{Error, Known, Names};
use crate::accounts::access::Role;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::proposals::answer::{self, Answered, Answering};
use crate::acts::proposals::propose;
use crate::db::Write;
use crate::proposals::proposal::Party;
use crate::rounds::inputs::Pair;

/// The mentors and mentees one may enter as.
pub fn personas(names: &Names) -> Result<Vec<(Role, Known)>, Error> {
    let mut personas = Vec::new();
    for row in file!("scenes.csv").rows()? {
        for part in row.list("shown") {
            let role = Role::from_code(part).ok_or_else(|| row.wrong("shown"))?;
            let column = if role == Role::Mentor { "mentor" } else { "mentee" };
            personas.push((role, known(names, &row, column)?.clone()));
        }
    }
    Ok(personas)
}

/// Proposes the pairs that are asked, each as far as its scene has come.
pub async fn play(write: &Write, hub: Hub<'_>, names: &Names) -> Result<(), Error> {
    for row in file!("scenes.csv").rows()? {
        let Some(asked) = row.optional("asked") else { continue };
        let party = Party::from_code(&asked).ok_or_else(|| row.wrong("asked"))?;
        let pair =
            Pair { journey: known(names, &row, "mentee")?.id, mentor: known(names, &row, "mentor")?.id };
        // A mentor who has answered was asked before: of that, no message is left.
        let by = if party == Party::Mentor { By::Hub } else { By::History };
        let proposal = propose::by_hand(write, &by, hub, pair).await?;
        let proposal = proposal.map_err(|obstacle| row.refused(&format!("{obstacle:?}")))?;
        if party == Party::Mentor {
            continue;
        }
        let yes = Answering { proposal, party: Party::Mentor, agrees: true, refusal: None, reason: None };
        match answer::run(write, &By::Hub, hub, yes).await? {
            Answered::Pending => {}
            other => return Err(row.refused(&format!("{other:?}"))),
        }
    }
    Ok(())
}

/// Whoever plays a part in a scene.
fn known<'a>(names: &'a Names, row: &Row, part: &'static str) -> Result<&'a Known, Error> {
    let of = if part == "mentor" { &names.mentors } else { &names.mentees };
    of.get(row.get(part)).ok_or_else(|| row.wrong(part))
}
