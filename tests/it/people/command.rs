//! `tandem import people`, as somebody runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of one's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tandem-import-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, content: &str) -> PathBuf {
        let file = self.0.join("inscriptions.csv");
        std::fs::write(&file, content).unwrap();
        file
    }

    fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    fn import(&self, file: &Path, flags: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_tandem"))
            .env_remove("TANDEM_DATABASE_URL")
            .arg("--data-dir")
            .arg(self.data())
            .args(["import", "people"])
            .arg(file)
            .args(flags)
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const LIST: &str = "Prénom;Nom;Adresse e-mail;Code postal\n\
    Rose;Thym;rose@exemple.test;13013\n\
    Pin;Parasol;pin;13013\n";

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_dry_run_tells_every_line_and_makes_no_database() {
    let folder = Folder::new("dry");
    let output = folder.import(&folder.file(LIST), &["--dry-run", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["errors"], &report["warnings"]), (&1.into(), &1.into()));
    assert_eq!(report["rows"][1]["line"], 3);
    let items = report["rows"][1]["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["code"] == "email"), "{items:?}");
    assert!(!folder.data().exists());
}

#[test]
fn the_lines_without_error_are_imported_once() {
    let folder = Folder::new("once");
    let file = folder.file(LIST);
    let first = printed(&folder.import(&file, &[]));
    assert!(first.contains("1\u{a0}personne ajoutée"), "{first}");
    assert!(first.contains("ne sont pas importées"), "{first}");
    let second = printed(&folder.import(&file, &[]));
    assert!(second.contains("0\u{a0}personne ajoutée, 1 déjà connue"), "{second}");
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_its_reason() {
    let folder = Folder::new("refused");
    let output = folder.import(&folder.file("%PDF-1.7"), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("XLSX"), "{output:?}");
    assert_eq!(folder.import(&folder.0.join("absent.csv"), &[]).status.code(), Some(1));
}
