//! Shared by commands: reading files, printing, and failures.

use std::path::Path;

/// Why a command failed, in one sentence for standard error.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Reads a file; the error names it.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Prints on standard output; a reader that stops early, such as `head`, is not a failure.
pub fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
