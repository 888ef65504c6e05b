//! `tandem territory`: queries about places.

use std::path::Path;

use super::output::{Failure, print, read};
use crate::territories::geography;

/// Prints a CSV of points, with the municipality of each added.
pub fn locate(file: &Path) -> Result<(), Failure> {
    let text =
        String::from_utf8(read(file)?).map_err(|_| format!("{}: this is not UTF-8 text", file.display()))?;
    let located = geography::locate_table(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    print(&located)
}
