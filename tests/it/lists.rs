//! What every list has in common: its pages, and what it says of a filter that nobody knows.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::people::store::{Filter, PAGE_LENGTH, find_mentors};
use tandem::router::routes;

use crate::support::{Client, Page, TestHub};

/// The lists with filters, each with its filters; of the others it is known that they have none.
const FILTERS: &[(&str, &[&str])] = &[
    ("/mentors", &["track", "place", "availability", "organisation", "state"]),
    ("/mentees", &["track", "place", "availability", "organisation", "state"]),
    ("/tandems", &["state", "track", "place", "branch"]),
    ("/steps", &["view", "kind", "owner", "organisation", "place"]),
    ("/proposals", &["band", "order"]),
    ("/proposals/refusals", &["months"]),
    ("/territory", &["track", "sort"]),
    ("/territory.csv", &["track", "sort"]),
    ("/import/{id}", &["verdict"]),
];

const UNKNOWN: &str = "Nous ne connaissons pas le filtre « nullepart » : la liste n’en tient pas compte.";

/// The demonstration, with a round proposed, so that every list has several pages or at least something in it.
struct Lists {
    coordinator: Client,
    import: String,
    draft: String,
}

impl Lists {
    async fn new() -> Self {
        let hub = TestHub::demo().await;
        let draft = hub.run_a_round().await;
        let path = draft.path.clone();
        draft.form("Proposer ces tandems").submit().await;
        let coordinator = hub.enter(Role::Coordinator).await;
        let form = coordinator.get("/import").await.form("Lire le fichier");
        let mut file =
            String::from_utf8(include_bytes!("../../data/import/modele_inscription_exemple.csv").to_vec())
                .unwrap();
        let line = file.lines().nth(1).unwrap().to_owned();
        for _ in 0..450 {
            file.push_str(&line);
            file.push('\n');
        }
        let preview = form.attach("Fichier d’inscriptions", "liste.csv", file.as_bytes()).submit().await;
        preview.is(StatusCode::OK);
        let import = preview.path.clone();
        Self { coordinator, import, draft: path }
    }

    fn path(&self, path: &str) -> String {
        if path == "/import/{id}" { self.import.clone() } else { path.to_owned() }
    }
}

/// Where one is in a list: "page 2 sur 3"; empty when it has one page.
fn place(page: &Page) -> String {
    page.all(".pagination li:not(:has(a))").join(" ").to_lowercase()
}

#[tokio::test]
async fn beyond_the_last_page_is_the_last_and_what_is_no_number_is_the_first() {
    let lists = Lists::new().await;
    let paged = [
        "/mentors",
        "/mentees",
        "/tandems?state=closed",
        "/steps",
        "/proposals",
        &lists.import.clone(),
        &lists.draft.clone(),
    ];
    for list in paged {
        let join = if list.contains('?') { '&' } else { '?' };
        let open = async |page: &str| {
            let page = lists.coordinator.get(&format!("{list}{join}page={page}")).await;
            page.is(StatusCode::OK);
            page
        };
        let first = place(&open("1").await);
        let pages = first.strip_prefix("page 1 sur ");
        let pages = pages.unwrap_or_else(|| panic!("{list} has one page only: « {first} »"));
        let last = format!("page {pages} sur {pages}");
        for beyond in ["99999", "9223372036854775807", "18446744073709551615", "18446744073709551616"] {
            let page = open(beyond).await;
            assert_eq!(place(&page), last, "{list} {beyond}");
            assert!(
                !page.all("main tbody tr, main ol li, main ul li").is_empty(),
                "{list} {beyond} is empty"
            );
        }
        for none in ["0", "-1", "deux", "1.5", ""] {
            assert_eq!(place(&open(none).await), first, "{list} « {none} »");
        }
        assert_eq!(place(&open("2").await), format!("page 2 sur {pages}"), "{list}");
    }
}

#[tokio::test]
async fn a_filter_that_nobody_knows_is_told_on_every_list() {
    let lists = Lists::new().await;
    for (list, filters) in FILTERS {
        let path = lists.path(list);
        for filter in *filters {
            let page = lists.coordinator.get(&format!("{path}?{filter}=nullepart")).await;
            let is_file = path.ends_with(".csv");
            let told = if is_file { "rien n’est téléchargé" } else { UNKNOWN };
            assert!(page.text().contains(told), "{path} {filter}: {}", page.status);
            assert_eq!(page.status.is_success(), !is_file, "{path} {filter}");
        }
        let plain = lists.coordinator.get(&path).await;
        assert!(!plain.body.contains("Nous ne connaissons pas"), "{path} is asked for nothing");
    }
    // A trade is typed: what was understood, or that nothing was, is told beside it.
    for list in ["/mentors", "/mentees", "/territory"] {
        let page = lists.coordinator.get(&format!("{list}?trade=zzzzzz")).await;
        page.says("Aucun métier");
    }
}

#[tokio::test]
async fn every_filter_that_a_list_offers_is_known_to_it() {
    let lists = Lists::new().await;
    for (list, _) in FILTERS.iter().filter(|(list, _)| !list.ends_with(".csv")) {
        let path = lists.path(list);
        let page = lists.coordinator.get(&path).await;
        // Whatever the page links to or lets one choose is no unknown filter there.
        let mut addresses = page.attributes(&format!("main a[href^='{path}?']"), "href");
        for name in ["track", "place", "availability", "organisation", "state", "branch", "owner"] {
            let values = page.attributes(&format!("main select[name={name}] option[value]"), "value");
            let boxes = page.attributes(&format!("main input[name={name}][value]"), "value");
            let some = values.into_iter().chain(boxes).filter(|value| !value.is_empty());
            addresses.extend(some.take(4).map(|value| format!("{path}?{name}={value}")));
        }
        assert!(!addresses.is_empty(), "{path} offers no filter");
        for address in addresses {
            let page = lists.coordinator.get(&address).await;
            assert!(!page.body.contains("Nous ne connaissons pas"), "{address}");
        }
    }
}

#[tokio::test]
async fn an_adviser_reaches_the_lists_from_the_page_of_their_organisation() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    for list in ["/mentors", "/mentees"] {
        let own = adviser.get(&format!("{list}?organisation={}", hub.partner())).await;
        own.is(StatusCode::OK).does_not_say("Nous ne connaissons pas");
        let other = adviser.get(&format!("{list}?organisation={}", hub.hub_organisation())).await;
        other.is(StatusCode::OK).says("Nous ne connaissons pas le filtre");
    }
}

#[test]
fn every_list_with_a_place_for_filters_is_looked_at() {
    let known = FILTERS.iter().map(|(list, _)| *list);
    let known: Vec<&str> =
        known.chain(["/proposals", "/rounds", "/organisations", "/access", "/requests"]).collect();
    for route in routes(true).list().iter().filter(|route| route.method == "GET") {
        let is_list = route.path.matches('/').count() == 1 && route.path.ends_with('s');
        let is_other = [
            "/readyz",
            "/results",
            "/personas",
            "/mails",
            "/password-resets",
            "/exceptional-openings",
            "/letters",
            "/arrivals",
            "/news",
            "/settings",
        ];
        assert!(!is_list || known.contains(&route.path) || is_other.contains(&route.path), "{}", route.path);
    }
}

#[tokio::test]
async fn a_year_in_which_nobody_was_welcomed_is_told() {
    let hub = TestHub::demo().await;
    for role in [Role::Coordinator, Role::Responsible, Role::Adviser] {
        let client = hub.enter(role).await;
        let known = client.get("/results").await.attributes("main a[href^='/results?year=']", "href");
        for year in ["1999", "3000", "0", "-1", "abc", "9223372036854775807"] {
            let page = client.get(&format!("/results?year={year}")).await;
            page.is(StatusCode::OK)
                .says(&format!("Aucun accueil pour l’année « {}", &year[..year.len().min(10)]));
            let file = client.get(&format!("/results.csv?year={year}")).await;
            file.is(StatusCode::UNPROCESSABLE_ENTITY).says("Aucun accueil pour l’année");
        }
        for address in known {
            client.get(&address).await.is(StatusCode::OK).does_not_say("Aucun accueil pour l’année");
            client.get(&address.replace("results", "results.csv")).await.is(StatusCode::OK);
        }
    }
    // Those outside read what is published, which is of no single year.
    hub.publish().await;
    let funder = hub.enter(Role::Funder).await;
    let page = funder.get("/results?year=1999").await;
    page.is(StatusCode::OK).says("Ce qui est publié l’est pour toutes les années ensemble");
    funder.get("/results").await.does_not_say("toutes les années ensemble");
}

/// The numbers of a text that are written as no French reader writes a figure: with a point, or with several decimals.
fn unrounded(text: &str) -> Vec<&str> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '\u{202f}'));
    let words = words.map(|word| word.trim_end_matches(['.', ',', ';', ':']));
    words
        .filter(|word| match (word.split_once('.'), word.split_once(',')) {
            (Some((whole, rest)), _) => digits(whole) && digits(rest),
            (None, Some((whole, rest))) => digits(whole) && digits(rest) && rest.len() > 1,
            (None, None) => false,
        })
        .collect()
}

#[tokio::test]
async fn a_figure_has_one_decimal_at_most_behind_a_comma() {
    assert_eq!(unrounded("896.33 ou 896,33, pas 896,3 (1\u{202f}234) ni 12."), ["896.33", "896,33"]);
    let lists = Lists::new().await;
    let weights = ["trade", "sector", "topics", "distance", "availability", "language", "style"];
    let weights = weights.map(|name| format!("weight_{name}=10")).join("&");
    let draft = &lists.draft;
    for path in [
        draft.clone(),
        format!("{draft}?{weights}"),
        format!("{draft}/what-if?{weights}"),
        "/dashboard".to_owned(),
        "/territory".to_owned(),
        "/results".to_owned(),
        "/results/definitions".to_owned(),
        "/organisations".to_owned(),
        "/proposals".to_owned(),
        "/tandems".to_owned(),
        "/mentors".to_owned(),
    ] {
        let page = lists.coordinator.get(&path).await;
        page.is(StatusCode::OK);
        assert_eq!(unrounded(&page.text()), [""; 0], "{path}");
    }
    lists.coordinator.get(draft).await.says("points en moyenne");
}

#[tokio::test]
async fn every_page_of_a_list_says_how_many_there_are() {
    let hub = TestHub::demo().await;
    for (text, most) in [("", usize::MAX), ("ma", usize::MAX), ("zzz", 0)] {
        let find = async |page: usize| {
            let filter = Filter { text: text.to_owned(), page, ..Filter::default() };
            find_mentors(&hub.app.db, Scope::Hub, &filter).await.unwrap()
        };
        let first = find(0).await;
        let total = usize::try_from(first.total).unwrap();
        assert!(total <= most && (most == 0 || total > PAGE_LENGTH), "{text}: {total}");
        let last = total.saturating_sub(1) / PAGE_LENGTH;
        let mut people = BTreeSet::new();
        for page in 0..=last {
            let found = find(page).await;
            assert_eq!(found.total, first.total, "{text}, page {page}");
            people.extend(found.people);
        }
        assert_eq!(people.len(), total, "{text}");
        for beyond in [last + 1, usize::MAX] {
            assert_eq!(find(beyond).await, find(last).await, "{text}: beyond the last page is the last one");
        }
    }
}
