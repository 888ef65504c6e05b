//! Signing in and out, one's own access, the access of others, and who opened whose file.

mod access;
mod account;
mod entry;
mod journal;
mod links;
mod openings;
mod passkeys;
mod password;
mod personas;
mod providers;
mod second_factor;
mod sign_in;
mod standing_in;
mod tour;

use crate::accounts::access::{Access, Right};
use crate::web::{MenuEntry, Routes};

/// The entries of the menu.
pub const MENU: [MenuEntry; 3] = [
    MenuEntry::new("Dossier d’une autre antenne", "/exceptional-openings", Right::OpenExceptionally),
    MenuEntry::new("Accès", "/access", Right::GiveAccess),
    MenuEntry::new("Journal", "/journal", Right::SearchJournal),
];

/// The routes of accounts.
pub fn routes() -> Routes {
    Routes::of("accounts")
        .get("/sign-in", Access::Public, sign_in::show)
        .post("/sign-in/links", Access::Public, sign_in::send_link)
        .get("/sign-in/links/{token}", Access::Public, links::show_sign_in)
        .post("/sign-in/links/{token}", Access::Public, links::sign_in)
        .post("/sign-in/password", Access::Public, sign_in::with_password)
        .post("/sign-in/resumption", Access::Public, sign_in::resume)
        .post("/sign-in/providers/{provider}", Access::Public, providers::begin)
        .get("/sign-in/providers/{provider}/callback", Access::Public, providers::callback)
        .get("/invitations/{token}", Access::Public, links::show_invitation)
        .post("/invitations/{token}", Access::Public, links::accept_invitation)
        .get("/password-resets", Access::Public, password::ask)
        .post("/password-resets", Access::Public, password::send)
        .get("/password-resets/{token}", Access::Public, password::show)
        .post("/password-resets/{token}", Access::Public, password::reset)
        .get("/second-factor", Access::Proving, second_factor::show)
        .post("/second-factor", Access::Proving, second_factor::prove)
        .get("/second-factor/enrolment", Access::Proving, second_factor::enrolment)
        .post("/second-factor/codes", Access::Proving, second_factor::draw_codes)
        .post("/second-factor/codes/confirmation", Access::Proving, second_factor::confirm_codes)
        .post("/second-factor/passkeys", Access::Proving, passkeys::enrol)
        .post("/second-factor/passkeys/enrolment", Access::Proving, passkeys::begin_enrolment)
        .post("/second-factor/passkeys/proof", Access::Proving, passkeys::begin_proof)
        .post("/session/closure", Access::Proving, entry::leave)
        .get("/account", Access::SignedIn, account::show)
        .post("/account/contact", Access::With(Right::EditPeople), account::edit_contact)
        .post("/account/absences", Access::With(Right::EditPeople), standing_in::say_own)
        .post("/account/return", Access::With(Right::EditPeople), standing_in::end_own)
        .post("/account/password", Access::Professional, password::change)
        .post("/account/providers/{provider}", Access::Professional, providers::begin_link)
        .post("/account/providers/{provider}/removal", Access::Professional, providers::unlink)
        .post("/account/recovery-codes", Access::Professional, second_factor::new_recovery_codes)
        .post("/account/passkeys/{passkey}/removal", Access::Professional, passkeys::remove)
        .get("/account/roles", Access::Proving, account::choose_role)
        .post("/account/roles/{account}", Access::Proving, entry::change_role)
        .post("/account/sessions/closure", Access::SignedIn, account::close_others)
        .post("/account/sessions/{session}/closure", Access::SignedIn, account::close_session)
        .get("/access", Access::With(Right::GiveAccess), access::list)
        .post("/access", Access::Fresh(Right::GiveAccess), access::invite)
        .get("/access/{account}", Access::With(Right::GiveAccess), standing_in::show)
        .post("/access/{account}/absences", Access::With(Right::GiveAccess), standing_in::say_for)
        .post("/access/{account}/return", Access::With(Right::GiveAccess), standing_in::end_for)
        .post("/access/{account}/hand-over", Access::Fresh(Right::GiveAccess), standing_in::hand_over)
        .post("/access/{account}/withdrawal", Access::Fresh(Right::GiveAccess), access::withdraw)
        .post(
            "/access/{account}/default-coordination",
            Access::Fresh(Right::GiveAccess),
            access::coordinate_by_default,
        )
        .post(
            "/access/{account}/second-factor",
            Access::Fresh(Right::GiveAccess),
            access::forget_second_factor,
        )
        .get("/exceptional-openings", Access::With(Right::OpenExceptionally), openings::show)
        .post("/exceptional-openings", Access::Fresh(Right::OpenExceptionally), openings::open)
        .get("/journal", Access::With(Right::SearchJournal), journal::show)
        .post("/journal/search", Access::With(Right::SearchJournal), journal::search)
        .get("/people/{id}/readings", Access::With(Right::ReadJournal), journal::readings)
}

/// The routes of the personas: in the demonstration only.
pub fn demonstration() -> Routes {
    Routes::of("accounts")
        .get("/personas", Access::Demonstration, personas::list)
        .get("/tour", Access::Demonstration, tour::show)
        .post("/personas/{id}", Access::Demonstration, personas::enter)
}
