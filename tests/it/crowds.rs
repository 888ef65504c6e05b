//! Many at once, at the program itself: its memory has a bound, it rests afterwards, and its log is nobody's to fill.

use std::io::{Cursor, Write as _};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tandem::accounts::access::Role;
use tandem::registrations::{LARGEST_FILE, LONGEST_TABLE, MOST_CELLS};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::keeping::erased::session;
use crate::support::{Folder, Request, Served};

const TITLES: &str =
    "Prénom;Nom;Adresse e-mail;Code postal;Vous êtes;Combien de personnes pouvez-vous accompagner ?";

/// As many bytes as a file may have, less a hundred thousand.
const LARGE: usize = LARGEST_FILE - 100_000;

/// As many lines and cells as may be, each of so many letters that the file is as large as may be.
fn fullest() -> Vec<u8> {
    let more = (MOST_CELLS / LONGEST_TABLE).saturating_sub(7);
    let lines = LONGEST_TABLE - 1;
    let word = "z".repeat((LARGE / lines).saturating_sub(60) / more - 1);
    let others = format!(";{word}").repeat(more);
    let mut text = format!("{TITLES}{others}\n");
    for number in 0..lines {
        text.push_str(&format!("Ana;Registre;p{number}@exemple.test;13005;Mentoré;{others}\n"));
    }
    text.into_bytes()
}

/// Nothing but cells of one letter.
fn cells_alone() -> Vec<u8> {
    let line = format!("{}a\n", "a;".repeat(190));
    let mut text = format!("{TITLES}\n");
    while text.len() + line.len() < LARGE {
        text.push_str(&line);
    }
    text.into_bytes()
}

/// One line of millions of cells.
fn one_line() -> Vec<u8> {
    format!("{TITLES};{}", "a;".repeat(LARGE / 2 - 100)).into_bytes()
}

/// A workbook of texts that nobody shows.
fn shared_texts() -> Vec<u8> {
    let texts = format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(3_500_000));
    archive(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &texts)])
}

/// A document with as much text as may be in one sheet.
fn document() -> Vec<u8> {
    let cell = "<table:table-cell><text:p>abcdefgh</text:p></table:table-cell>";
    let row = format!("<table:table-row>{}</table:table-row>", cell.repeat(30));
    let sheet = format!("<table:table table:name=\"a\">{}</table:table>", row.repeat(47_000_000 / row.len()));
    archive(&[("content.xml", &sheet)])
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn twelve_large_files_at_once_keep_the_memory_and_the_hub_rests_afterwards() {
    let folder = Folder::with_demonstration().await;
    let token = session(&folder, Role::Coordinator).await;
    let served = Arc::new(Served::start(&folder, "demo", &[]));
    let files: Vec<Vec<u8>> = vec![fullest(), cells_alone(), one_line(), shared_texts(), document()];
    assert!(files[0].len() <= LARGEST_FILE && files[0].len() > LARGE - LARGE / 10, "{}", files[0].len());
    let senders = (0..12).map(|number| {
        let (served, token, file) = (Arc::clone(&served), token.clone(), files[number % files.len()].clone());
        let sent = Request::upload("/import", "list", file).signed_in(&token);
        thread::spawn(move || served.send(&sent).map(|answer| answer.status))
    });
    let senders: Vec<_> = senders.collect();
    assert_eq!(served.get("/").unwrap().status, 200, "others are answered meanwhile");
    let mut taken = 0;
    for (number, sender) in senders.into_iter().enumerate() {
        let status = sender.join().unwrap().unwrap();
        let may = if number % files.len() == 0 { [303, 422, 503] } else { [422, 422, 503] };
        assert!(may.contains(&status), "{number}: {status}");
        taken += usize::from(status == 303);
    }
    assert!(taken > 0, "a file as large as may be is taken");
    let most = served.number_of("status", "VmHWM:") / 1024;
    assert!(most < 400, "{most} MB");
    rests(&served);
}

/// Checks that the program does next to nothing from a second after its last answer on.
#[track_caller]
fn rests(served: &Served) {
    thread::sleep(Duration::from_secs(1));
    let before = served.used();
    thread::sleep(Duration::from_secs(1));
    let worked = served.used() - before;
    assert!(worked < 25, "{worked} hundredths of a second of work after the last answer");
}

#[tokio::test]
async fn three_hundred_guesses_at_once_keep_the_memory_and_forged_links_cost_nothing() {
    let folder = Folder::with_demonstration().await;
    let served = Arc::new(Served::start(&folder, "demo", &[]));
    served.settle();
    let crowd = |many: usize, path: &'static str| {
        let senders = (0..many).map(|number| {
            let served = Arc::clone(&served);
            thread::spawn(move || {
                let fields = format!("email=guess{number}%40exemple.test&password=cheval+agrafe+pile+exacte");
                served.send(&Request::post(path, fields)).map(|answer| answer.status)
            })
        });
        let senders: Vec<_> = senders.collect();
        senders.into_iter().map(|sender| sender.join().unwrap().unwrap()).collect::<Vec<u16>>()
    };
    let begun = served.used();
    let forged = crowd(50, "/password-resets/forged");
    assert!(forged.iter().all(|&status| status == 422), "{forged:?}");
    let of_forged = served.used() - begun;
    // One hash takes some two hundredths of a second: fifty of them would take a second.
    assert!(of_forged < 80, "{of_forged} hundredths of a second");
    let guessed = crowd(300, "/sign-in/password");
    assert!(guessed.iter().all(|status| [422, 429, 503].contains(status)), "{guessed:?}");
    let most = served.number_of("status", "VmHWM:") / 1024;
    assert!(most < 250, "{most} MB");
    rests(&served);
}

#[test]
fn what_does_not_exist_fills_no_log() {
    let folder = Folder::new();
    let served = Served::start(&folder, "serve", &[]);
    for number in 0..200 {
        assert!([303, 404].contains(&served.get(&format!("/nowhere/{number}")).unwrap().status));
        assert_eq!(served.post(&format!("/nowhere/{number}")).unwrap().status, 401);
        assert!(served.get(&format!("/static/{number}")).unwrap().status == 404);
    }
    assert!(served.stop().success());
    let written = folder.log();
    assert!(written.len() < 2_000, "{written}");
}
