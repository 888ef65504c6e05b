//! `tandem doctor`: says in sentences whether the hub is well; changes nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::beside;
use super::hub::{OLDER, existing_url, post, secret_of};
use super::output::{Failure, print};
use crate::config::{Settings, sqlite_file};
use crate::db::{self, Db, Hub, Instant};
use crate::jobs;
use crate::outside::maildir;
use crate::outside::text::Texts;
use crate::secret::Secret;
use crate::settings as set;
use crate::{mail, state};

/// What was found, in the order in which it was looked for.
#[derive(Default)]
struct Findings {
    text: String,
    wrong: usize,
}

impl Findings {
    fn well(&mut self, sentence: &str) {
        self.text.push_str(&format!("well   {sentence}\n"));
    }

    fn wrong(&mut self, sentence: &str) {
        self.wrong += 1;
        self.text.push_str(&format!("WRONG  {sentence}\n"));
    }

    fn note(&mut self, is_well: bool, well: &str, wrong: &str) {
        if is_well { self.well(well) } else { self.wrong(wrong) }
    }
}

/// Looks at everything, and fails when something is wrong.
pub async fn run(settings: &Settings) -> Result<(), Failure> {
    let url = existing_url(settings)?;
    let mut findings = Findings::default();
    let db = db::open_to_read(&url).await;
    match &db {
        Ok(db) => look_into(settings, db, &mut findings).await?,
        Err(error) => findings.wrong(&format!("The database cannot be opened: {error}.")),
    }
    look_around(settings, &url, &mut findings);
    match post(settings) {
        Ok(Some(_)) => findings.well("A mail server is set."),
        Ok(None) => findings.wrong("TANDEM_SMTP_URL is not set: no mail leaves."),
        Err(failure) => findings.wrong(&format!("{failure}.")),
    }
    let sends_texts = match &db {
        Ok(db) => set::store::read(db).await.is_ok_and(|set| set.has_texts()),
        Err(_) => false,
    };
    match settings.texts() {
        Ok(Texts::Provider(_)) => findings.well("A provider of text messages is set."),
        Ok(_) if sends_texts => {
            findings.wrong("TANDEM_TEXT_URL is not set, and the hub sends text messages: none leaves.")
        }
        Ok(_) => findings.well("No provider of text messages is set, and the hub sends none."),
        Err(error) => findings.wrong(&format!("{error}.")),
    }
    match settings.bounces() {
        None => findings.well("No folder of letters that come back is set: TANDEM_BOUNCES."),
        Some(folder) => match maildir::fault(&folder) {
            None => findings.well("Letters that come back are read."),
            Some(fault) => findings.wrong(&format!("Letters that come back cannot be read: {fault}.")),
        },
    }
    print(&findings.text)?;
    match findings.wrong {
        0 => Ok(()),
        1 => Err("one thing is wrong".into()),
        many => Err(format!("{many} things are wrong").into()),
    }
}

/// What the database itself tells.
async fn look_into(settings: &Settings, db: &Db, findings: &mut Findings) -> Result<(), Failure> {
    if !db::is_up_to_date(db).await {
        findings.wrong("Migrations are missing: start the hub once.");
        return Ok(());
    }
    findings.well("Every migration is applied.");
    match db::faults(db).await?.as_slice() {
        [] => findings.well("The database is whole."),
        [first, ..] => findings.wrong(&format!("The database is damaged: {first}.")),
    }
    let Some(hub) = db::find_hub(db).await? else {
        findings.wrong("The database has no mark: no hub has used it yet.");
        return Ok(());
    };
    findings.note(
        beside::steps_lost(settings, &hub) == 0,
        "The database is the one that was last used here.",
        &format!("{}.", capital(OLDER)),
    );
    match secret_of(settings, Some(&hub)) {
        Ok(secret) => {
            findings.well("The key is the one that the database was sealed with.");
            look_at_journal(db, &hub, &secret, findings).await?;
        }
        Err(failure) => findings.wrong(&format!("{}.", capital(&failure.to_string()))),
    }
    look_at_mail(db, &hub, findings).await
}

async fn look_at_journal(
    db: &Db,
    hub: &Hub,
    secret: &Secret,
    findings: &mut Findings,
) -> Result<(), Failure> {
    match db::verify(db, secret).await? {
        Ok(head) => findings.well(&format!("The journal is sound: {} lines.", head.lines)),
        Err(breach) => findings.wrong(&format!("The journal was tampered with: {breach}.")),
    }
    let last = db::last_line_at(db).await?;
    let is_past = last.is_none_or(|at| at <= now_of(hub).plus(time::Duration::minutes(1)));
    findings.note(
        is_past,
        "The clock is after the last line of the journal.",
        "The clock is before the last line of the journal: it was set back.",
    );
    Ok(())
}

/// The instant it is for a hub, which may be simulated.
fn now_of(hub: &Hub) -> Instant {
    state::now().plus(hub.ahead())
}

/// How long a mail may wait before somebody should look.
const LONGEST_MAIL: time::Duration = time::Duration::hours(1);

async fn look_at_mail(db: &Db, hub: &Hub, findings: &mut Findings) -> Result<(), Failure> {
    findings.note(
        hub.mail_held_at.is_none(),
        "Mail is not held.",
        "Mail is held since a backup was restored: `tandem release-mail` lets it leave.",
    );
    for (job, what) in [(mail::JOB, "mails"), (mail::TEXT_JOB, "text messages")] {
        let waiting = jobs::store::count(db, job).await?;
        let late = jobs::store::count_made_before(db, job, now_of(hub).plus(-LONGEST_MAIL)).await?;
        findings.note(
            late == 0,
            &format!("{waiting} {what} wait, none for more than an hour."),
            &format!("{late} of {waiting} {what} have waited for more than an hour."),
        );
    }
    Ok(())
}

/// What the machine tells: who may read the files, and how much room is left.
fn look_around(settings: &Settings, url: &str, findings: &mut Findings) {
    private(&settings.secret_file(), findings);
    let Some(file) = sqlite_file(url) else { return };
    private(&file, findings);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    private(folder, findings);
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let left = disk.f_bavail.saturating_mul(disk.f_frsize);
            let taken = fs::metadata(&file).map_or(0, |file| file.len());
            let mebibytes = left / (1024 * 1024);
            findings.note(
                left > taken.saturating_mul(2).saturating_add(LEAST_ROOM),
                &format!("{mebibytes} MiB are left on the disk."),
                &format!("Only {mebibytes} MiB are left on the disk."),
            );
        }
        Err(error) => findings.wrong(&format!("The disk does not say how much room is left: {error}.")),
    }
}

/// The room that a hub needs beside twice its database, in bytes.
const LEAST_ROOM: u64 = 100 * 1024 * 1024;

fn private(path: &Path, findings: &mut Findings) {
    match fs::metadata(path) {
        Ok(found) => findings.note(
            found.permissions().mode() & 0o077 == 0,
            &format!("{} is its owner's alone.", path.display()),
            &format!("{} may be read by others: chmod go= {}.", path.display(), path.display()),
        ),
        Err(error) => findings.wrong(&format!("{}: {error}.", path.display())),
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
