//! `tandem ready`: asks the hub that serves on this machine whether it is ready, for whoever watches a container.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::output::{Failure, print};
use crate::config::Settings;

/// How long an answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(3);

/// Asks, and fails with whatever is not « ready ».
pub fn run(settings: &Settings) -> Result<(), Failure> {
    let answer =
        ask(settings.listen).map_err(|error| format!("nothing answers at {}: {error}", settings.listen))?;
    if !answer.starts_with("HTTP/1.1 200 ") {
        let first = answer.lines().next().unwrap_or_default();
        return Err(format!("the hub is not ready: {first}").into());
    }
    print("ready\n")
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, LONGEST_ANSWER)?;
    stream.set_read_timeout(Some(LONGEST_ANSWER))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
