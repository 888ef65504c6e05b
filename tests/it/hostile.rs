//! Hostile texts in the fields of forms: kept as texts, shown as texts, taken away as texts.

use axum::http::StatusCode;
use scraper::{Html, Selector};
use tandem::accounts::access::Role;

use crate::support::TestHub;

/// What is put around a number so that each text is another.
const SHAPES: &[&str] = &[
    "<script>ran({})</script>",
    "<ScRiPt src=//x.test/{}></sCrIpT>",
    "\"><img src=x onerror=ran({})>",
    "'><svg/onload=ran({})>",
    "</textarea><script>ran({})</script>",
    "</title><body onload=ran({})>",
    "<a href=javascript:ran({})>x</a>",
    "<iframe srcdoc='<script>ran({})</script>'>",
    "<math><mtext></p><style><img src=x onerror=ran({})>",
    "{{ ran({}) }}{% include 'x' %}",
    "&lt;script&gt;ran({})&lt;/script&gt;",
    "--><script>ran({})</script><!--",
    "\u{202e}<script>ran({})</script>",
    "\u{200b}=HYPERLINK(\"x{}\")",
    "=1+{}",
    "+cmd|' /C calc'!A{}",
    "-2+{}",
    "@SUM(A1:A{})",
    "'; DROP TABLE people; --{}",
    "../../../../etc/passwd{}",
];

fn texts(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| SHAPES[number % SHAPES.len()].replace("{}", &number.to_string()))
}

/// Every element that could run something which the hub did not write: a script of ours stands in the head, by its address.
fn runs_something(html: &str) -> Option<String> {
    let page = Html::parse_document(html);
    let all = Selector::parse("*").expect("a selector");
    page.select(&all).find_map(|element| {
        let name = element.value().name();
        let foreign = match name {
            "script" => !element.attr("src").is_some_and(|src| src.starts_with("/static/")),
            "iframe" | "object" | "embed" | "base" | "math" | "style" => true,
            _ => false,
        };
        let armed = element.value().attrs().any(|(attribute, value)| {
            let leads = matches!(attribute, "href" | "src" | "action" | "formaction");
            attribute.starts_with("on")
                || attribute == "style"
                || (leads && value.trim().starts_with("javascript:"))
        });
        (foreign || armed).then(|| element.html())
    })
}

#[tokio::test]
async fn a_thousand_hostile_texts_stay_texts_on_every_page_and_in_every_export() {
    let hub = TestHub::new().await;
    let mut texts = texts(1_000);
    for number in 0..300 {
        let (first, last) = (texts.next().unwrap(), texts.next().unwrap());
        let change = |person: &mut tandem::people::person::Person| {
            (person.first_name, person.last_name) = (first.clone(), last.clone());
            person.phone = Some(format!("{first}{number}"));
        };
        if number % 3 == 0 {
            hub.add_mentor("Nom Hostile", |person, _| change(person)).await;
        } else {
            hub.add_mentee("Nom Hostile", |person, _| change(person)).await;
        }
    }
    let coordinator = hub.enter(Role::HubResponsible).await;
    for text in texts {
        let place = [("name", text.as_str()), ("kind", "association"), ("place_code", "13055")];
        coordinator.post("/organisations", &place).await;
        let guest =
            [("name", text.as_str()), ("email", "hote@exemple.test"), ("role", "funder"), ("place", &text)];
        coordinator.post("/access", &guest).await;
        for client in [&coordinator, &hub.visitor()] {
            let page = client.post("/sign-in/links", &[("email", &text)]).await;
            assert_eq!(runs_something(&page.body), None, "{text}");
        }
        let page = coordinator.post("/journal/search", &[("email", &text)]).await;
        assert_eq!(runs_something(&page.body), None, "{text}");
    }
    hub.run_a_round().await.form("Proposer ces tandems").submit().await.is(StatusCode::OK);
    let kept = hub.texts("SELECT name AS text FROM organisations").await;
    assert!(kept.len() > 100, "{} organisations were kept", kept.len());
    let mut seen = 0;
    for &role in Role::ALL {
        let client = hub.enter(role).await;
        let routes = tandem::router::routes(true);
        let lists = routes.list().iter().filter(|route| route.method == "GET" && !route.path.contains('{'));
        for route in lists.filter(|route| !route.path.ends_with("/callback")) {
            let page = client.get(route.path).await;
            if !page.header("content-type").starts_with("text/html") {
                assert_eq!(page.header("x-content-type-options"), "nosniff", "{}", route.path);
                continue;
            }
            assert_eq!(runs_something(&page.body), None, "{role:?} at {}", route.path);
            seen += page.body.matches("&#60;script").count() + page.body.matches("&lt;script").count();
        }
        for key in hub.keys("SELECT id FROM people ORDER BY id DESC LIMIT 20").await {
            for page in ["", "/edition", "/readings", "/adviser"] {
                let page = client.get(&format!("/people/{key}{page}")).await;
                assert_eq!(runs_something(&page.body), None, "{role:?} at {}", page.path);
                seen += page.body.matches("&#60;script").count();
            }
        }
    }
    assert!(seen > 500, "{seen} hostile texts were seen as texts");
    let responsible = hub.enter(Role::Responsible).await;
    for list in ["/mentees.csv", "/mentors.csv"] {
        let file = responsible.get(list).await.is(StatusCode::OK).body.clone();
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(file.as_bytes());
        let mut lines = 0;
        for line in reader.records() {
            lines += 1;
            for cell in &line.unwrap() {
                let visible = cell.trim_start_matches(|sign: char| sign.is_whitespace() || !sign.is_ascii());
                assert!(!visible.starts_with(['=', '+', '-', '@']), "{list}: {cell}");
            }
        }
        assert!(lines > 90, "{list}: {lines}");
    }
}
