//! The files of the project.

use std::fs;
use std::path::Path;

use super::sources::Source;

/// A file that is not Rust.
pub struct Text {
    pub path: String,
    pub text: String,
}

/// Everything the walls are checked on.
pub struct House {
    /// The nouns, in the order of `lib.rs`.
    pub nouns: Vec<String>,
    /// The files of `src`.
    pub sources: Vec<Source>,
    /// The Rust files of the crates and of the tests.
    pub others: Vec<Source>,
    pub templates: Vec<Text>,
    /// The manifests of the crates.
    pub manifests: Vec<Text>,
}

impl House {
    /// Reads the project.
    pub fn read() -> Self {
        let sources = rust("src");
        let lib = sources.iter().find(|source| source.path == "src/lib.rs").expect("src/lib.rs exists");
        Self {
            nouns: nouns(&lib.text),
            others: rust("crates").into_iter().chain(rust("tests")).collect(),
            templates: files("templates", "html"),
            manifests: files("crates", "toml"),
            sources,
        }
    }

    /// The same house with one more file, to see a wall fall.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.sources.retain(|source| source.path != path);
        self.sources.push(Source::new(path, text));
        self
    }

    /// The text of a file of `src`.
    pub fn text(&self, path: &str) -> &str {
        self.sources.iter().find(|source| source.path == path).map_or("", |source| &source.text)
    }
}

/// The nouns are the public modules with a sentence; the others are what carries them.
fn nouns(lib: &str) -> Vec<String> {
    let lines: Vec<&str> = lib.lines().collect();
    let told = lines.windows(2).filter(|pair| pair[0].starts_with("/// "));
    told.filter_map(|pair| pair[1].strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
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
