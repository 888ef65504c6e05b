//! The program itself, served in a folder of its own and asked over the network.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tandem::db::new_id;
use tandem::web::session_cookie_name;

use super::database::{Content, copy_template, secret_file};

/// How long somebody waits for the program to answer, or to end.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A folder of one's own, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("tandem-served-{}", new_id().simple()));
        fs::create_dir_all(&folder).expect("the folder can be made");
        Self(folder)
    }

    /// A folder with the demonstration in it, not loaded again by the program.
    pub async fn with_demonstration() -> Self {
        let folder = Self::new();
        copy_template(Content::Demonstration, &folder.0.join("demo.db")).await;
        fs::copy(secret_file(), folder.0.join("secret")).expect("the key can be copied");
        folder
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The address of a file of SQLite in it.
    pub fn url(&self, name: &str) -> String {
        format!("sqlite://{}?mode=rwc", self.file(name).display())
    }

    /// The program, told to keep its data here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.args(arguments).arg("--data-dir").arg(&self.0);
        command.env_remove("TANDEM_DATABASE_URL").env_remove("TANDEM_SECRET_FILE");
        command
    }

    /// What the programs that served it said on standard error.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).expect("the log can be read")
    }

    /// Beside it: some programs are to make the folder.
    fn log_file(&self) -> PathBuf {
        self.0.with_extension("log")
    }

    /// Runs a command to its end.
    pub fn tandem(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Runs a command that ends well; gives what it printed.
    #[track_caller]
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.tandem(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("it prints text")
    }

    /// Runs a command that is refused; gives why.
    #[track_caller]
    pub fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.tandem(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).expect("it says why in words")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
        let _ = fs::remove_file(self.log_file());
    }
}

/// An address of this machine that nobody listens on.
pub fn free_address() -> SocketAddr {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    free.local_addr().expect("it has a number")
}

/// The program while it serves; killed at the end, as by a power cut.
pub struct Served {
    child: Child,
    address: SocketAddr,
}

/// What somebody sends.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    /// Where to.
    pub path: String,
    /// The token of a session; empty for none.
    pub session: String,
    kind: &'static str,
    body: Vec<u8>,
}

impl Request {
    /// Asks for a page.
    pub fn get(path: &str) -> Self {
        let (path, session) = (path.to_owned(), String::new());
        Self { method: "GET", path, session, kind: "text/plain", body: Vec::new() }
    }

    /// Sends the fields of a form, already encoded.
    pub fn post(path: &str, body: String) -> Self {
        Self {
            method: "POST",
            kind: "application/x-www-form-urlencoded",
            body: body.into_bytes(),
            ..Self::get(path)
        }
    }

    /// Sends a file, in the field `file`.
    pub fn upload(path: &str, name: &str, content: impl AsRef<[u8]>) -> Self {
        let head = format!(
            "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        let body = [head.as_bytes(), content.as_ref(), b"\r\n--part--\r\n"].concat();
        Self { method: "POST", kind: "multipart/form-data; boundary=part", body, ..Self::get(path) }
    }

    /// The same, by another method.
    pub fn by(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// The same, signed in.
    pub fn signed_in(self, session: &str) -> Self {
        Self { session: session.to_owned(), ..self }
    }
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    /// The number of its status.
    pub status: u16,
    head: String,
    /// What follows the headers.
    pub body: String,
}

impl Answer {
    /// The token of the session that is given.
    pub fn session(&self) -> Option<&str> {
        let begin = format!("set-cookie: {}=", session_cookie_name(false));
        let set = self.head.lines().find_map(|line| line.strip_prefix(begin.as_str()))?;
        set.split(';').next()
    }
}

impl Served {
    /// Serves, and waits for the first answer.
    pub fn start(folder: &Folder, what: &str, environment: &[(&str, &Path)]) -> Self {
        let served = Self::begin(folder, what, environment);
        served.wait_for("/healthz", 200);
        served
    }

    /// Serves, and waits for nothing.
    pub fn begin(folder: &Folder, what: &str, environment: &[(&str, &Path)]) -> Self {
        let address = free_address();
        let mut command = folder.command(&[what, "--listen", &address.to_string()]);
        let log = fs::File::options().create(true).append(true).open(folder.log_file());
        let log = log.expect("the log can be written");
        command.envs(environment.iter().copied()).stdout(Stdio::null()).stderr(log);
        Self { child: command.spawn().expect("the program starts"), address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Asks until a path is answered with a status.
    #[track_caller]
    pub fn wait_for(&self, path: &str, status: u16) {
        assert!(self.is_answered(path, status), "{path} is never answered with {status}");
    }

    /// Whether a path is answered with a status before long.
    pub fn is_answered(&self, path: &str, status: u16) -> bool {
        const PAUSE: Duration = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        while waited < LONGEST_WAIT {
            if self.get(path).is_ok_and(|answer| answer.status == status) {
                return true;
            }
            std::thread::sleep(PAUSE);
            waited += PAUSE;
        }
        false
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> io::Result<Answer> {
        self.send(&Request::get(path))
    }

    /// Sends an empty form.
    pub fn post(&self, path: &str) -> io::Result<Answer> {
        self.send(&Request::post(path, String::new()))
    }

    /// Sends a request, and reads the whole answer.
    pub fn send(&self, request: &Request) -> io::Result<Answer> {
        ask(self.address, request)
    }

    /// Sends a request and takes the whole answer, of which only the status is looked at: what a storm of clients does with its
    /// answers must not take the cores on which the hub is measured.
    pub fn status_of(&self, request: &Request) -> io::Result<u16> {
        let mut stream = begin(self.address, request)?;
        let mut first = [0; 16];
        stream.read_exact(&mut first)?;
        io::copy(&mut stream, &mut io::sink())?;
        status_in(&String::from_utf8_lossy(&first))
    }

    /// What the system says of the process: the number after a name in one of its files.
    pub fn number_of(&self, file: &str, name: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("it is running");
        let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("the system says so");
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
    }

    /// The memory it holds, in megabytes.
    pub fn resident_megabytes(&self) -> u64 {
        self.number_of("status", "VmRSS:") / 1024
    }

    /// Waits until what a new demonstration does by itself is done, a minute at most.
    pub fn settle(&self) {
        for _ in 0..60 {
            let before = self.used();
            std::thread::sleep(Duration::from_secs(1));
            if self.used() - before < 10 {
                return;
            }
        }
    }

    /// The time it has used on all cores, in hundredths of a second.
    pub fn used(&self) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it is running");
        let (_, after_name) = text.rsplit_once(')').expect("its name stands in brackets");
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        fields[11..13].iter().map(|ticks| ticks.parse::<u64>().expect("ticks")).sum()
    }

    /// How many files and connections it holds open.
    pub fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("it is running").count()
    }

    /// Stops it as whoever runs a machine does.
    pub fn stop(mut self) -> ExitStatus {
        kill_process(self.pid(), Signal::TERM).expect("it can be told to stop");
        self.child.wait().expect("it ends")
    }

    /// Kills it, and waits until it is gone.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends a request to an address, and reads the whole answer.
pub fn ask(address: SocketAddr, request: &Request) -> io::Result<Answer> {
    let mut answer = Vec::new();
    begin(address, request)?.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Answer { status: status_in(head)?, head: head.to_owned(), body: body.to_owned() })
}

/// The status of an answer that begins so.
fn status_in(head: &str) -> io::Result<u16> {
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(status.ok_or(io::ErrorKind::InvalidData)?)
}

/// Sends a request; its answer follows on the connection.
fn begin(address: SocketAddr, request: &Request) -> io::Result<TcpStream> {
    let Request { method, path, session, kind, body } = request;
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(LONGEST_WAIT))?;
    let (length, cookie) = (body.len(), session_cookie_name(false));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}={session}\r\n\
         Content-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    Ok(stream)
}
