//! What the public, mentees and mentors read, on pages and in messages, is read at first sight by somebody in a hurry, on a
//! telephone, in a language that may not be their first.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use scraper::node::Node;
use scraper::{ElementRef, Html};
use tandem::accounts::access::{Access, Role};
use tandem::router::routes;

use crate::messages::samples;
use crate::problems::{note_link, own_link};
use crate::support::{Client, Page, TestHub};
use crate::tandems::own_tandem;

/// The longest sentence, in words.
const MOST_WORDS: usize = 20;

/// What every sentence keeps to: `None`, or what is wrong with it. A rule on words goes here.
const RULES: &[fn(&str) -> Option<String>] = &[too_long];

/// Legal notices, which the law words.
const LEGAL: [&str; 5] = ["/legal", "/privacy", "/accessibility", "/security", "/registre"];

/// Routes that show no page of the hub to a person.
const NO_PAGE: [&str; 9] = [
    "/.well-known/security.txt",
    "/healthz",
    "/readyz",
    "/static/{*path}",
    "/sign-in/providers/{provider}/callback",
    // Files for an agenda.
    "/tandems/{id}/calendar",
    "/signatures/{token}/calendar",
    // The outbox of the demonstration: what stands there are messages.
    "/mails",
    "/mails.json",
];

fn too_long(sentence: &str) -> Option<String> {
    let words = count_words(sentence);
    (words > MOST_WORDS).then(|| format!("{words} words"))
}

/// Words as French counts them: "l’offre" is two, a number of several groups is one.
fn count_words(sentence: &str) -> usize {
    let mut count = 0;
    let mut in_number = false;
    for word in sentence.split(|sign: char| sign.is_whitespace() || "’'".contains(sign)) {
        let is_word = word.chars().any(char::is_alphanumeric);
        let is_number = is_word && !word.chars().any(char::is_alphabetic);
        count += usize::from(is_word && !(is_number && in_number));
        in_number = is_number;
    }
    count
}

/// The sentences of a passage. A point inside a number or an address ends none.
fn sentences(passage: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    for word in passage.split_whitespace() {
        let sentence = sentences.last_mut().expect("there is always a last one");
        sentence.push_str(word);
        sentence.push(' ');
        let bare = word.trim_end_matches(['»', ')', '"', '”']);
        if bare.ends_with(['.', '!', '?', ':', ';', '…', '·']) {
            sentences.push(String::new());
        }
    }
    sentences.iter().map(|sentence| sentence.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// What stands within a passage; any other element is one of its own.
const INLINE: [&str; 11] = ["a", "abbr", "b", "bdi", "code", "em", "i", "small", "span", "strong", "wbr"];

/// What nobody reads, or what is somebody else's word.
const UNREAD: [&str; 6] = ["blockquote", "head", "q", "script", "style", "template"];

/// The passages of a page: what stands between the ends of blocks, and the questions that script asks.
fn passages(html: &str) -> Vec<String> {
    let mut passages = vec![String::new()];
    gather(Html::parse_document(html).root_element(), &mut passages);
    passages.retain(|passage| !passage.trim().is_empty());
    passages
}

fn gather(element: ElementRef<'_>, passages: &mut Vec<String>) {
    let name = element.value().name();
    if UNREAD.contains(&name) {
        return;
    }
    for asked in ["data-confirm", "placeholder", "aria-label"].iter().filter_map(|name| element.attr(name)) {
        passages.insert(0, asked.to_owned());
    }
    let is_block = !INLINE.contains(&name);
    if is_block {
        passages.push(String::new());
    }
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            passages.last_mut().expect("there is always a last one").push_str(text);
        } else if let Some(child) = ElementRef::wrap(child) {
            gather(child, passages);
        }
    }
    if is_block {
        passages.push(String::new());
    }
}

/// What is read, by where it stands.
#[derive(Default)]
struct Texts {
    passages: BTreeMap<String, BTreeSet<String>>,
    seen: BTreeSet<String>,
}

impl Texts {
    fn add(&mut self, place: &str, passage: &str) {
        self.passages.entry(passage.to_owned()).or_default().insert(place.to_owned());
    }

    fn page(&mut self, page: &Page) {
        let path = page.path.split('?').next().unwrap_or_default();
        assert!(page.body.contains("</html>"), "{} is no page", page.path);
        self.seen.insert(path.to_owned());
        if LEGAL.contains(&path) {
            return;
        }
        for passage in passages(&page.body) {
            self.add(path, &passage);
        }
    }

    async fn open(&mut self, client: &Client, path: &str) -> Page {
        let page = client.get(path).await;
        self.seen.insert(path.to_owned());
        self.page(&page);
        page
    }

    /// The sentences that break a rule.
    fn breaches(&self) -> Vec<String> {
        let mut breaches = BTreeSet::new();
        for (passage, places) in &self.passages {
            for sentence in sentences(passage) {
                let wrong = RULES.iter().filter_map(|rule| rule(&sentence));
                let place = places.first().expect("a passage stands somewhere");
                breaches.extend(wrong.map(|wrong| format!("{place} ({wrong}): {sentence}")));
            }
        }
        breaches.into_iter().collect()
    }
}

/// Whether a path is one of a route.
fn is_of(path: &str, route: &str) -> bool {
    let (path, route): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    path.len() == route.len()
        && path.iter().zip(route).all(|(part, named)| named.starts_with('{') || *part == named)
}

/// Every page that the public, mentees and mentors may open, in the demonstration.
async fn pages_of_the_demonstration(texts: &mut Texts) {
    let hub = TestHub::demo().await;
    let (mentee, mentor) = (hub.enter(Role::Mentee).await, hub.enter(Role::Mentor).await);
    for client in [&hub.visitor(), &mentee, &mentor] {
        let routes = routes(true);
        let plain = routes.list().iter().filter(|route| route.method == "GET" && !route.path.contains('{'));
        for route in plain.filter(|route| is_theirs(route.access) && !NO_PAGE.contains(&route.path)) {
            texts.open(client, route.path).await;
        }
        for path in ["/join/mentee", "/join/mentor", "/join/referral", "/nothing"] {
            texts.open(client, path).await;
        }
    }
    for client in [&mentee, &mentor] {
        let own = texts.open(client, "/me").await;
        texts.open(client, &format!("{}/readings", own.path)).await;
        texts.open(client, &format!("{}/messages", own.path)).await;
        let tandem = own.attributes(".people a[href^='/tandems/']", "href");
        let tandem = texts.open(client, &tandem[0]).await;
        let wrong = tandem.form("Noter cette rencontre").fill("Durée", "0").submit().await;
        texts.page(wrong.is(StatusCode::UNPROCESSABLE_ENTITY));
        let soon = tandem.form("Noter cette rencontre").fill("Jour de la rencontre", "01/01/2199");
        texts.page(soon.submit().await.is(StatusCode::UNPROCESSABLE_ENTITY));
    }
}

/// Those who wait, those who are asked, those whose proposal is withdrawn, and those whose tandem is closed.
async fn pages_of_every_stage(texts: &mut Texts) {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let own = [hub.enter(Role::Mentee).await, hub.enter(Role::Mentor).await];
    let both = async |texts: &mut Texts| {
        for client in &own {
            texts.open(client, "/me").await;
        }
    };
    both(texts).await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    both(texts).await;
    let proposal = &hub.pending_proposals().await[0];
    let form = coordinator.get(&format!("/proposals/{}", proposal.id)).await;
    let form = form.form("Retirer et prévenir le mentor").tick("Une réponse n’est pas venue");
    form.submit().await.is(StatusCode::OK);
    both(texts).await;
    let tandem = own_tandem(&hub).await;
    both(texts).await;
    for client in &own {
        let page = texts.open(client, &format!("/tandems/{}", tandem.id)).await;
        texts.page(&page.form("Noter cette rencontre").submit().await);
    }
    for name in ["Ariane Mistral", "Basile Garrigue"] {
        let link = own_link(&hub, name).await;
        let own = texts.open(&hub.visitor(), &link).await;
        let note = texts.open(&hub.visitor(), &note_link(&hub, name).await).await;
        texts.page(&note.form("Noter cette rencontre").submit().await);
        let report = texts.open(&hub.visitor(), &own.href("Signaler un problème")).await;
        texts.page(&report.form("Envoyer").submit().await);
        texts.page(&report.form("Envoyer").tick("Autre chose").submit().await);
        texts.open(&hub.visitor(), &link).await;
    }
    both(texts).await;
    for client in &own {
        let page = texts.open(client, &format!("/tandems/{}", tandem.id)).await;
        texts.open(client, &page.href("Signaler un problème")).await;
    }
    let closure = coordinator.get(&format!("/tandems/{}/closure", tandem.id)).await;
    closure.form("Terminer ce tandem").tick("Objectif atteint").submit().await.is(StatusCode::OK);
    both(texts).await;
    for client in &own {
        texts.open(client, &format!("/tandems/{}", tandem.id)).await;
    }
}

/// How one signs in and asks to join, with what goes wrong on the way.
async fn pages_on_the_way_in(texts: &mut Texts) {
    let hub = TestHub::outside_the_demonstration().await;
    let visitor = hub.visitor();
    let sign_in = texts.open(&visitor, "/sign-in").await;
    let enter = |email: &str| sign_in.form("Recevoir un lien").fill("Votre adresse", email);
    texts.page(&enter("pas une adresse").submit().await);
    let email = TestHub::email_of(Role::Mentee);
    texts.page(&enter(&email).submit().await);
    let link = hub.link_to(&email).await;
    let page = texts.open(&visitor, &link).await;
    page.form("Se connecter").submit().await;
    texts.open(&hub.visitor(), &link).await;
    for part in ["mentor", "mentee"] {
        let join = texts.open(&visitor, &format!("/join/{part}")).await;
        texts.page(&join.form("Envoyer ma demande").submit().await);
        let form = join.form("Envoyer ma demande").fill("Prénom", "Olive").fill("Nom", "Tapenade");
        let form = form.fill("Adresse e-mail", "olive@exemple.test");
        texts.page(&form.fill("Commune ou arrondissement", "Aubagne").submit().await);
        let link = hub.link_to("olive@exemple.test").await;
        let page = texts.open(&visitor, &link).await;
        texts.page(&page.form("Confirmer ma demande").submit().await);
    }
    answer_from_the_message(texts).await;
    let code = texts.open(&visitor, "/r").await;
    texts.page(&code.form("Continuer").fill("Code", "ACDEF-GHJKM").submit().await);
    for dead in [
        "/own/",
        "/answers/",
        "/signatures/",
        "/join/confirmations/",
        "/join/referrals/",
        "/invitations/",
        "/password-resets/",
        "/sign-in/links/",
    ] {
        texts.open(&visitor, &format!("{dead}0123456789abcdef")).await;
    }
}

/// The two sides of a proposal answer from the message that asks them.
async fn answer_from_the_message(texts: &mut Texts) {
    let hub = TestHub::new().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    for _ in 0..2 {
        let asked = hub.mails().await.into_iter().rfind(|mail| mail.kind == "proposal_asked");
        let link = hub.link_to(&asked.expect("somebody is asked").recipient).await;
        let page = texts.open(&hub.visitor(), &link).await;
        texts.open(&hub.visitor(), &page.href("Signaler un problème")).await;
        texts.page(&page.form("Dire non").submit().await);
        let own = page.form("Voir ma page").submit().await;
        texts.page(&own);
        texts.open(&hub.visitor(), &own.href("Changer comment le hub vous contacte")).await;
        texts.page(&page.form("Oui, je veux bien").submit().await);
    }
    let proposal = hub.keys("SELECT id FROM proposals WHERE mentee_answer = 'yes'").await[0];
    let own = [hub.enter(Role::Mentor).await, hub.enter(Role::Mentee).await];
    let asked = hub.mails().await.into_iter().filter(|mail| mail.kind == "charter_to_sign");
    for (number, mail) in asked.enumerate() {
        for client in &own {
            texts.open(client, "/me").await;
            texts.open(client, "/me/contact").await;
            texts.open(client, &format!("/charters/{proposal}")).await;
        }
        let page = texts.open(&hub.visitor(), &hub.link_to(&mail.recipient).await).await;
        assert!(number < 2, "both are asked once");
        texts.open(&hub.visitor(), &page.href("Signaler un problème")).await;
        texts.page(&page.form("Je signe cette charte").submit().await);
    }
}

fn is_theirs(access: Access) -> bool {
    let theirs = [Role::Mentee, Role::Mentor];
    access.is_public() || access.roles().iter().any(|role| theirs.contains(role))
}

#[tokio::test]
async fn what_the_public_mentees_and_mentors_read_is_short() {
    let mut texts = Texts::default();
    pages_of_the_demonstration(&mut texts).await;
    pages_of_every_stage(&mut texts).await;
    pages_on_the_way_in(&mut texts).await;
    for route in routes(true).list().iter().filter(|route| route.method == "GET") {
        let is_read = texts.seen.iter().any(|path| is_of(path, route.path));
        assert!(
            is_read || NO_PAGE.contains(&route.path) || !is_theirs(route.access),
            "nothing reads {}",
            route.path
        );
    }
    for (name, message) in samples() {
        for passage in message.text().split("\n\n").chain([message.subject()]) {
            texts.add(&format!("message {name}"), passage);
        }
    }
    let breaches = texts.breaches();
    assert!(breaches.is_empty(), "{} sentences:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn a_sentence_ends_with_its_block_and_a_number_is_one_word() {
    let html = "<main><p>Un <b>mot</b>. Deux mots&nbsp;: trois</p><ul><li>l’un</li><li>04 65 71 20 14</li></ul></main>";
    let read: Vec<String> = passages(html).iter().flat_map(|passage| sentences(passage)).collect();
    assert_eq!(read, ["Un mot.", "Deux mots :", "trois", "l’un", "04 65 71 20 14"]);
    let counts: Vec<usize> = read.iter().map(|sentence| count_words(sentence)).collect();
    assert_eq!(counts, [2, 2, 1, 2, 1]);
    assert!(too_long(&"mot ".repeat(MOST_WORDS)).is_none() && too_long(&"mot ".repeat(21)).is_some());
}
