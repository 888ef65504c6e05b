//! `tandem`: see [`tandem::commands`].

use std::process::ExitCode;

fn main() -> ExitCode {
    tandem::commands::run()
}
