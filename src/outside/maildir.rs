//! A Maildir, into which a mail server puts letters for the hub: each is read a little of, and put away once it was.
//!
//! Whoever may send a letter chooses what is in it, and whoever shares the machine may put anything there: only plain files are read, no link
//! is followed, and nothing waits for whoever would write.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

/// The folder of letters that nobody has read.
const NEW: &str = "new";
/// The folder of those that somebody has.
const READ: &str = "cur";
/// What is added to the name of a letter that was seen.
const SEEN: &[u8] = b":2,S";

/// The names of some letters that nobody has read, so many at most.
pub fn list_new(folder: &Path, most: usize) -> io::Result<Vec<OsString>> {
    let names = fs::read_dir(folder.join(NEW))?.filter_map(|entry| entry.ok().map(|entry| entry.file_name()));
    Ok(names.take(most).collect())
}

/// The beginning of a letter that nobody has read, of so many bytes at most; none of what is no plain file.
pub fn read_new(folder: &Path, name: &OsStr, most: usize) -> io::Result<Option<Vec<u8>>> {
    let path = folder.join(NEW).join(name);
    // Opening a pipe would wait for whoever writes into it, and a link may lead anywhere.
    if !fs::symlink_metadata(&path)?.is_file() {
        return Ok(None);
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(&path, flags, Mode::empty())?);
    // What is looked at is what was opened, whatever took its place meanwhile.
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(most as u64).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Puts a letter, or whatever stands there, among those that were read.
pub fn put_away(folder: &Path, name: &OsStr) -> io::Result<()> {
    let bytes = name.as_bytes();
    let unique = bytes.split(|&byte| byte == b':').next().unwrap_or(bytes);
    let mut to = place(folder, unique, None);
    for number in 1..100 {
        if fs::symlink_metadata(&to).is_err() {
            break;
        }
        to = place(folder, unique, Some(number));
    }
    fs::rename(folder.join(NEW).join(name), to)
}

fn place(folder: &Path, unique: &[u8], number: Option<u32>) -> PathBuf {
    let number = number.map(|number| format!(".{number}")).unwrap_or_default();
    folder.join(READ).join(OsString::from_vec([unique, number.as_bytes(), SEEN].concat()))
}

/// Why letters of a folder cannot be read and put away; nothing of one in which they can.
pub fn fault(folder: &Path) -> Option<String> {
    let readable = fs::read_dir(folder.join(NEW)).map(|_| NEW);
    let places = [readable, fs::read_dir(folder.join(READ)).map(|_| READ)];
    for (place, name) in places.into_iter().zip([NEW, READ]) {
        let path = folder.join(name);
        let writable = place.and_then(|_| Ok(rustix::fs::access(&path, rustix::fs::Access::WRITE_OK)?));
        if let Err(error) = writable {
            return Some(format!("{}: {error}", path.display()));
        }
    }
    None
}
