//! The command line of `tandem`.
//!
//! Exit codes: 0 done, 1 refused or invalid input (the reason is on standard error), 2 wrong usage.

mod access;
mod assign;
mod beside;
mod doctor;
mod evidence;
mod import;
mod hub;
mod init;
mod journal;
mod keeping;
mod metrics;
mod open;
mod output;
mod propose;
mod ready;
mod serve;
mod steps;
mod territory;
mod tick;
mod tmb;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::output::{Failure, print};
use crate::config::Settings;
use crate::router;

/// The platform of a mentoring hub. Without a command: the demonstration.
#[derive(Debug, Parser)]
#[command(name = "tandem", version)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the demonstration hub: everybody in it is fictitious, and visitors sign in as personas.
    Demo,
    /// Serves the hub.
    Serve,
    /// Lists every route: method, path, noun and the roles that may reach it.
    Routes {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Creates an account responsible for the hub, and prints its sign-in link.
    Invite(access::Arguments),
    /// Opens a hub in rehearsal: what is still true of the messages held leaves.
    Open(open::Arguments),
    /// Makes the database of a hub that is simulated: empty, and never opened as that of a real one.
    Init(init::Arguments),
    /// Runs the jobs that are due, once, without serving the hub.
    Tick(tick::Arguments),
    /// Lists what comes next on every open thing: whose turn it is, and by when.
    Steps(steps::Arguments),
    /// Queries the journal of who did what.
    #[command(subcommand)]
    Journal(journal::Question),
    /// Writes a copy of the database into a new file, while the hub runs or not.
    Backup(keeping::BackupFile),
    /// Puts a backup in the place of the hub's database; the hub must not run.
    Restore(keeping::BackupFile),
    /// Says that the database was put back by other means: ends the sessions and links of before, and holds the mail.
    Restored,
    /// Lets the mail of a restored hub leave.
    ReleaseMail(keeping::Release),
    /// Copies a database into an empty one, of the same engine or of the other.
    Copy(keeping::Copying),
    /// Says in sentences whether the hub is well; changes nothing.
    Doctor,
    /// Asks the hub that serves at the address of the settings whether it is ready.
    Ready,
    /// Imports registrations from a file.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Answers questions about places.
    #[command(subcommand)]
    Territory(TerritoryCommand),
    /// Proposes pairs from two files, without a database.
    Propose(propose::Arguments),
    /// Solves an instance of the matching benchmarks.
    Assign(assign::Arguments),
    /// Estimates rates, survival and effects from a CSV, as JSON.
    #[command(subcommand)]
    Evidence(evidence::Question),
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// People, from a CSV, XLSX or ODS file of registrations.
    People(import::Arguments),
}

#[derive(Debug, Subcommand)]
enum TerritoryCommand {
    /// Adds the municipality of each point of a CSV with the columns lon and lat.
    Locate {
        /// The CSV file of points.
        file: PathBuf,
    },
}

/// Parses the command line and runs the command.
pub fn run() -> ExitCode {
    // What the hub makes holds what people told it: its files are its owner's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let cli = Cli::parse();
    match dispatch(&cli.settings, cli.command.unwrap_or(Command::Demo)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("tandem: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(settings: &Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo => in_runtime(serve::demo(settings)),
        Command::Serve => in_runtime(serve::hub(settings)),
        Command::Routes { json } => print_routes(json),
        Command::Invite(arguments) => in_runtime(access::invite(settings, &arguments)),
        Command::Open(arguments) => in_runtime(open::run(settings, &arguments)),
        Command::Init(_) => in_runtime(init::run(settings)),
        Command::Tick(arguments) => in_runtime(tick::run(settings, &arguments)),
        Command::Steps(arguments) => in_runtime(steps::run(settings, &arguments)),
        Command::Journal(question) => in_runtime(journal::run(settings, &question)),
        Command::Backup(file) => in_runtime(keeping::backup(settings, &file)),
        Command::Restore(file) => in_runtime(keeping::restore(settings, &file)),
        Command::Restored => in_runtime(keeping::restored(settings)),
        Command::ReleaseMail(release) => in_runtime(keeping::release(settings, &release)),
        Command::Copy(urls) => in_runtime(keeping::copy(settings, &urls)),
        Command::Doctor => in_runtime(doctor::run(settings)),
        Command::Ready => ready::run(settings),
        Command::Import(ImportCommand::People(arguments)) => in_runtime(import::people(settings, &arguments)),
        Command::Territory(TerritoryCommand::Locate { file }) => territory::locate(&file),
        Command::Propose(arguments) => propose::run(&arguments),
        Command::Assign(arguments) => assign::run(&arguments),
        Command::Evidence(question) => evidence::run(&question),
    }
}

fn in_runtime(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(work);
    // Work that exceeded its time-out may still be running on a thread: the command does not wait for it.
    runtime.shutdown_background();
    done
}

/// Prints the routes of the demonstration, which include all others.
fn print_routes(json: bool) -> Result<(), Failure> {
    let routes = router::routes(true);
    if json {
        return print(&format!("{}\n", serde_json::to_string_pretty(routes.list())?));
    }
    let lines = routes.list().iter().map(|route| {
        format!("{:4} {:40} {:14} {}\n", route.method, route.path, route.noun, route.roles.join(", "))
    });
    print(&lines.collect::<String>())
}
