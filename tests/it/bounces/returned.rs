//! Letters that come back, in a real Maildir.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::acts::messages::read_bounces;
use tandem::calendar;
use tandem::db::Instant;
use tandem::mail::Mail;
use tandem::people::person::Person;
use tandem::state::{App, Clock};
use tandem::worker;
use time::Duration;

use super::{at_clovis, mail_to, propose, send, server};
use crate::support::{Folder, TestHub, now_seconds};

/// A Maildir, and the hub that reads it.
struct Returned {
    hub: TestHub,
    folder: Folder,
    clovis: Person,
}

impl Returned {
    /// A hub that has just written to Clovis.
    async fn new() -> Self {
        let folder = Folder::new();
        for name in ["new", "cur", "tmp"] {
            fs::create_dir(folder.file(name)).unwrap();
        }
        let mut hub = TestHub::new().await;
        hub.app.bounces = Some(folder.0.clone());
        let hub = hub.restarted();
        let (clovis, mentor) = hub.add_mentor("Clovis Pinède", |person, _| at_clovis(person)).await;
        let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
        propose(&hub, journey.id, mentor.id).await;
        send(&hub, &server("", "")).await;
        Self { hub, folder, clovis }
    }

    async fn mail(&self) -> Mail {
        mail_to(&self.hub, &self.clovis).await
    }

    fn now(&self) -> Instant {
        calendar::may_leave_at(self.hub.app.now(), &(8..20)).plus(Duration::MINUTE)
    }

    fn new_letter(&self, name: &str) -> PathBuf {
        self.folder.file("new").join(name)
    }

    fn put(&self, name: &str, letter: impl AsRef<[u8]>) {
        fs::write(self.new_letter(name), letter).unwrap();
    }

    /// The hub does what is due, at an instant.
    async fn read_at(&self, now: Instant) {
        let app = App { clock: Clock::Stopped(now), ..self.hub.app.clone() };
        let report = worker::tick(&app, None).await.unwrap();
        let read = report.jobs.iter().find(|job| job.kind == read_bounces::JOB).unwrap();
        assert_eq!((read.failed, read.left), (0, 0), "{report:?}");
    }

    async fn read(&self) {
        self.read_at(self.now()).await;
    }

    fn unread(&self) -> usize {
        fs::read_dir(self.folder.file("new")).unwrap().count()
    }

    fn is_put_away(&self, name: &str) -> bool {
        fs::symlink_metadata(self.folder.file("cur").join(format!("{name}:2,S"))).is_ok()
    }

    async fn unreachable(&self) -> Vec<String> {
        self.hub.texts("SELECT address AS text FROM unreachable_addresses ORDER BY address").await
    }
}

/// A report as mail servers write it, about a letter with some headers.
fn report(recipient: &str, action: &str, status: &str, returned: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@exemple.test (Mail Delivery System)\r\nTo: hub@hub.test\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"B.1/exemple.test\"\r\n\r\n\
         This is a MIME-encapsulated message.\r\n\r\n--B.1/exemple.test\r\nContent-Description: Notification\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n--B.1/exemple.test\r\n\
         Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.exemple.test\r\nArrival-Date: Thu, 12 Mar 2026 10:30:00 +0100 (CET)\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nOriginal-Recipient: rfc822;{recipient}\r\nAction: {action}\r\n\
         Status: {status}\r\nDiagnostic-Code: smtp; 550 {status} said so\r\n\r\n--B.1/exemple.test\r\n\
         Content-Description: Undelivered Message Headers\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         {returned}\r\n--B.1/exemple.test--\r\n"
    )
}

/// The headers of a letter of the hub that a report returns.
fn of(mail: &Mail) -> String {
    format!("From: hub@hub.test\r\nMessage-ID: <{}@hub.test>\r\nSubject: Bonjour\r\n", mail.id)
}

const CLOVIS: &str = "clovis@exemple.test";

#[tokio::test]
async fn a_letter_that_comes_back_marks_its_address_and_its_message_says_so() {
    let one = Returned::new().await;
    one.put("1.M1P1.host", report("Clovis@Exemple.test", "failed", "5.1.1", &of(&one.mail().await)));
    one.read().await;
    assert!(one.unread() == 0 && one.is_put_away("1.M1P1.host"));
    let mail = one.mail().await;
    assert_eq!((mail.last_error.as_deref(), mail.returned_at), (Some("unknown 5.1.1"), Some(one.now())));
    let coordinator = one.hub.enter(Role::Coordinator).await;
    let messages = coordinator.get(&format!("/people/{}/messages", one.clovis.id)).await;
    messages.says("Pas arrivé").says("cette adresse ne reçoit plus rien");
    coordinator
        .get(&format!("/people/{}", one.clovis.id))
        .await
        .says("Cette adresse ne reçoit plus rien depuis le");
    coordinator.get("/proposals").await.says("À appeler (1)").says("son adresse ne reçoit plus rien");
    let called = coordinator.get("/steps?view=mine").await;
    called.says("Appeler le mentor pour sa réponse").says("Clovis Pinède");
    assert_eq!(one.hub.unsettled().await, Vec::<String>::new());
    // The next one is read within a minute.
    one.put("2.M1P1.host", "x");
    one.read_at(one.now().plus(Duration::seconds(40))).await;
    assert_eq!(one.unread(), 0);
}

#[tokio::test]
async fn a_report_without_the_letter_counts_for_an_address_that_was_written_to_lately() {
    for (days, known) in [(0, true), (6, true), (8, false)] {
        let one = Returned::new().await;
        one.put("1", report(CLOVIS, "failed", "5.1.1", "Subject: Bonjour\r\n"));
        one.read_at(one.now().plus(Duration::days(days))).await;
        assert_eq!(one.unreachable().await == [CLOVIS], known, "after {days} days");
        assert_eq!(one.mail().await.returned_at.is_some(), known);
    }
}

#[tokio::test]
async fn what_is_forged_may_still_arrive_or_is_about_something_else_marks_nobody() {
    let one = Returned::new().await;
    let mail = one.mail().await;
    let never = "Message-ID: <019536c8-0000-7000-8000-000000000001@hub.test>\r\n";
    for (number, letter) in [
        report("basile@exemple.test", "failed", "5.1.1", "Subject: Bonjour\r\n"),
        report(CLOVIS, "failed", "5.1.1", never),
        report(CLOVIS, "failed", "5.1.1", "Message-ID: <other@elsewhere.test>\r\n"),
        report(CLOVIS, "delayed", "4.4.1", &of(&mail)),
        report(CLOVIS, "failed", "4.2.2", &of(&mail)),
        report(CLOVIS, "delivered", "2.1.5", &of(&mail)),
        format!(
            "From: {CLOVIS}\r\nIn-Reply-To: <{}@hub.test>\r\nSubject: Re: Bonjour\r\n\r\nOui, merci !",
            mail.id
        ),
    ]
    .into_iter()
    .enumerate()
    {
        one.put(&format!("{number}.host"), &letter);
        one.read_at(one.now().plus(Duration::MINUTE * i32::try_from(number).unwrap())).await;
        assert_eq!(one.unreachable().await, Vec::<String>::new(), "{letter}");
        assert!(one.is_put_away(&format!("{number}.host")), "{letter}");
    }
    assert_eq!(one.mail().await.returned_at, None);
}

#[tokio::test]
async fn a_letter_refused_for_what_it_is_comes_back_and_its_address_stays() {
    let one = Returned::new().await;
    one.put("1", report(CLOVIS, "failed", "5.7.1", &of(&one.mail().await)));
    one.read().await;
    assert_eq!(one.unreachable().await, Vec::<String>::new());
    let coordinator = one.hub.enter(Role::Coordinator).await;
    let messages = coordinator.get(&format!("/people/{}/messages", one.clovis.id)).await;
    messages.says("Pas arrivé").says("refuse ce message");
}

#[tokio::test]
async fn one_s_own_letter_does_not_return_for_somebody_else() {
    let one = Returned::new().await;
    let (other, mentor) = one
        .hub
        .add_mentor("Olive Garance", |person, _| person.email = Some("olive@exemple.test".to_owned()))
        .await;
    let (_, journey) = one.hub.add_mentee("Basile Lavande", |_, _| ()).await;
    propose(&one.hub, journey.id, mentor.id).await;
    send(&one.hub, &server("", "")).await;
    // Olive returns her own letter as if it had been for Clovis.
    one.put("1", report(CLOVIS, "failed", "5.1.1", &of(&mail_to(&one.hub, &other).await)));
    one.read().await;
    assert_eq!(one.unreachable().await, ["olive@exemple.test"], "it was hers to lose");
}

#[tokio::test]
async fn whatever_is_put_into_the_folder_keeps_the_hub_from_nothing() {
    let one = Returned::new().await;
    let good = report(CLOVIS, "failed", "5.1.1", &of(&one.mail().await));
    let secret = one.folder.file("secret");
    fs::write(&secret, &good).unwrap();
    symlink(&secret, one.new_letter("a-link")).unwrap();
    symlink("/dev/zero", one.new_letter("b-endless")).unwrap();
    symlink(one.folder.file("nowhere"), one.new_letter("c-broken")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(one.new_letter("d-pipe")).status().unwrap();
    assert!(pipe.success());
    fs::create_dir(one.new_letter("e-folder")).unwrap();
    fs::write(one.new_letter("e-folder").join("inside"), &good).unwrap();
    let unnamed: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"f-\xff\xfe\nname");
    fs::write(one.folder.file("new").join(unnamed), "x").unwrap();
    one.put("g-long", vec![b'x'; 50 * 1024 * 1024]);
    one.put("h-nested", "Content-Type: message/rfc822\r\n\r\n".repeat(200_000));
    let part = "--b\r\nContent-Type: multipart/report; boundary=b\r\n\r\n";
    one.put("i-parts", format!("Content-Type: multipart/report; boundary=b\r\n\r\n{}", part.repeat(100_000)));
    one.put(
        "j-binary",
        (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<u8>>(),
    );
    one.put("k-empty", "");
    one.put("l-latin", b"Subject: \xe9t\xe9\r\n\r\n\xe9".as_slice());
    // It has the name of one that was read.
    one.put("m", "x");
    fs::write(one.folder.file("cur").join("m:2,S"), "kept").unwrap();
    let unreadable = one.new_letter("n-unreadable");
    fs::write(&unreadable, &good).unwrap();
    fs::set_permissions(&unreadable, fs::Permissions::from_mode(0o000)).unwrap();
    assert_eq!(one.unreachable().await, Vec::<String>::new());

    let begun = now_seconds();
    let is_root = fs::read(&unreadable).is_ok();
    if is_root {
        fs::remove_file(&unreadable).unwrap();
    }
    one.read().await;
    assert_eq!(one.unreachable().await, Vec::<String>::new(), "no link was followed");
    assert_eq!(one.unread(), 0, "each was looked at once");
    assert_eq!(fs::read_to_string(one.folder.file("cur").join("m:2,S")).unwrap(), "kept");
    assert!(one.is_put_away("m.1"));
    assert!(now_seconds() - begun < 20, "it took longer than twenty seconds");

    one.put("z-good", [good.into_bytes(), vec![b'x'; 20 * 1024 * 1024]].concat());
    one.read_at(one.now().plus(Duration::MINUTE)).await;
    assert_eq!(one.unreachable().await, [CLOVIS], "what stands at the beginning is enough");
}

#[tokio::test]
async fn more_letters_than_are_read_at_once_are_all_read() {
    let one = Returned::new().await;
    for number in 0..450 {
        one.put(&format!("{number}"), "Subject: x\r\n\r\n");
    }
    one.put("last", report(CLOVIS, "failed", "5.1.1", &of(&one.mail().await)));
    one.read().await;
    assert_eq!((one.unread(), one.unreachable().await), (0, vec![CLOVIS.to_owned()]));
}

#[tokio::test]
async fn a_folder_that_is_gone_stops_nothing_and_the_doctor_says_so() {
    let one = Returned::new().await;
    fs::remove_dir_all(one.folder.file("new")).unwrap();
    one.read().await;
    fs::create_dir(one.folder.file("new")).unwrap();
    one.put("1", report(CLOVIS, "failed", "5.1.1", &of(&one.mail().await)));
    one.read_at(one.now().plus(Duration::MINUTE)).await;
    assert_eq!(one.unreachable().await, [CLOVIS]);
    one.hub.enter(Role::Coordinator).await.get("/proposals").await.is(StatusCode::OK);

    let told = |folder: &Path| {
        let hub = Folder::new();
        hub.does(&["invite", "--email", "ada@hub.test", "--name", "Ada"]);
        let output = hub.tandem(&["doctor", "--bounces", folder.to_str().unwrap()]);
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(told(&one.folder.0).contains("well   Letters that come back are read."));
    fs::remove_dir_all(one.folder.file("cur")).unwrap();
    assert!(told(&one.folder.0).contains("WRONG  Letters that come back cannot be read"));
}
