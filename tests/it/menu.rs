//! The menu lights the entry that a page belongs to, and no other.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Rules};
use tandem::proposals;
use tandem::router::routes;

use crate::support::{Client, Page, TestHub};
use crate::tandems::own_tandem;

/// The entry lit on each page, for those who work with people and for mentors and mentees; empty where none is.
const LIT: &[(&str, &str, &str)] = &[
    ("/", "", ""),
    ("/accessibility", "", ""),
    ("/privacy", "", ""),
    ("/legal", "", ""),
    ("/security", "", ""),
    ("/registre", "", ""),
    ("/join/{part}", "", ""),
    ("/join/referral", "", ""),
    ("/join/referrals/{token}", "", ""),
    ("/join/confirmations/{token}", "", ""),
    ("/answers/{token}", "", ""),
    ("/signatures/{token}", "", ""),
    ("/answers/{token}/problems", "", ""),
    ("/signatures/{token}/problems", "", ""),
    ("/r", "", ""),
    ("/letters", "/steps", ""),
    ("/letters/sheets", "/steps", ""),
    ("/own/{token}", "", ""),
    ("/own/{token}/contact", "", ""),
    ("/own/{token}/problems", "", ""),
    ("/own/{token}/tandems/{tandem}/meetings", "", ""),
    ("/problems/new", "", "/me"),
    ("/problems/{problem}", "/steps", ""),
    ("/sign-in", "", ""),
    ("/sign-in/links/{token}", "", ""),
    ("/sign-in/providers/{provider}/callback", "", ""),
    ("/invitations/{token}", "", ""),
    ("/password-resets", "", ""),
    ("/password-resets/{token}", "", ""),
    ("/second-factor", "", ""),
    ("/second-factor/enrolment", "", ""),
    ("/account", "", ""),
    ("/account/roles", "", ""),
    ("/personas", "", ""),
    ("/tour", "", ""),
    ("/mails", "", ""),
    ("/mails.json", "", ""),
    ("/me", "", "/me"),
    ("/me/contact", "", "/me"),
    ("/dashboard", "/dashboard", ""),
    ("/requests", "/dashboard", ""),
    ("/news", "/news", ""),
    ("/steps", "/steps", ""),
    ("/steps/{step}", "/steps", ""),
    ("/mentors", "/mentors", ""),
    ("/mentees", "/mentees", ""),
    ("/people/new", "/mentees", ""),
    ("/people/new?as=mentor", "/mentors", ""),
    ("/people/{mentee}", "/mentees", "/me"),
    ("/people/{mentee}/edition", "/mentees", ""),
    ("/people/{mentee}/adviser", "/mentees", ""),
    ("/people/{mentee}/call", "/mentees", ""),
    ("/people/{mentee}/contact", "/mentees", ""),
    ("/people/{mentee}/mentor", "/mentors", ""),
    ("/people/{mentee}/journeys/new", "/mentees", ""),
    ("/people/{mentee}/messages", "/mentees", "/me"),
    ("/people/{mentee}/readings", "/journal", "/me"),
    ("/people/{mentor}", "/mentors", "/me"),
    ("/people/{mentor}/edition", "/mentors", ""),
    ("/people/{mentor}/adviser", "/mentors", ""),
    ("/people/{mentor}/call", "/mentors", ""),
    ("/people/{mentor}/contact", "/mentors", ""),
    ("/people/{mentor}/mentor", "/mentors", ""),
    ("/people/{mentor}/departure", "/mentors", ""),
    ("/people/{mentor}/messages", "/mentors", "/me"),
    ("/people/{mentor}/readings", "/journal", "/me"),
    ("/journeys/{id}/edition", "/mentees", ""),
    ("/journeys/{id}/end", "/mentees", ""),
    ("/journeys/{id}/proposal", "/mentees", ""),
    ("/journeys/{id}/outcomes", "/mentees", ""),
    ("/import", "/mentees", ""),
    ("/arrivals", "/mentees", ""),
    ("/import/{id}", "/mentees", ""),
    ("/rounds", "/rounds", ""),
    ("/rounds/new", "/rounds", ""),
    ("/rounds/{id}", "/rounds", ""),
    ("/rounds/{id}/pairs/{journey}", "/rounds", ""),
    ("/rounds/{id}/fairness", "/rounds", ""),
    ("/proposals", "/proposals", ""),
    ("/proposals/refusals", "/proposals", ""),
    ("/proposals/{id}", "/proposals", ""),
    ("/proposals/{id}/reminder?party=mentor", "/proposals", ""),
    ("/tandems", "/tandems", ""),
    ("/tandems/{id}", "/tandems", "/me"),
    ("/tandems/{id}/closure", "/tandems", ""),
    ("/charters/{id}", "/tandems", "/me"),
    ("/territory", "/territory", ""),
    ("/results", "/results", ""),
    ("/results/definitions", "/results", ""),
    ("/organisations", "/organisations", ""),
    ("/organisations/new", "/organisations", ""),
    ("/organisations/{id}", "/organisations", ""),
    ("/exceptional-openings", "/exceptional-openings", ""),
    ("/access", "/access", ""),
    ("/access/{account}", "/access", ""),
    ("/journal", "/journal", ""),
    ("/settings", "/settings", ""),
    ("/settings/charter", "/settings", ""),
    ("/settings/opening", "/settings", ""),
    ("/settings/messages", "/settings", ""),
    ("/settings/messages/{kind}", "/settings", ""),
];

/// What is no page of its own: files, health, and a part of a page.
const NO_PAGES: &[&str] = &[
    "/.well-known/security.txt",
    "/static/{*path}",
    "/healthz",
    "/readyz",
    "/territory.csv",
    "/mentors.csv",
    "/mentees.csv",
    "/results.csv",
    "/rounds/{id}/what-if",
    "/tandems/{id}/calendar",
    "/signatures/{token}/calendar",
];

/// The pattern of a route for a line of the table: whose person it is does not matter there.
fn route_of(line: &str) -> String {
    let path = line.split('?').next().unwrap_or_default();
    path.replace("{mentee}", "{id}")
        .replace("{mentor}", "{id}")
        .replace("{problem}", "{id}")
        .replace("{tandem}", "{id}")
}

/// A hub in which every page shows something, and the path of each line of the table.
struct Pages {
    hub: TestHub,
    paths: BTreeMap<&'static str, String>,
}

impl Pages {
    async fn new() -> Self {
        let hub = TestHub::new().await;
        let tandem = own_tandem(&hub).await;
        hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 2).await;
        let (_, waiting) = hub.add_mentee("Célia Romarin", |_, _| ()).await;
        let round = hub.run_a_round().await.path;
        let (_, proposed) = hub.add_mentee("Denis Lavande", |_, _| ()).await;
        let proposal = hub.suggestion(proposed.id, tandem.mentor_id);
        let write = hub.write().await;
        proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
        let begun = hub.insert_begun(&write, tandem.journey_id, tandem.mentor_id, tandem.started_on).await;
        write.commit().await.unwrap();
        let client = hub.enter(Role::Mentee).await;
        client
            .post("/problems", &[("pair", &tandem.id.to_string()), ("kind", "other")])
            .await
            .is(StatusCode::OK);
        let problem = hub.keys("SELECT id FROM problems").await[0];
        let [mentor, mentee] =
            ["Ariane Mistral", "Basile Garrigue"].map(async |name| hub.person_named(name).await);
        let (mentor, mentee) = (mentor.await, mentee.await);
        let adviser = hub.account_of(Role::Adviser).await;
        let mut paths = BTreeMap::new();
        for (line, ..) in LIT {
            let id = match line.split('/').nth(1).unwrap_or_default() {
                "journeys" => waiting.id.to_string(),
                "proposals" => proposal.id.to_string(),
                "charters" => begun.to_string(),
                "tandems" => tandem.id.to_string(),
                "organisations" => hub.partner().to_string(),
                "rounds" => round.rsplit('/').next().unwrap().to_owned(),
                _ => String::new(),
            };
            let path = line
                .replace("{mentor}", &mentor.to_string())
                .replace("{mentee}", &mentee.to_string())
                .replace("{tandem}", &tandem.id.to_string())
                .replace("{problem}", &problem.to_string())
                .replace("{id}", &id)
                .replace("{journey}", &waiting.id.to_string())
                .replace("{account}", &adviser.to_string())
                .replace("{part}", "mentor")
                .replace("{provider}", "essai")
                .replace("{kind}", "sign_in")
                .replace("{token}", "0123456789abcdef");
            paths.insert(*line, path);
        }
        Self { hub, paths }
    }

    /// What only a viewer has: their own file of registrations, and something to do.
    async fn own(&self, client: &Client, role: Role) -> BTreeMap<&'static str, String> {
        let mut paths = self.paths.clone();
        if Rules::default().admit(Some(role), access_of("/import")) {
            let form = client.get("/import").await.form("Lire le fichier");
            let file = include_bytes!("../../data/import/modele_inscription_exemple.csv");
            let preview = form.attach("Fichier d’inscriptions", "liste.csv", file).submit().await;
            paths.insert("/import/{id}", preview.path.clone());
        }
        if Rules::default().admit(Some(role), access_of("/steps")) {
            let steps = client.get("/steps").await.attributes("main a[href^='/steps/']", "href");
            paths.insert("/steps/{step}", steps[0].clone());
        }
        paths
    }
}

fn access_of(path: &str) -> tandem::accounts::access::Access {
    let routes = routes(true);
    let route = routes.list().iter().find(|route| route.method == "GET" && route.path == path);
    route.unwrap_or_else(|| panic!("no route {path}")).access
}

fn lit(page: &Page) -> Vec<String> {
    page.attributes("nav[aria-label='Menu principal'] a[aria-current]", "href")
}

#[test]
fn every_page_says_which_entry_it_lights() {
    let lines: Vec<String> = LIT.iter().map(|(line, ..)| route_of(line)).collect();
    for route in routes(true).list().iter().filter(|route| route.method == "GET") {
        let is_told = lines.iter().any(|line| line == route.path) || NO_PAGES.contains(&route.path);
        assert!(is_told, "{} lights which entry?", route.path);
    }
}

#[tokio::test]
async fn every_page_lights_its_entry_and_no_other() {
    let pages = Pages::new().await;
    for &role in Role::ALL {
        let client = pages.hub.enter(role).await;
        let paths = pages.own(&client, role).await;
        let is_person = matches!(role, Role::Mentor | Role::Mentee);
        let mut seen = 0;
        for (line, for_staff, for_themselves) in LIT {
            if !Rules::default().admit(Some(role), access_of(&route_of(line))) {
                continue;
            }
            let page = client.get_only(&paths[line]).await;
            // Another's file, or a page that sends elsewhere: where it leads has its own line.
            let is_elsewhere = page.status.is_redirection() || page.status == StatusCode::NOT_FOUND;
            let may_be_elsewhere = is_person || !line.contains('{');
            if is_elsewhere && may_be_elsewhere || line.ends_with("/callback") {
                continue;
            }
            page.is(StatusCode::OK);
            let expected = if is_person { for_themselves } else { for_staff };
            let expected: Vec<&str> = Some(*expected).filter(|entry| !entry.is_empty()).into_iter().collect();
            assert_eq!(lit(&page), expected, "{} for {role:?}", page.path);
            seen += 1;
        }
        assert!(seen > 10, "{role:?} saw {seen} pages");
    }
}

#[tokio::test]
async fn a_form_that_comes_back_lights_the_same_entry() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    for (part, entry) in [("mentor", "/mentors"), ("mentee", "/mentees")] {
        let refused = coordinator.post(&format!("/people?as={part}"), &[]).await;
        refused.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(lit(&refused), [entry]);
    }
}
