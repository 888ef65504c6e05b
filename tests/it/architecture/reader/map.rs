//! Where a name leads: from the path that is written to the file that defines it, through every re-export.

use std::collections::{HashMap, HashSet};

use super::Source;
use super::imports::Import;

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Into a file of the house.
    House {
        path: String,
        /// The name that the file defines; `None` for the module as a whole.
        item: Option<String>,
        /// What follows that name: a variant, a constructor.
        rest: Vec<String>,
    },
    /// Out of the house: another crate, the language, or a name that only the compiler can tell.
    Outside(Vec<String>),
    /// The house holds nothing there: the path is wrong, or the reader does not understand it.
    Nowhere,
}

#[derive(Default)]
struct Module<'a> {
    path: &'a str,
    names: HashSet<&'a str>,
    imports: Vec<&'a Import>,
}

/// Every module of the house.
pub struct Map<'a> {
    modules: HashMap<Vec<String>, Module<'a>>,
}

/// The names that were looked for already: re-exports may lead back to where they came from.
type Seen = HashSet<(Vec<String>, String)>;

impl<'a> Map<'a> {
    pub fn new(sources: &'a [Source]) -> Self {
        let mut map = Self { modules: HashMap::new() };
        for source in sources {
            map.module(source, &[]);
            for (_, inside) in &source.declared.inline {
                map.module(source, inside);
            }
            for name in &source.declared.names {
                map.module(source, &name.inside).names.insert(&name.name);
            }
            for import in source.declared.imports.iter().filter(|import| import.block.is_none()) {
                map.module(source, &import.inside).imports.push(import);
            }
        }
        map
    }

    fn module(&mut self, source: &'a Source, inside: &[String]) -> &mut Module<'a> {
        let module = self.modules.entry(within(source, inside)).or_default();
        module.path = &source.path;
        module
    }

    /// Where a path leads that is written in a module.
    pub fn follow(&self, module: &[String], path: &[String]) -> Target {
        self.resolve(module, path, &mut Seen::new())
    }

    fn resolve(&self, module: &[String], path: &[String], seen: &mut Seen) -> Target {
        let Some((first, rest)) = path.split_first() else { return Target::Nowhere };
        // The program sees the library as another crate, of its own name.
        let is_program = module.first().is_some_and(|part| part == "main");
        match first.as_str() {
            "tandem" if is_program => self.find(&[], rest, seen).unwrap_or(Target::Nowhere),
            "crate" => self.find(&[], rest, seen).unwrap_or(Target::Nowhere),
            "self" => self.find(module, rest, seen).unwrap_or(Target::Nowhere),
            "super" => {
                let up = rest.iter().take_while(|word| *word == "super").count();
                let above = &module[..module.len().saturating_sub(up + 1)];
                self.find(above, &rest[up..], seen).unwrap_or(Target::Nowhere)
            }
            _ => self.find(module, path, seen).unwrap_or_else(|| Target::Outside(path.to_vec())),
        }
    }

    /// Looks for a path within a module; `None` when the module does not know its first name.
    fn find(&self, at: &[String], path: &[String], seen: &mut Seen) -> Option<Target> {
        let module = self.modules.get(at)?;
        let Some((name, rest)) = path.split_first() else {
            return Some(Target::House { path: module.path.to_owned(), item: None, rest: Vec::new() });
        };
        if name == "self" && rest.is_empty() {
            return self.find(at, rest, seen);
        }
        if !seen.insert((at.to_vec(), path.join("::"))) {
            return None;
        }
        let below: Vec<String> = at.iter().chain([name]).cloned().collect();
        let has_item = module.names.contains(name.as_str());
        let item =
            || Target::House { path: module.path.to_owned(), item: Some(name.clone()), rest: rest.to_vec() };
        // A name may be both a module and a function or macro: what follows tells which is meant.
        if rest.is_empty() {
            if has_item {
                return Some(item());
            }
            let imported = self.imported(at, module, path, seen);
            if let Some(Target::House { item: Some(_), .. }) = imported {
                return imported;
            }
        }
        if let Some(found) = self.find(&below, rest, seen).filter(|found| *found != Target::Nowhere) {
            return Some(found);
        }
        if has_item {
            return Some(item());
        }
        let is_module = self.modules.contains_key(&below);
        self.imported(at, module, path, seen).or(is_module.then_some(Target::Nowhere))
    }

    /// Looks for a path among what a module brings in.
    fn imported(&self, at: &[String], module: &Module, path: &[String], seen: &mut Seen) -> Option<Target> {
        let (name, rest) = path.split_first()?;
        let mut is_known = false;
        for import in module.imports.iter().filter(|import| import.name == *name) {
            let path: Vec<String> = import.path.iter().chain(rest).cloned().collect();
            // `use axum;`: a name that stands for itself leads out of the house.
            if import.path == [name.as_str()] {
                return Some(Target::Outside(path));
            }
            match self.resolve(at, &path, seen) {
                Target::Nowhere => is_known = true,
                found => return Some(found),
            }
        }
        for import in module.imports.iter().filter(|import| import.name == "*") {
            let base = self.module_of(at, &import.path, seen);
            let found = base.and_then(|base| self.find(&base, path, seen));
            if let Some(found) = found.filter(|found| *found != Target::Nowhere) {
                return Some(found);
            }
        }
        is_known.then_some(Target::Nowhere)
    }

    /// The module of the house that a path names, if it names one.
    fn module_of(&self, at: &[String], path: &[String], seen: &mut Seen) -> Option<Vec<String>> {
        let mut base = at.to_vec();
        for (place, word) in path.iter().enumerate() {
            match word.as_str() {
                "crate" if place == 0 => base.clear(),
                "self" => {}
                "super" => drop(base.pop()),
                _ => base.push(word.clone()),
            }
        }
        if self.modules.contains_key(&base) {
            return Some(base);
        }
        // The path may begin with a module that is imported, or go through a re-export.
        let Target::House { path, item: None, .. } = self.resolve(at, path, seen) else { return None };
        self.modules.iter().filter(|(_, module)| module.path == path).map(|(name, _)| name.clone()).min()
    }
}

/// The module of a file, or one written out in it.
pub fn within(source: &Source, inside: &[String]) -> Vec<String> {
    source.module().into_iter().chain(inside.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: &[(&str, &str)] = &[
        ("src/lib.rs", "pub mod db; pub mod people; pub mod tandems;"),
        (
            "src/db/mod.rs",
            "mod write; mod entity; pub use write::Write; pub(crate) use entity::entity;
            pub type Id = u8; pub use axum::http as carried;",
        ),
        ("src/db/entity.rs", "macro_rules! entity { () => {} } pub(crate) use entity;"),
        ("src/db/write.rs", "pub struct Write;"),
        ("src/people/mod.rs", "pub mod store; pub mod person;"),
        ("src/people/person.rs", "pub struct Person; pub mod inside { pub struct Deep; }"),
        ("src/people/store/mod.rs", "mod rows; pub use rows::*; pub use super::person::Person as Row;"),
        ("src/people/store/rows.rs", "use super::*; pub fn insert() {} pub fn person() {}"),
        ("src/tandems/mod.rs", "use crate::people::{self, store}; use crate::db::*;"),
    ];

    fn follow(from: &str, path: &str) -> String {
        let sources: Vec<Source> = HOUSE.iter().map(|(path, text)| Source::new(path, text)).collect();
        let split = |text: &str| -> Vec<String> {
            text.split("::").filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        match Map::new(&sources).follow(&split(from), &split(path)) {
            Target::House { path, item, rest } => {
                let words: Vec<String> = item.into_iter().chain(rest).collect();
                format!("{} {}", path.trim_start_matches("src/"), words.join(" "))
            }
            Target::Outside(path) => format!("outside {}", path.join(" ")),
            Target::Nowhere => "nowhere".to_owned(),
        }
    }

    #[test]
    fn a_path_leads_to_the_file_that_defines_the_name() {
        assert_eq!(follow("tandems", "crate::db::Write::begin"), "db/write.rs Write begin");
        assert_eq!(follow("tandems", "people::store::insert"), "people/store/rows.rs insert");
        assert_eq!(follow("tandems", "store::Row::new"), "people/person.rs Person new");
        assert_eq!(
            follow("people::store::rows", "super::super::person::inside::Deep"),
            "people/person.rs Deep"
        );
        assert_eq!(follow("people::store", "self::rows"), "people/store/rows.rs ");
        assert_eq!(follow("main", "tandem::people"), "people/mod.rs ");
    }

    #[test]
    fn names_are_found_through_all_that_a_module_brings_in() {
        assert_eq!(follow("tandems", "Write"), "db/write.rs Write");
        assert_eq!(follow("tandems", "Id"), "db/mod.rs Id");
        assert_eq!(follow("tandems", "entity"), "db/entity.rs entity");
        assert_eq!(follow("people::store::rows", "Row"), "people/person.rs Person");
    }

    #[test]
    fn what_lies_outside_is_told_with_its_whole_path() {
        assert_eq!(follow("tandems", "crate::db::carried::StatusCode"), "outside axum http StatusCode");
        assert_eq!(follow("tandems", "sea_orm::DbErr"), "outside sea_orm DbErr");
    }

    #[test]
    fn a_path_into_the_house_that_leads_nowhere_is_told() {
        assert_eq!(follow("tandems", "crate::people::store::nothing"), "nowhere");
    }
}
