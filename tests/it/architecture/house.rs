//! The files of the project, and where each name they use leads.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use super::reader::Source;
use super::reader::functions::{Function, Parameter};
use super::reader::references::{Reference, references};

/// What carries the nouns.
pub const CARRIERS: &[&str] = &["db", "web", "mail", "links", "jobs", "limits", "outside", "steps"];
/// What is one file each, at the root.
pub const ROOTS: &[&str] = &[
    "lib",
    "main",
    "calendar",
    "config",
    "error",
    "french",
    "measures",
    "vocabulary",
    "version",
    "contact",
    "track",
    "secret",
    "state",
    "router",
];
/// What people and the hub do.
pub const ACTS: &str = "acts";
/// Who calls acts, beside the pages.
pub const CALLERS: &[&str] = &["guard", "worker", "commands", "demo"];

/// A file that is not Rust.
pub struct Text {
    pub path: String,
    pub text: String,
}

/// Everything the walls are checked on.
#[derive(Default)]
pub struct House {
    /// The nouns, in the order of `lib.rs`.
    pub nouns: Vec<String>,
    /// The files of `src`, without those that are compiled for tests only.
    pub sources: Vec<Source>,
    /// Every use of a name in them.
    pub references: Vec<Reference>,
    /// The place of each file among the sources.
    places: HashMap<String, usize>,
    /// The names that each file uses of other parts of the house: file, part, name.
    known: HashSet<(usize, String, String)>,
    /// The other Rust files: tests, crates, benchmarks.
    pub others: Vec<Source>,
    pub templates: Vec<Text>,
    pub scripts: Vec<Text>,
    /// The manifests of the crates.
    pub manifests: Vec<Text>,
}

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let mut house = House::of(rust("src"));
    for folder in ["crates", "tests", "benches"] {
        house.others.extend(rust(folder));
    }
    house.templates = ["html", "txt"].iter().flat_map(|extension| files("templates", extension)).collect();
    house.scripts = files("static", "js");
    house.manifests = files("crates", "toml");
    house
});

impl House {
    /// The project.
    pub fn real() -> &'static Self {
        &HOUSE
    }

    /// A house of these files of `src`.
    pub fn of(sources: Vec<Source>) -> Self {
        let tests: BTreeSet<Vec<String>> = sources.iter().flat_map(Source::test_modules).collect();
        let is_test = |source: &Source| tests.iter().any(|tests| source.module().starts_with(tests));
        let (others, sources): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(is_test);
        let lib = sources.iter().find(|source| source.path == "src/lib.rs");
        let nouns = nouns(lib.map_or("", |lib| &lib.text));
        let places = sources.iter().enumerate().map(|(at, source)| (source.path.clone(), at)).collect();
        let references = references(&sources);
        let mut house = Self { nouns, references, sources, others, places, ..Self::default() };
        let told = |reference: &Reference| {
            let (path, name) = reference.item()?;
            Some((reference.from, house.source(path)?.part().to_owned(), name.to_owned()))
        };
        house.known = house.references.iter().filter_map(told).collect();
        house
    }

    /// The text of a file of `src`.
    pub fn text(&self, path: &str) -> &str {
        self.source(path).map_or("", |source| &source.text)
    }

    /// A file of `src`.
    pub fn source(&self, path: &str) -> Option<&Source> {
        self.places.get(path).map(|&at| &self.sources[at])
    }

    /// The place of a noun in the order of the journey.
    pub fn position(&self, noun: &str) -> Option<usize> {
        self.nouns.iter().position(|name| name == noun)
    }

    /// Every use of a name, with the file that uses it.
    pub fn uses(&self) -> impl Iterator<Item = (&Source, &Reference)> {
        self.references.iter().map(|reference| (&self.sources[reference.from], reference))
    }

    /// Every use of a name that the house defines: who, how, the file that defines it.
    pub fn uses_within(&self) -> impl Iterator<Item = (&Source, &Reference, &Source)> {
        self.uses().filter_map(|(from, reference)| Some((from, reference, self.source(reference.file()?)?)))
    }

    /// The function that a name leads to, if it is one.
    pub fn function(&self, reference: &Reference) -> Option<(&Source, &Function)> {
        let (path, name) = reference.item()?;
        let source = self.source(path)?;
        let mut functions = source.declared.functions.iter();
        let function = functions.find(|function| !function.is_method && function.name == name)?;
        Some((source, function))
    }

    /// The parameter of a function whose type has this name and is defined by this part of the house.
    pub fn takes<'a>(
        &self,
        from: &Source,
        function: &'a Function,
        kind: &str,
        part: &str,
    ) -> Option<&'a Parameter> {
        let at = self.places.get(&from.path).copied().unwrap_or_default();
        let is_known = || self.known.contains(&(at, part.to_owned(), kind.to_owned()));
        function.takes(kind).filter(|_| from.part() == part || is_known())
    }
}

/// The nouns are the public modules of `lib.rs` with a sentence, but for what carries and what uses them.
fn nouns(lib: &str) -> Vec<String> {
    let lines: Vec<&str> = lib.lines().collect();
    let told = lines.windows(2).filter(|pair| pair[0].starts_with("/// "));
    let modules = told.filter_map(|pair| pair[1].strip_prefix("pub mod ")?.strip_suffix(';'));
    let is_other = |name: &str| [CARRIERS, ROOTS, CALLERS, &[ACTS]].iter().any(|names| names.contains(&name));
    modules.filter(|name| !is_other(name)).map(str::to_owned).collect()
}

fn rust(folder: &str) -> Vec<Source> {
    files(folder, "rs").into_iter().map(|file| Source::new(&file.path, &file.text)).collect()
}

/// The files of a folder of the project, by path.
fn files(folder: &str, extension: &str) -> Vec<Text> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if name != "target" && name != "node_modules" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = fs::read_to_string(&path).expect("the file can be read");
                let path = path.strip_prefix(root).expect("it lies in the project").display().to_string();
                found.push(Text { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}
