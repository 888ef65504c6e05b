//! Wall 4: what changes the database is called by acts, in their transaction.

use super::Breach;
use crate::architecture::house::{ACTS, CALLERS, CARRIERS, House};
use crate::architecture::reader::Source;
use crate::architecture::reader::functions::{Function, Parameter};
use crate::architecture::reader::map::Target;
use crate::architecture::reader::references::{Reference, Way};
use crate::architecture::reader::tokens::{Token, closing};

/// Statements on an entity or a query: `Entity::insert(…)`, `Query::delete()`.
const STATEMENTS: &[&str] =
    &["insert", "insert_many", "update", "update_many", "delete", "delete_by_id", "delete_many"];
/// Methods that only a statement that writes has.
const EXECUTIONS: &[&str] = &[
    "exec",
    "exec_with_returning",
    "exec_without_returning",
    "execute",
    "execute_raw",
    "execute_unprepared",
];
/// Methods that write when something waits for them: a map's `insert` is not waited for.
const WAITED: &[&str] = &["insert", "update", "delete", "save"];
/// Methods that hold a row until the transaction ends.
const LOCKS: &[&str] = &["lock", "lock_exclusive", "lock_shared"];

/// Transactions that see everything: one writes, one reads, and `Deciding` is either.
const TRANSACTIONS: &[&str] = &["Write", "Snapshot", "Deciding"];

/// Nouns that only read.
const READERS: &[&str] = &["reports", "overview", "indicators"];

/// Where the `store` functions are, with their file.
fn store_functions(house: &House) -> impl Iterator<Item = (&Source, &Function)> {
    let stores = house.sources.iter().filter(|source| source.is_store());
    stores.flat_map(|source| source.declared.functions.iter().map(move |function| (source, function)))
}

/// Whoever reads the signature knows that it writes.
pub fn what_writes_takes_a_write(house: &House) -> Vec<Breach> {
    let why = "what inserts, updates, deletes or locks takes &Write (or &Claim, from jobs/ and mail/)";
    let mut breaches = Vec::new();
    for (source, function) in store_functions(house) {
        let takes = house.takes(source, function, "Write", "db").or(claim(house, source, function));
        let gives_a_claim = function.output.iter().any(|word| word == "Claim");
        if let Some(at) = writes(source, function).filter(|_| takes.is_none() && !gives_a_claim) {
            let what = format!("{}::{} ({})", source.part(), function.name, source.tokens[at].text);
            breaches.push(Breach::new(source, function.line, what, why));
        }
        if function.is_method && function.takes("Write").is_some() {
            let what = format!("{}::{}", source.part(), function.name);
            let why = "a method is called through a value, which no wall follows: make it a function";
            breaches.push(Breach::new(source, function.line, what, why));
        }
    }
    breaches
}

/// The parameter that proves that a piece of work was taken.
pub fn claim<'a>(house: &House, source: &Source, function: &'a Function) -> Option<&'a Parameter> {
    ["jobs", "mail"].iter().find_map(|part| house.takes(source, function, "Claim", part))
}

/// Where a function writes or locks, if it does.
fn writes(source: &Source, function: &Function) -> Option<usize> {
    function.body.clone().find(|&at| {
        let token = &source.tokens[at];
        let follows = |text: &str| at.checked_sub(1).is_some_and(|before| source.tokens[before].is(text));
        let is_called = source.tokens.get(at + 1).is_some_and(|next| next.is("("));
        let names = |names: &[&str]| is_called && names.iter().any(|name| token.is(name));
        let on_entity = || ["Entity", "Query"].iter().any(|owner| source.tokens[at - 2].is(owner));
        follows("::") && names(STATEMENTS) && on_entity()
            || follows(".")
                && (names(EXECUTIONS) || names(LOCKS) || names(WAITED) && is_waited(&source.tokens, at + 1))
    })
}

/// Whether `.await` follows the arguments that open here.
fn is_waited(tokens: &[Token], open: usize) -> bool {
    tokens.get(closing(tokens, open) + 2).is_some_and(|token| token.is("await"))
}

/// A function in a transaction sees everything, and may write: acts decide, others ask them.
pub fn only_acts_write(house: &House) -> Vec<Breach> {
    let acts =
        "a function of a store or a carrier that takes a transaction is called by acts and stores only";
    let workers = "a function of a store or a carrier that takes &Claim is called by acts, worker.rs and the senders only";
    let mut breaches = Vec::new();
    for (from, reference) in house.uses().filter(|(_, reference)| reference.way != Way::ReExport) {
        let Some((used, function)) = house.function(reference).filter(|(used, _)| holds_tables(used)) else {
            continue;
        };
        let what = format!("{} -> {}::{}", from.part(), used.part(), function.name);
        let is_carrier = from.part() == used.part() && CARRIERS.contains(&from.part());
        let may = from.is_store() || ["db", ACTS].contains(&from.part()) || is_carrier;
        let may_claim = may || ["worker", "mail"].contains(&from.part());
        if decides(house, used, function) && !may {
            breaches.push(Breach::new(from, reference.line, what, acts));
        } else if claim(house, used, function).is_some() && !may_claim {
            breaches.push(Breach::new(from, reference.line, what, workers));
        }
    }
    breaches.extend(journal_lines(house));
    breaches
}

/// Whether a function takes a transaction, in which it sees everything.
pub fn decides(house: &House, source: &Source, function: &Function) -> bool {
    TRANSACTIONS.iter().any(|kind| house.takes(source, function, kind, "db").is_some())
}

/// Stores, and the whole of a carrier that has one. `db/` gives the means to write, it writes nothing of its own.
fn holds_tables(source: &Source) -> bool {
    source.is_store() || CARRIERS.contains(&source.part()) && source.part() != "db"
}

/// The journal says what was written: whoever writes adds the line.
fn journal_lines(house: &House) -> Vec<Breach> {
    let why = "a line of the journal is added by the store or the act that writes";
    let may = |source: &Source| source.is_store() || ["db", ACTS].contains(&source.part());
    places(house, &["write", ".", "record", "("], why, may)
}

/// A transaction is opened by an act, or by who calls it.
pub fn writes_are_opened_by_acts_and_callers(house: &House) -> Vec<Breach> {
    let why = "a Write is opened in acts and by their callers (pages, guard.rs, worker.rs, commands, demo)";
    let may = |source: &Source| {
        let is_root = ["db", "state", ACTS].contains(&source.part()) || CALLERS.contains(&source.part());
        is_root || house.position(source.part()).is_some() && source.is_page()
    };
    let mut breaches = Vec::new();
    for (from, reference) in house.uses() {
        if opens_a_write(reference) && !may(from) {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches.extend(places(house, &["app", ".", "write", "("], why, may));
    breaches.extend(plain_transactions(house));
    breaches
}

/// Whether this is `Write::begin`, or `Snapshot::begin`.
fn opens_a_write(reference: &Reference) -> bool {
    let begins = |rest: &[String]| rest.first().is_some_and(|name| name == "begin");
    match &reference.target {
        Target::House { path, item: Some(item), rest } => {
            path.starts_with("src/db/") && ["Write", "Snapshot"].contains(&item.as_str()) && begins(rest)
        }
        _ => false,
    }
}

/// A plain `BEGIN` loses writes on SQLite: `db/` knows how to open a transaction.
fn plain_transactions(house: &House) -> Vec<Breach> {
    let why = "only db/ opens a transaction of the database";
    let is_db = |source: &Source| source.part() == "db";
    ["begin", "begin_with_options", "begin_with_config", "transaction", "transaction_with_config"]
        .iter()
        .flat_map(|name| places(house, &[".", name, "("], why, is_db))
        .collect()
}

/// Where these tokens stand in a file that may not have them.
fn places(house: &House, tokens: &[&str], why: &'static str, may: impl Fn(&Source) -> bool) -> Vec<Breach> {
    let sources = house.sources.iter().filter(|source| !may(source));
    sources
        .flat_map(|source| {
            let what = tokens.concat();
            source
                .sequences(tokens)
                .map(move |at| Breach::new(source, source.tokens[at].line, what.clone(), why))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// `reports`, `overview` and `indicators` read everything and write nothing.
pub fn readers_write_nothing(house: &House) -> Vec<Breach> {
    let why = "reports, overview and indicators read everything and write nothing";
    let is_reader = |source: &Source| READERS.contains(&source.part());
    let mut breaches = Vec::new();
    for source in house.sources.iter().filter(|source| is_reader(source)) {
        for function in &source.declared.functions {
            if let Some(at) = writes(source, function).filter(|_| source.is_store()) {
                let what = format!("{} ({})", function.name, source.tokens[at].text);
                breaches.push(Breach::new(source, function.line, what, why));
            }
        }
    }
    for (from, reference, used) in
        house.uses_within().filter(|(from, _, _)| is_reader(from) && !from.is_page())
    {
        if used.part() == "db" && reference.item().is_some_and(|(_, item)| item == "Write") {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}
