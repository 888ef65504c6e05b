//! Wall 5: three kinds of reading, told by the signature. What somebody may see is filtered in SQL, never afterwards.
//!
//! *Showing* takes the scope of who looks; *deciding* takes `&Write` or `&Snapshot`, and sees everything; *by proof*
//! takes a token, a session or an address, in `accounts` and `links` only; elsewhere, what a link is asked with (`links::Serving`).

use super::Breach;
use super::writes::{claim, decides};
use crate::architecture::house::House;
use crate::architecture::reader::Source;
use crate::architecture::reader::functions::{Function, Visible};
use crate::architecture::reader::map::Target;
use crate::architecture::reader::references::{Reference, Way};
use crate::architecture::reader::tokens::{Token, closing};

/// Nouns whose tables hold nobody.
const WITHOUT_PEOPLE: &[&str] = &["territories", "home", "organisations", "settings"];

/// Where somebody proves who they are.
const PROVING: &[&str] = &["accounts", "links"];
/// What proves it.
const PROOFS: &[&str] = &["token", "session", "email", "address", "code", "browser", "subject"];

/// What a condition on another table is made of.
const CONDITIONS: &[&str] = &["SelectStatement", "Select", "Expr", "SimpleExpr", "Condition"];

/// Every reading that a noun about people offers takes a scope, a transaction or a proof.
///
/// A condition (keys, for a query on another table) reads people as well: it takes a scope, or is excused by name.
pub fn readings_tell_their_kind(house: &House) -> Vec<Breach> {
    let why = "a reading takes the scope of who looks, a &Write or &Snapshot to decide, or a proof: in accounts and links, else a links::Serving";
    let mut breaches = Vec::new();
    for (source, function) in offered(house).filter(|(_, function)| reads(function)) {
        let shows = house.takes(source, function, "Scope", "accounts").is_some();
        let decides = decides(house, source, function) || claim(house, source, function).is_some();
        let is_by_link = house.takes(source, function, "Serving", "links").is_some();
        if !shows && !decides && !is_by_link && !is_proven(source, function) {
            breaches.push(Breach::new(source, function.line, named(source, function), why));
        }
    }
    breaches
}

/// A scope that is taken and forgotten filters nothing.
pub fn scopes_are_used(house: &House) -> Vec<Breach> {
    let why = "it takes a scope and does not use it";
    let mut breaches = Vec::new();
    for (source, function) in offered(house) {
        let Some(scope) = house.takes(source, function, "Scope", "accounts") else { continue };
        if !source.tokens[function.body.clone()].iter().any(|token| token.is(&scope.name)) {
            breaches.push(Breach::new(source, function.line, named(source, function), why));
        }
    }
    breaches
}

/// A store looks with the eyes it is lent: whoever raises itself shows what the viewer may not see.
pub fn no_store_makes_a_scope(house: &House) -> Vec<Breach> {
    let why = "a store uses the scope it is given, and makes none: whoever decides takes &Write or &Snapshot";
    scopes_made(house, Source::is_store, why)
}

/// A page looks with the viewer's scope, as `guard.rs` narrowed it.
pub fn no_page_makes_a_scope(house: &House) -> Vec<Breach> {
    scopes_made(house, Source::is_page, "a page reads with the scope of who looks, and makes none")
}

/// The functions that stores about people offer to others.
fn offered(house: &House) -> impl Iterator<Item = (&Source, &Function)> {
    let is_about_people = |source: &&Source| {
        house.position(source.part()).is_some() && !WITHOUT_PEOPLE.contains(&source.part())
    };
    let stores = house.sources.iter().filter(|source| source.is_store()).filter(is_about_people);
    stores.flat_map(|source| {
        let functions = source.declared.functions.iter();
        functions.filter(|function| is_offered(source, function)).map(move |function| (source, function))
    })
}

/// Whether a function is known outside the store: `pub(super)` in `store/rows.rs` is not, in `store.rs` it is.
fn is_offered(source: &Source, function: &Function) -> bool {
    match function.visible {
        Visible::Here => false,
        Visible::Above => source.module().len() <= 2,
        Visible::Wide => true,
    }
}

fn reads(function: &Function) -> bool {
    function.is_async || function.output.iter().any(|word| CONDITIONS.contains(&word.as_str()))
}

fn is_proven(source: &Source, function: &Function) -> bool {
    let proves = |name: &str| PROOFS.contains(&name);
    PROVING.contains(&source.part()) && function.parameters.iter().any(|parameter| proves(&parameter.name))
}

fn named(source: &Source, function: &Function) -> String {
    format!("{}::{}", source.part(), function.name)
}

/// Where a scope is made by the files that are asked for, and not only compared with.
fn scopes_made(house: &House, is_asked: impl Fn(&Source) -> bool, why: &'static str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (from, reference) in house.uses().filter(|(from, _)| is_asked(from)) {
        let is_made = match reference.way {
            // A variant brought in by name would be seen no more.
            Way::Import | Way::ReExport => variant(house, reference).is_some(),
            Way::Code => variant(house, reference).is_some() && makes(from, reference),
        };
        if is_made {
            let function = function_at(from, reference.line);
            let variant = variant(house, reference).map_or("", String::as_str);
            let what = format!("{}::{function} makes Scope::{variant}", from.part());
            breaches.push(Breach::new(from, reference.line, what, why));
        }
    }
    breaches
}

/// The variant of `Scope` that a path names.
fn variant<'a>(house: &House, reference: &'a Reference) -> Option<&'a String> {
    match &reference.target {
        Target::House { path, item: Some(item), rest } if item == "Scope" => {
            house.source(path).filter(|source| source.part() == "accounts").and(rest.first())
        }
        _ => None,
    }
}

/// Whether one of the places of this path on its line is a value rather than a pattern or a comparison.
fn makes(from: &Source, reference: &Reference) -> bool {
    let words: Vec<&str> = reference.written.split("::").collect();
    let mut starts = from.tokens.iter().enumerate().filter(|(_, token)| token.line == reference.line);
    starts.any(|(at, _)| {
        is_path(&from.tokens[at..], &words) && !is_pattern(&from.tokens, at, 2 * words.len() - 1)
    })
}

fn is_path(tokens: &[Token], words: &[&str]) -> bool {
    words.iter().enumerate().all(|(place, word)| tokens.get(2 * place).is_some_and(|token| token.is(word)))
}

/// Whether a path is compared (`== Scope::Hub`) or matched (`Scope::Hub =>`, `matches!(scope, Scope::Hub)`).
fn is_pattern(tokens: &[Token], at: usize, length: usize) -> bool {
    const BEFORE: &[&str] = &["==", "!=", "|", "let"];
    const AFTER: &[&str] = &["==", "!=", "|", "=>", "if", "="];
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    let mut behind = at + length;
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.is(text));
    if is(behind, "(") || is(behind, "{") {
        behind = closing(tokens, behind) + 1;
    }
    let in_matches = is(behind, ")") && opened_by(tokens, at).is_some_and(|name| name.is("matches"));
    before.is_some_and(|token| BEFORE.iter().any(|sign| token.is(sign)))
        || AFTER.iter().any(|sign| is(behind, sign))
        || in_matches
}

/// The name of the macro whose arguments a token stands in.
fn opened_by(tokens: &[Token], at: usize) -> Option<&Token> {
    let open = tokens[..at]
        .iter()
        .enumerate()
        .rev()
        .find(|(open, token)| token.is("(") && closing(tokens, *open) > at)?
        .0;
    tokens[..open].last().filter(|sign| sign.is("!")).and(open.checked_sub(2)).map(|name| &tokens[name])
}

/// The function that a line lies in.
fn function_at(source: &Source, line: usize) -> &str {
    let functions = source.declared.functions.iter();
    let last = functions.filter(|function| function.line <= line).max_by_key(|function| function.line);
    last.map_or("", |function| &function.name)
}
