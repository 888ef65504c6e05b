//! Every kind of message, as it leaves: its words, what may stand in them, and where they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tandem::accounts::access::Role;
use tandem::accounts::account::{Account, Identity};
use tandem::accounts::coordination::Coordinator;
use tandem::accounts::link::Purpose;
use tandem::accounts::messages::{Change, Hub};
use tandem::acts::messages::KINDS;
use tandem::db::{Id, Instant};
use tandem::mail::letter;
use tandem::mail::messages::{Kind, Message, Nature, SUBJECT, Wording};
use tandem::mail::{Letterhead, Mail};
use tandem::proposals::messages::Asking;
use tandem::proposals::proposal::Party;
use tandem::requests::reach::{Way, Ways};
use tandem::requests::request::{Request, RequestedPart};
use tandem::rounds::criteria::Criterion;
use tandem::rounds::reasons::Contribution;
use tandem::tandems::messages::Begun;
use tandem::track::Track;
use tandem::{accounts, overview, people, privacy, problems, proposals, registrations, requests, tandems};
use time::macros::{date, datetime};

pub const HUB: Hub<'_> = Hub { base_url: "https://hub.test", contact_email: "contact@hub.test" };

/// The kinds of every noun.
pub fn kinds() -> Vec<&'static Kind> {
    KINDS.concat()
}

/// A link to enter, sent to an address.
pub fn sign_in(email: &str, token: &str) -> Message {
    accounts::messages::link(HUB, &identity(email), Purpose::SignIn, token).unwrap()
}

pub fn confirmation(email: &str) -> Message {
    requests::messages::confirmation(email.to_owned(), "https://hub.test/join/confirmations/ab12").unwrap()
}

fn identity(email: &str) -> Identity {
    Identity {
        id: Id::nil(),
        email: email.to_owned(),
        password_hash: None,
        code_secret: None,
        deactivated_at: None,
        has_passkey: false,
    }
}

fn account(name: &str) -> Account {
    Account {
        id: Id::nil(),
        identity_id: None,
        name: name.to_owned(),
        role: Role::Adviser,
        organisation_id: Some(Id::nil()),
        branch_id: None,
        person_id: None,
        accepted_at: None,
        withdrawn_on: None,
    }
}

fn request() -> Request {
    Request {
        id: Id::nil(),
        part: RequestedPart::Mentor,
        first_name: "Zoé".to_owned(),
        last_name: "Calanque".to_owned(),
        track: None,
        ways: Ways { email: Some("zoe@exemple.test".to_owned()), ..Ways::default() },
        way: Way::Mail,
        place_code: Some("13055".to_owned()),
        words: String::new(),
        asked_at: Instant::new(datetime!(2026-03-12 09:30 UTC)),
        confirmed_at: None,
        is_referred: false,
        sent_by: None,
    }
}

/// A message of each kind, by the name of its snapshot.
pub fn samples() -> BTreeMap<String, Message> {
    let zoe = identity("zoe@exemple.test");
    let nouns = [
        accounts::messages::samples,
        people::messages::samples,
        requests::messages::samples,
        registrations::messages::samples,
        proposals::messages::samples,
        tandems::messages::samples,
        problems::messages::samples,
        privacy::messages::samples,
        overview::messages::samples,
    ];
    let all = nouns.into_iter().flat_map(|samples| samples(HUB, &zoe.email).unwrap());
    let mut samples: BTreeMap<String, Message> =
        all.map(|message| (message.kind().to_owned(), message)).collect();
    for change in [
        Change::Password,
        Change::CodesAdded,
        Change::PasskeyAdded,
        Change::PasskeyRemoved,
        Change::ProviderLinked("Fournisseur <essai>"),
        Change::ProviderUnlinked("Fournisseur <essai>"),
        Change::RecoveryCodesRenewed,
        Change::RecoveryCodeUsed,
        Change::SecondFactorForgotten,
    ] {
        let message = accounts::messages::access_changed(HUB, &zoe, change).unwrap();
        let name = format!("{change:?}");
        let name = name.split('(').next().unwrap_or_default().to_lowercase();
        samples.insert(format!("{}-{name}", message.kind()), message);
    }
    samples
}

#[test]
fn every_kind_of_message_is_written_as_before() {
    let samples = samples();
    let written: BTreeSet<&str> = samples.values().map(Message::kind).collect();
    assert_eq!(written, kinds().iter().map(|kind| kind.code).collect());
    for (name, message) in samples {
        let shown = format!(
            "{}\n\n{}\n\n{}\n",
            message.subject(),
            message.text().trim_end(),
            message.html().trim_end()
        );
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("message-{name}"), shown);
        });
    }
}

#[test]
fn what_somebody_typed_is_text_wherever_it_stands() {
    let linked = &samples()["access_changed-providerlinked"];
    let somebody = account("Désiré <b>Cabanon</b> & {role}");
    let stopped = accounts::messages::account_stopped("zoe@exemple.test".to_owned(), &somebody).unwrap();
    assert!(stopped.text().contains("« Désiré <b>Cabanon</b> & {role} » (conseil"), "{}", stopped.text());
    assert!(!stopped.html().contains("<b>") && stopped.html().contains("Cabanon"), "{}", stopped.html());
    assert!(!linked.html().contains("<essai>") && linked.html().contains("essai"), "{}", linked.html());
}

#[test]
fn whom_to_call_is_said_where_the_other_of_a_tandem_gave_no_way_to_reach_them() {
    let colette = Coordinator::example();
    let told = |phone, email, coordinator| {
        let (party, page) = (Party::Mentor, "https://hub.test/own/exemple");
        let begun = Begun { party, first_name: "Zoé", other: "Désiré", phone, email, page, coordinator };
        let message = tandems::messages::begun("zoe@exemple.test".to_owned(), &begun).unwrap();
        [message.text().to_owned(), message.html().to_owned()]
    };
    for said in told(None, None, Some(&colette)) {
        assert!(!said.contains("cette personne\u{a0}:"), "{said}");
        assert!(said.contains("joindre cette personne, appelez Colette Restanque au 04"), "{said}");
    }
    for said in told(None, None, None) {
        assert!(!said.contains("cette personne\u{a0}:"), "{said}");
        assert!(said.contains("joindre cette personne, répondez à ce message"), "{said}");
    }
    for [phone, email] in [[Some("04 65 71 00 02"), None], [None, Some("desire@exemple.test")]] {
        for said in told(phone, email, Some(&colette)) {
            assert!(said.contains("joindre cette personne\u{a0}:"), "{said}");
            assert!(said.contains(phone.or(email).unwrap()), "{said}");
            assert!(!said.contains("cette personne, appelez"), "{said}");
        }
    }
}

#[test]
fn a_side_that_is_asked_reads_no_level_of_a_language_and_nothing_that_is_only_so_for_the_other() {
    let sentence = "Langue commune : français. Le moins à l’aise des deux : B1.".to_owned();
    let criterion = Criterion::Language;
    let reason = Contribution { criterion, points: 100, most: 100, sentence, unsaid: false, unmet: false };
    for &party in Party::ALL {
        let asking = Asking {
            party,
            first_name: "Zoé",
            other: "Désiré",
            place: "Aubagne",
            track: Track::Employment,
            reasons: std::slice::from_ref(&reason),
            said_yes: false,
            again: true,
            due_on: date!(2026 - 03 - 22),
            address: String::new(),
            coordinator: None,
        };
        let said = proposals::messages::asked("zoe@exemple.test".to_owned(), &asking).unwrap();
        for said in [said.text(), said.html()] {
            assert!(!said.contains("B1") && !said.contains("Langue"), "{said}");
            assert!(!said.contains("quelqu’un d’autre"), "{said}");
            assert!(said.contains("Sans réponse, cette proposition se termine d’elle-même."), "{said}");
        }
    }
}

#[test]
fn a_message_has_the_words_of_the_hub_and_says_who_signs() {
    let declined = || samples().remove("request_declined").unwrap();
    let wording = |greeting: &str| Wording {
        paragraphs: [("greeting".to_owned(), greeting.to_owned())].into(),
        signature: Some("Colette <b>, pour le hub".to_owned()),
    };
    let message = declined().in_words(&wording("Chère {first_name} & <i>")).unwrap();
    assert!(message.text().starts_with("Chère Zoé & <i>\n\nNous ne pouvons pas"), "{}", message.text());
    assert!(message.text().contains("\n-- \nColette <b>, pour le hub\nVous pouvez"), "{}", message.text());
    assert!(!message.html().contains("<b>") && !message.html().contains("<i>"), "{}", message.html());
    // Words of before a variable was taken away are not those that leave.
    let message = declined().in_words(&wording("Chère {gone}")).unwrap();
    assert!(message.text().starts_with("Bonjour Zoé,"), "{}", message.text());
    assert!(declined().text().contains("\n-- \nLe hub du mentorat\n"));
    let trial = declined().for_trial("a@hub.test".to_owned()).in_words(&Wording::default()).unwrap();
    assert_eq!(trial.subject(), "[Essai] Notre réponse à votre demande");
    assert!(trial.text().starts_with("Ceci est un essai") && trial.html().contains("Ceci est un essai"));
}

#[test]
fn the_table_of_messages_is_that_of_the_code() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/messages.md");
    let text = fs::read_to_string(document).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let told: BTreeMap<&str, &str> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            assert!(cells.len() == 7 && cells[1..6].iter().all(|cell| !cell.is_empty()), "{row}");
            (cells[1].trim_matches('`'), cells[5])
        })
        .collect();
    let does = |kind: &Kind| if kind.nature.leaves_in_rehearsal() { "leaves" } else { "held" };
    let known: BTreeMap<&str, &str> = kinds().into_iter().map(|kind| (kind.code, does(kind))).collect();
    assert_eq!(told, known);
}

#[test]
fn a_message_enters_the_outbox_in_the_words_of_the_hub_only() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in files(&folder).iter().filter(|path| !path.ends_with("acts/messages/send.rs")) {
        let source = fs::read_to_string(path).unwrap();
        assert!(!source.contains("mail::push("), "{}: acts::messages::send does", path.display());
    }
}

#[test]
fn a_message_is_read_without_asking_anybody_for_anything() {
    for (name, message) in samples() {
        let html = message.html();
        for word in ["<img", "<link", "<script", "src=", "url(", "@import", "http:"] {
            assert!(!html.contains(word), "{name}: {word}");
        }
        let others = html.match_indices("://").filter(|(at, _)| !html[..*at + 3].ends_with("https://"));
        assert_eq!(others.count(), 0, "{name}");
        for (at, _) in html.match_indices("https://") {
            assert!(html[at..].starts_with(HUB.base_url), "{name}: {}", &html[at..]);
        }
        assert!(html.contains("<html lang=\"fr\">") && html.contains("</html>"), "{name}");
    }
}

#[test]
fn words_that_may_be_edited_name_only_what_their_message_knows() {
    for kind in kinds() {
        let names: BTreeSet<&str> = kind.paragraphs.iter().map(|paragraph| paragraph.name).collect();
        assert_eq!(names.len(), kind.paragraphs.len(), "{}: two paragraphs of one name", kind.code);
        assert!(names.contains(SUBJECT), "{}", kind.code);
        for paragraph in kind.paragraphs {
            let named: Vec<&str> = paragraph
                .default
                .split('{')
                .skip(1)
                .filter_map(|from| Some(from.split_once('}')?.0))
                .collect();
            assert_eq!(named, paragraph.variables, "{}.{}", kind.code, paragraph.name);
            assert_eq!(paragraph.check(paragraph.default), Ok(()), "{}.{}", kind.code, paragraph.name);
            // A subject is stored unsealed, and shown on locked screens: it names nobody.
            let names_nobody = paragraph.variables.iter().all(|variable| *variable == "day");
            assert!(paragraph.name != SUBJECT || names_nobody, "{}", kind.code);
        }
    }
    // A variable that is none would stand there between braces.
    for (name, message) in samples() {
        let said = message.text();
        assert!(!said.contains(['{', '}']), "{name}: {said}");
    }
}

#[test]
fn nobody_unsubscribes_from_what_they_need() {
    let head = Letterhead::parse("Le hub <hub@hub.test>", "contact@hub.test").unwrap();
    assert!(kinds().iter().all(|kind| kind.nature != Nature::Digest));
    for (name, message) in samples() {
        let mail = Mail {
            id: Id::nil(),
            recipient: "zoe@exemple.test".to_owned(),
            channel: "mail".to_owned(),
            kind: message.kind().to_owned(),
            nature: Nature::Necessary.code().to_owned(),
            subject: message.subject().to_owned(),
            body: String::new(),
            html: String::new(),
            created_at: request().asked_at,
            person_id: None,
            link_hash: None,
            contact_of: None,
            held_at: None,
            step_kind: None,
            step_id: None,
            step_what: None,
            last_on: None,
            taken_at: None,
            sent_at: None,
            given_up_at: None,
            last_error: None,
            dropped_at: None,
            dropped_reason: None,
            returned_at: None,
        };
        let words = (message.text().to_owned(), message.html().to_owned());
        let written = String::from_utf8(letter(&head, &mail, words).unwrap().formatted()).unwrap();
        let (headers, _) = written.split_once("\r\n\r\n").unwrap();
        assert!(!headers.to_lowercase().contains("list-unsubscribe"), "{name}: {headers}");
        assert!(headers.contains("Reply-To: contact@hub.test"), "{name}: {headers}");
    }
}

/// The files of a folder and those below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn the_words_of_messages_stand_in_messages_only() {
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let is_of_messages = |path: &Path| {
        path.ends_with("messages.rs") || path.parent().is_some_and(|folder| folder.ends_with("messages"))
    };
    for path in sources.iter().filter(|path| !is_of_messages(path)) {
        let source = fs::read_to_string(path).unwrap();
        // Only this makes what the outbox takes.
        assert!(!source.contains("Message::write"), "{} writes a message", path.display());
        for kind in kinds() {
            // A title may be that of a page too; a sentence is said in one place.
            for paragraph in
                kind.paragraphs.iter().filter(|paragraph| paragraph.default.ends_with(['.', ':']))
            {
                let says = source.contains(paragraph.default);
                assert!(!says, "{} says {:?}", path.display(), paragraph.default);
            }
        }
    }
}
