//! What stands in a table although no check lets it in is an error that names table, column and key, never something else.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use tandem::accounts::access::{Role, Scope};
use tandem::accounts::opening::Reason;
use tandem::accounts::passkey::Ceremony;
use tandem::db::{self, Id, Instant, Mark, Write, new_id};
use tandem::follow_ups::meeting::{Meeting, Mode};
use tandem::links::{self, NewLink, Uses};
use tandem::outcomes::outcome::{Kind, Outcome, Source};
use tandem::people::profile::Topic;
use tandem::proposals::band::{Band, Order};
use tandem::proposals::proposal::{Answer, Party};
use tandem::proposals::store::Sought;
use tandem::requests::reach::{Way, Ways};
use tandem::requests::referral::{Agreement, Referral};
use tandem::requests::request::{Request, RequestedPart};
use tandem::steps::Filter;
use tandem::{
    accounts, follow_ups, organisations, outcomes, overview, people, proposals, publications, requests,
    rounds, tandems,
};

use super::rows;
use crate::support::TestHub;
use crate::tandems::own_tandem;

/// Each column, what makes it unreadable, and the column of the table's key.
const CASES: [(&str, &str, &str, &str); 51] = [
    ("accounts", "phone", "'by_pigeon'", "id"),
    ("accounts", "role", "'queen'", "id"),
    ("exceptional_openings", "reason", "'curiosity'", "id"),
    ("hub", "kind", "'other'", "id"),
    ("journey_items", "code", "code || '-night' WHERE kind = 'availability'", "journey_id"),
    ("journey_items", "code", "code || '-gossip' WHERE kind = 'topic'", "journey_id"),
    ("journey_items", "kind", "'wish' WHERE kind = 'trade'", "journey_id"),
    ("journeys", "end_reason", "'bored', ended_on = welcomed_on", "id"),
    ("journeys", "ended_on", "welcomed_on", "id"),
    ("journeys", "style", "'[1'", "id"),
    ("journeys", "style", "'[9000, null, null, null, null]'", "id"),
    ("journeys", "track", "'retirement'", "id"),
    ("journeys", "travel_km", "-1", "id"),
    ("links", "uses", "'thrice'", "id"),
    ("meetings", "minutes", "-60", "id"),
    ("meetings", "mode", "'by_pigeon'", "id"),
    ("meetings", "topic", "'gossip'", "id"),
    ("mentor_items", "code", "code || '-night' WHERE kind = 'availability'", "mentor_id"),
    ("mentor_items", "code", "code || '-gossip' WHERE kind = 'topic'", "mentor_id"),
    ("mentor_items", "code", "code || '-retirement' WHERE kind = 'track'", "mentor_id"),
    ("mentor_items", "kind", "'wish' WHERE kind = 'trade'", "mentor_id"),
    ("mentors", "capacity", "300", "id"),
    ("mentors", "style", "'{}'", "id"),
    ("mentors", "travel_km", "-1", "id"),
    ("organisations", "kind", "'club'", "id"),
    ("outcomes", "kind", "'happy'", "id"),
    ("outcomes", "source", "'hearsay'", "id"),
    ("passkey_ceremonies", "state", "'{'", "id"),
    ("passkeys", "credential", "'{'", "id"),
    ("people", "birth_year", "-1", "id"),
    ("people", "sex", "'X'", "id"),
    ("person_languages", "language", "'klingon'", "person_id"),
    ("person_languages", "level", "'D1'", "person_id"),
    ("proposals", "mentee_answer", "'perhaps'", "id"),
    ("proposals", "mentee_answer", "NULL", "id"),
    ("proposals", "mentor_answer", "'yes'", "id"),
    ("proposals", "reasons", "''", "id"),
    ("proposals", "score", "-1", "id"),
    ("publications", "content", "'{}'", "id"),
    ("referrals", "agreement", "'nodded'", "id"),
    ("requests", "part", "'guest'", "id"),
    ("requests", "track", "'holidays'", "id"),
    ("requests", "way", "'pigeon'", "id"),
    ("rounds", "inputs", "'{}'", "id"),
    ("rounds", "inputs_hash", "NULL", "id"),
    ("rounds", "result", "'{}'", "id"),
    ("rounds", "waiting", "-1", "id"),
    ("rounds", "weights", "'[]'", "id"),
    ("steps", "what", "'dream'", "id"),
    ("tandems", "closed_on", "started_on", "id"),
    ("tandems", "closure_reason", "'anger', closed_on = started_on", "id"),
];

/// Writes past the checks, as an older or a newer program would, or somebody by hand.
async fn write_unchecked(write: &Write, table: &str, update: &str) {
    let db = write.on();
    let run =
        async |sql: &str| db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    if db.get_database_backend() == DbBackend::Postgres {
        let query = format!(
            "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND conrelid = '{table}'::regclass"
        );
        for [name] in rows::<1>(db, &query).await {
            run(&format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\"")).await;
        }
        run(update).await;
        return;
    }
    run("PRAGMA ignore_check_constraints = ON").await;
    run(update).await;
    run("PRAGMA ignore_check_constraints = OFF").await;
}

const TOKEN_PURPOSE: &str = "sign_in";

/// A hub where each of these tables has a row; gives the token of a link.
async fn a_full_hub() -> (TestHub, String) {
    let hub = TestHub::new().await;
    hub.run_a_round().await;
    hub.publish().await;
    let tandem = own_tandem(&hub).await;
    hub.add_mentor("Clovis Pinède", |_, mentor| {
        mentor.profile.trades.insert("J1401".to_owned());
    })
    .await;
    let (proposed, journey) = hub
        .add_mentee("Fanny Deux", |_, journey| {
            journey.profile.trades.insert("J1401".to_owned());
        })
        .await;
    let today = hub.app.today();
    let identity = hub.identity_of(Role::Coordinator).await;
    let write = hub.write().await;
    db::insert_mark(&write, Mark::Demonstration).await.unwrap();
    let mut proposal = hub.suggestion(journey.id, tandem.mentor_id);
    proposal.take(Party::Mentee, Answer { agrees: true, on: today, refusal: None, reason: None }).unwrap();
    proposals::store::insert_proposals(&write, &[proposal]).await.unwrap();
    let meeting = Meeting {
        id: new_id(),
        tandem_id: tandem.id,
        held_on: today,
        minutes: 60,
        mode: Mode::Remote,
        topic: Some(Topic::Interview),
        next_on: None,
    };
    follow_ups::store::insert(&write, &meeting).await.unwrap();
    let outcome = Outcome {
        id: new_id(),
        journey_id: journey.id,
        kind: Kind::Searching,
        occurred_on: None,
        observed_on: today,
        source: Source::Mentee,
    };
    outcomes::store::insert(&write, &[outcome]).await.unwrap();
    let account = hub.account_of(Role::Adviser).await;
    accounts::store::insert_opening(&write, account, proposed.id, Reason::Emergency).await.unwrap();
    accounts::store::save_ceremony(&write, identity, Ceremony::Proof, "{}".to_owned()).await.unwrap();
    let request = request(hub.app.now());
    requests::store::insert(&write, &request).await.unwrap();
    let referral = referral(&request, hub.partner());
    requests::store::insert_referral(&write, &referral).await.unwrap();
    let link = NewLink {
        purpose: TOKEN_PURPOSE,
        subject: identity,
        bearer: "zoe@exemple.test",
        path: "/sign-in/links",
        lasts: time::Duration::HOUR,
        uses: Uses::Once,
    };
    let token = links::store::insert(&write, link).await.unwrap();
    write.commit().await.unwrap();
    hub.sql("UPDATE requests SET confirmed_at = asked_at").await.unwrap();
    let passkey = format!(
        "INSERT INTO passkeys (id, identity_id, label, credential, created_at) \
         SELECT {}, id, 'clé', '{{}}', created_at FROM identities LIMIT 1",
        hub.literal(&new_id().simple().to_string())
    );
    hub.sql(&passkey).await.unwrap();
    (hub, token)
}

fn referral(request: &Request, organisation_id: Id) -> Referral {
    Referral {
        id: new_id(),
        request_id: request.id,
        journey_id: None,
        name: "Camille Orsini".to_owned(),
        email: "camille@exemple.test".to_owned(),
        organisation_id,
        branch_id: None,
        agreement: Agreement::Spoken,
        agreed_on: request.asked_at.day(),
        referred_at: request.asked_at,
        confirmed_at: Some(request.asked_at),
        paired_on: None,
        closed_on: None,
        objected_at: None,
    }
}

fn request(now: Instant) -> Request {
    Request {
        id: new_id(),
        part: RequestedPart::Mentor,
        first_name: "Zoé".to_owned(),
        last_name: "Calanque".to_owned(),
        track: None,
        ways: Ways { email: Some("zoe@exemple.test".to_owned()), ..Ways::default() },
        way: Way::Mail,
        place_code: Some("13055".to_owned()),
        words: String::new(),
        asked_at: now,
        confirmed_at: None,
        is_referred: false,
        sent_by: None,
    }
}

/// Keys of what the readings are of.
struct Known {
    token: String,
    coordinator: Id,
    with_passkey: Id,
    tandems: Vec<Id>,
    rounds: Vec<Id>,
}

/// Reads a table as the program does, in whole.
async fn read(write: &Write, table: &str, known: &Known) -> Result<(), DbErr> {
    let (db, all) = (write.on(), Scope::Hub);
    match table {
        "accounts" => {
            accounts::store::list_all_of_identity(db, known.coordinator).await?;
            accounts::store::find_coordination(db).await.map(drop)
        }
        "exceptional_openings" => accounts::store::list_all_openings(db, 9).await.map(drop),
        "hub" => db::find_mark(db).await.map(drop),
        "journeys" | "journey_items" => people::store::list_journeys(db, all).await.map(drop),
        "links" => links::store::find(db, TOKEN_PURPOSE, &known.token).await.map(drop),
        "meetings" => follow_ups::store::list_of(db, all, &known.tandems).await.map(drop),
        "mentors" | "mentor_items" => people::store::open_mentors(db, all).await.map(drop),
        "organisations" => organisations::store::list(db).await.map(drop),
        "outcomes" => outcomes::store::list_all(db, all).await.map(drop),
        "passkey_ceremonies" => {
            accounts::store::take_ceremony::<Vec<u8>>(write, known.coordinator, Ceremony::Proof)
                .await
                .map(drop)
        }
        "passkeys" => accounts::store::list_passkeys(db, known.with_passkey).await.map(drop),
        "people" | "person_languages" => people::store::everybody(db, all).await.map(drop),
        "proposals" => {
            for &band in Band::ALL {
                let (order, asked_by) = (Order::Closes, write.today());
                let sought = Sought { band, text: String::new(), order, asked_by };
                proposals::store::list_band(db, all, &sought, 0..9).await?;
            }
            Ok(())
        }
        "publications" => publications::store::find_public(db).await.map(drop),
        "referrals" => {
            let ids: Vec<_> = requests::store::list(db, all).await?.iter().map(|one| one.id).collect();
            requests::store::list_referrals_of(db, all, &ids).await.map(drop)
        }
        "requests" => requests::store::list(db, all).await.map(drop),
        "rounds" => {
            for &round in &known.rounds {
                rounds::store::find_progress(db, all, round).await?;
                rounds::store::find_round(db, all, round).await?;
                rounds::store::find_inputs(db, all, round).await?;
            }
            Ok(())
        }
        "steps" => overview::store::list_steps(db, all, &Filter::default(), 0..99).await.map(drop),
        "tandems" => tandems::store::list_all(db, all).await.map(drop),
        other => panic!("nothing reads {other}"),
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_that_says_where() {
    let (hub, token) = a_full_hub().await;
    let known = Known {
        token,
        coordinator: hub.identity_of(Role::Coordinator).await,
        with_passkey: hub.keys("SELECT identity_id AS id FROM passkeys").await[0],
        tandems: hub.keys("SELECT id FROM tandems").await,
        rounds: hub.keys("SELECT id FROM rounds").await,
    };
    for (table, column, value, key) in CASES {
        let keys: Vec<String> = match table {
            "hub" | "publications" => vec!["1".to_owned()],
            _ => {
                let keys = hub.keys(&format!("SELECT {key} AS id FROM {table}")).await;
                keys.iter().map(ToString::to_string).collect()
            }
        };
        // Nothing of it is committed: each case begins with what can be read.
        let write = hub.write().await;
        if !["passkeys", "passkey_ceremonies"].contains(&table) {
            read(&write, table, &known).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        }
        write_unchecked(&write, table, &format!("UPDATE {table} SET {column} = {value}")).await;
        let Err(error) = read(&write, table, &known).await else {
            panic!("{table}.{column} = {value} is read as something else");
        };
        let said = error.to_string();
        let names = |key: &String| said.contains(&format!("{table}.{column} of {key} is "));
        assert!(keys.iter().any(names), "{table}.{column} = {value}: {said}");
        // It goes to the log, and the value may be of a person.
        let why = said.split_once(" is ").unwrap().1;
        let mut written = value.split('\'').skip(1).step_by(2).filter(|text| !text.is_empty());
        assert!(written.all(|text| !why.contains(text)) && !why.contains("-1"), "{value}: {said}");
    }
}
