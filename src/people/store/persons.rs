//! Persons: who they are, what they speak, what they own.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult, PaginatorTrait, QueryOrder, QuerySelect};

use super::rows::{business, language, person, values, within};
use crate::accounts::access::Scope;
use crate::db::{self, Deciding, Id, Stored, Write};
use crate::people::deeds::PersonDeed;
use crate::people::newcomer::KnownPerson;
use crate::people::person::{Person, PersonFacts, Sex};
use crate::people::profile::{Language, Languages, Level};
use crate::people::reach::{Preference, Stopped};
use crate::territories::text::fold;

/// The person of a key, if the scope holds them.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<Person>, DbErr> {
    Ok(list(db, person::Column::Id.eq(id).and(within(scope))).await?.pop())
}

/// Whether a scope holds a person.
pub async fn holds(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<bool, DbErr> {
    Ok(person::Entity::find_by_id(id).filter(within(scope)).count(db).await? > 0)
}

/// The people of some keys, whom the scope holds, in the order of the keys.
pub async fn list_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: &[Id],
) -> Result<BTreeMap<Id, Person>, DbErr> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    by_id(db, person::Column::Id.is_in(ids.iter().copied()).and(within(scope))).await
}

/// Everybody the scope holds, by key.
pub async fn everybody(db: &impl ConnectionTrait, scope: Scope) -> Result<BTreeMap<Id, Person>, DbErr> {
    by_id(db, within(scope)).await
}

/// The person of an address, whatever organisation brought them; nobody where several share it.
pub async fn find_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Id>, DbErr> {
    let found = list_by_email(db, email).await?;
    Ok(<[Id; 1]>::try_from(found).ok().map(|[only]| only))
}

/// The people of an address, whatever organisation brought them: a couple may share one.
pub async fn list_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Vec<Id>, DbErr> {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Email.eq(email))
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// Those whom a scope holds of some addresses, by address.
pub async fn list_by_address(
    db: &impl ConnectionTrait,
    scope: Scope,
    emails: &[&str],
) -> Result<BTreeMap<String, Id>, DbErr> {
    let found: Vec<(Option<String>, Id)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Email, person::Column::Id])
        .filter(person::Column::Email.is_in(emails.iter().copied()))
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().filter_map(|(email, id)| Some((email?, id))).collect())
}

/// The person of a key, if the scope holds them, held until this transaction ends.
pub async fn lock_person(write: &Write, scope: Scope, id: Id) -> Result<Option<Person>, DbErr> {
    let found = person::Entity::find_by_id(id).filter(within(scope)).lock_exclusive().one(write.on()).await?;
    // Read again once it is held: PostgreSQL would give the languages as they were before somebody else let go of it.
    match found {
        Some(row) => Ok(list(write.on(), person::Column::Id.eq(row.id)).await?.pop()),
        None => Ok(None),
    }
}

/// Some people, whoever brought them, each held until this transaction ends, in the order of their keys.
pub async fn lock_people(write: &Write, ids: &[Id]) -> Result<BTreeMap<Id, Person>, DbErr> {
    // Always in this order: of two transactions that lock the same rows, one waits and neither is killed.
    let these = person::Column::Id.is_in(ids.iter().copied());
    person::Entity::find()
        .filter(these.clone())
        .order_by_asc(person::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    by_id(write.on(), these).await
}

/// Holds some addresses until this transaction ends, whether or not somebody has them: whoever then looks whether one is
/// taken is not overtaken.
pub async fn lock_addresses(write: &Write, emails: &[&str]) -> Result<(), DbErr> {
    db::hold_words(write, emails).await
}

/// Those of some addresses that somebody has.
#[derive(Debug, Default)]
pub struct Taken {
    /// By somebody whom the scope holds.
    pub within: BTreeSet<String>,
    /// By somebody else: whoever looks with this scope is not told.
    pub beyond: BTreeSet<String>,
}

/// Those of some addresses that somebody has, apart as a scope holds them or not.
pub async fn list_taken(of: &impl Deciding, scope: Scope, emails: &[&str]) -> Result<Taken, DbErr> {
    let among = || {
        let these = person::Column::Email.is_in(emails.iter().copied());
        person::Entity::find().select_only().column(person::Column::Email).filter(these)
    };
    let all: Vec<Option<String>> = among().into_tuple().all(of.on()).await?;
    let within: Vec<Option<String>> = among().filter(within(scope)).into_tuple().all(of.on()).await?;
    let within: BTreeSet<String> = within.into_iter().flatten().collect();
    let beyond = all.into_iter().flatten().filter(|email| !within.contains(email)).collect();
    Ok(Taken { within, beyond })
}

/// What an import needs of those whom a scope holds to tell who is already there. Nobody else is known to whoever imports.
pub async fn known(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<KnownPerson>, DbErr> {
    let own = person::Entity::find().filter(within(scope)).order_by_asc(person::Column::Id).all(db).await?;
    let in_full = |row: person::Model| {
        Ok(KnownPerson {
            birth_year: birth_year_of(&row)?,
            email: row.email.unwrap_or_default(),
            first_name: row.first_name,
            last_name: row.last_name,
        })
    };
    own.into_iter().map(in_full).collect()
}

/// The parts somebody plays today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// A mentor who has not left.
    pub mentor: bool,
    /// In a journey, ended or not.
    pub mentee: bool,
}

/// The parts a person plays, whatever organisation brought them.
pub async fn parts_of(db: &impl ConnectionTrait, person: Id) -> Result<Parts, DbErr> {
    let own = Scope::Person(person);
    Ok(Parts {
        mentor: super::mentor_of(db, own, person).await?.is_some_and(|mentor| mentor.left_on.is_none()),
        mentee: !super::journeys_of(db, own, person).await?.is_empty(),
    })
}

/// Adds a person.
pub async fn insert(write: &Write, person: &Person) -> Result<(), DbErr> {
    person::Entity::insert(row_of(person)).exec_without_returning(write.on()).await?;
    insert_children(write, person).await?;
    write.record(PersonDeed::Created, person.id);
    Ok(())
}

/// Replaces what is known of a person.
pub async fn save(write: &Write, person: &Person) -> Result<(), DbErr> {
    person::Entity::update(row_of(person)).exec(write.on()).await?;
    language::Entity::delete_many().filter(language::Column::PersonId.eq(person.id)).exec(write.on()).await?;
    business::Entity::delete_many().filter(business::Column::PersonId.eq(person.id)).exec(write.on()).await?;
    insert_children(write, person).await?;
    write.record(PersonDeed::Changed, person.id);
    Ok(())
}

/// Some numbers' people.
pub async fn list_by_phone(of: &impl Deciding, numbers: &[String]) -> Result<Vec<Id>, DbErr> {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Phone.is_in(numbers.iter().map(String::as_str)))
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(of.on())
        .await
}

/// Saves since when a person wants no more of a way of being contacted; none: they want it again.
pub async fn save_stopped(write: &Write, id: Id, way: Preference, stops: bool) -> Result<(), DbErr> {
    person::Entity::update_many()
        .col_expr(stopped_at(way), Expr::value(stops.then(|| write.now())))
        .filter(person::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    write.record(if stops { PersonDeed::ContactStopped } else { PersonDeed::ContactResumed }, id);
    Ok(())
}

/// The column that says since when a way is not wanted.
pub(super) fn stopped_at(way: Preference) -> person::Column {
    match way {
        Preference::Mail => person::Column::MailStoppedAt,
        Preference::Text => person::Column::TextStoppedAt,
        Preference::Letter => person::Column::LetterStoppedAt,
        Preference::Voice => person::Column::VoiceStoppedAt,
    }
}

async fn insert_children(write: &Write, person: &Person) -> Result<(), DbErr> {
    let languages: Vec<_> = person
        .languages
        .iter()
        .map(|(language, level)| language::ActiveModel {
            person_id: Set(person.id),
            language: Set(language.code().to_owned()),
            level: Set(level.code().to_owned()),
        })
        .collect();
    if !languages.is_empty() {
        language::Entity::insert_many(languages).exec_without_returning(write.on()).await?;
    }
    let businesses: Vec<_> = person
        .businesses
        .iter()
        .map(|siren| business::ActiveModel { person_id: Set(person.id), siren: Set(siren.clone()) })
        .collect();
    if !businesses.is_empty() {
        business::Entity::insert_many(businesses).exec_without_returning(write.on()).await?;
    }
    Ok(())
}

fn row_of(person: &Person) -> person::ActiveModel {
    person::ActiveModel {
        id: Set(person.id),
        first_name: Set(person.first_name.clone()),
        last_name: Set(person.last_name.clone()),
        search_name: Set(fold(&person.name())),
        email: Set(person.email.clone()),
        phone: Set(person.phone.clone()),
        channel: Set(person.channel.map(|channel| channel.code().to_owned())),
        postal_address: Set(person.postal_address.clone()),
        mail_stopped_at: Set(person.stopped.mail),
        text_stopped_at: Set(person.stopped.text),
        letter_stopped_at: Set(person.stopped.letter),
        voice_stopped_at: Set(person.stopped.voice),
        postcode: Set(person.postcode.clone()),
        place_code: Set(person.place_code.clone()),
        birth_year: Set(person.birth_year.map(i32::from)),
        sex: Set(person.sex.map(|sex| sex.code().to_owned())),
        in_qpv: Set(person.in_qpv),
        organisation_id: Set(person.organisation_id),
        branch_id: Set(person.branch_id),
        registered_on: Set(person.registered_on),
    }
}

/// A person as they are read: their row, their languages and their businesses.
#[derive(FromQueryResult)]
struct Whole {
    #[sea_orm(nested)]
    row: person::Model,
    spoken: Option<String>,
    owned: Option<String>,
}

/// The languages of the person of a row, each with its level.
const SPOKEN: &str = "(SELECT string_agg(language || ':' || level, ',') FROM person_languages \
                      WHERE person_id = people.id)";
/// The businesses of the person of a row.
const OWNED: &str = "(SELECT string_agg(siren, ',') FROM person_businesses WHERE person_id = people.id)";

/// Some people, by key.
pub(super) async fn by_id(db: &impl ConnectionTrait, chosen: Expr) -> Result<BTreeMap<Id, Person>, DbErr> {
    Ok(list(db, chosen).await?.into_iter().map(|person| (person.id, person)).collect())
}

async fn list(db: &impl ConnectionTrait, chosen: Expr) -> Result<Vec<Person>, DbErr> {
    let rows: Vec<Whole> = person::Entity::find()
        .expr_as(Expr::cust(SPOKEN), "spoken")
        .expr_as(Expr::cust(OWNED), "owned")
        .filter(chosen)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(person_of).collect()
}

/// What a round needs of everybody, by key.
pub async fn list_facts(of: &impl Deciding) -> Result<BTreeMap<Id, PersonFacts>, DbErr> {
    type Row = (Id, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::PlaceCode])
        .expr(Expr::cust(SPOKEN))
        .expr(Expr::cust(OWNED))
        .into_tuple()
        .all(of.on())
        .await?;
    let facts = |(id, place_code, spoken, owned): Row| {
        let languages = languages_of(id, spoken.as_deref())?;
        Ok((id, PersonFacts { id, place_code, languages, businesses: businesses_of(owned.as_deref()) }))
    };
    rows.into_iter().map(facts).collect()
}

fn languages_of(person: Id, spoken: Option<&str>) -> Result<Languages, DbErr> {
    let stored = Stored::new(language::Entity, &person);
    let language = |(language, level): (&str, &str)| {
        let language = stored.code(language::Column::Language, language, Language::from_code)?;
        Ok((language, stored.code(language::Column::Level, level, Level::from_code)?))
    };
    values(spoken).map(language).collect()
}

fn businesses_of(owned: Option<&str>) -> BTreeSet<String> {
    values(owned).map(|(siren, _)| siren.to_owned()).collect()
}

fn birth_year_of(row: &person::Model) -> Result<Option<u16>, DbErr> {
    Stored::new(person::Entity, &row.id).maybe_number(person::Column::BirthYear, row.birth_year)
}

fn person_of(Whole { row, spoken, owned }: Whole) -> Result<Person, DbErr> {
    let stored = Stored::new(person::Entity, &row.id);
    Ok(Person {
        birth_year: birth_year_of(&row)?,
        sex: stored.maybe_code(person::Column::Sex, row.sex.as_deref(), Sex::from_code)?,
        channel: stored.maybe_code(person::Column::Channel, row.channel.as_deref(), Preference::from_code)?,
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        phone: row.phone,
        postal_address: row.postal_address,
        stopped: Stopped {
            mail: row.mail_stopped_at,
            text: row.text_stopped_at,
            letter: row.letter_stopped_at,
            voice: row.voice_stopped_at,
        },
        postcode: row.postcode,
        place_code: row.place_code,
        in_qpv: row.in_qpv,
        organisation_id: row.organisation_id,
        branch_id: row.branch_id,
        registered_on: row.registered_on,
        languages: languages_of(row.id, spoken.as_deref())?,
        businesses: businesses_of(owned.as_deref()),
    })
}

/// The name of a person, whatever the scope: for the personas of the demonstration and the journal's readers.
pub async fn get_name(db: &impl ConnectionTrait, id: Id) -> Result<Option<String>, DbErr> {
    let row = person::Entity::find_by_id(id).one(db).await?;
    Ok(row.map(|row| format!("{} {}", row.first_name, row.last_name)))
}
