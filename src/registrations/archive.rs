//! What kind of file it is, by its first bytes, and whether what is zipped in it has a sane size.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::file_error::FileError;
use crate::limits::Stop;

/// The most bytes the parts of a workbook may take once inflated: about twice a full list of the largest size.
const LARGEST_CONTENT: u64 = 48_000_000;
/// The most parts a workbook has.
const MOST_PARTS: usize = 2_000;

/// How the bytes are to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As text.
    Text,
    /// As zipped parts: XLSX and ODS are.
    Zip,
}

/// The kind of a file, by its content.
pub(super) fn kind_of(bytes: &[u8]) -> Result<Kind, FileError> {
    const OTHERS: [(&[u8], &str); 9] = [
        (b"%PDF", "un PDF"),
        (b"\x89PNG", "une image"),
        (b"\xff\xd8\xff", "une image"),
        (b"GIF8", "une image"),
        (b"\x1f\x8b", "une archive compressée"),
        (b"7z\xbc\xaf", "une archive compressée"),
        (b"Rar!", "une archive compressée"),
        (b"{\\rtf", "un document de traitement de texte"),
        (b"SQLite format 3", "une base de données"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(compound_document(bytes));
    }
    let other = OTHERS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    match other.or_else(|| is_web_page(bytes).then_some("une page web")) {
        Some(kind) => Err(FileError::OtherKind(kind)),
        None => Ok(Kind::Text),
    }
}

/// What Microsoft's container of before 2007 holds: old documents, and those locked by a password since.
fn compound_document(bytes: &[u8]) -> FileError {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        FileError::Protected
    } else if holds("WordDocument") {
        FileError::OtherKind("un document de traitement de texte")
    } else {
        FileError::OtherKind("un classeur Excel d’avant 2007 (.xls)")
    }
}

fn is_web_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    ["<!doctype", "<html", "<?xml"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag.as_bytes())))
}

/// Zipped parts whose sizes have been checked.
pub(super) struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Archive<'a> {
    /// Opens the parts, after inflating each once to see that all together stay within bounds.
    ///
    /// The sizes an archive declares are not believed: they are what a zip bomb lies about.
    pub fn open(bytes: &'a [u8], stop: &Stop) -> Result<Self, FileError> {
        Self::open_within(bytes, LARGEST_CONTENT, stop)
    }

    fn open_within(bytes: &'a [u8], mut left: u64, stop: &Stop) -> Result<Self, FileError> {
        let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::Damaged)?;
        if parts.len() > MOST_PARTS {
            return Err(FileError::Oversized);
        }
        for index in 0..parts.len() {
            if stop.is_set() {
                return Err(FileError::Left);
            }
            let part = parts.by_index(index).map_err(|_| FileError::Damaged)?;
            if part.size() > left {
                return Err(FileError::Oversized);
            }
            let inflated = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
            let inflated = inflated.map_err(|_| FileError::Damaged)?;
            left = left.checked_sub(inflated).ok_or(FileError::Oversized)?;
        }
        Ok(Self(parts))
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// A part that is text.
    pub fn text(&mut self, name: &str) -> Result<String, FileError> {
        let mut part = self.0.by_name(name).map_err(|_| FileError::Damaged)?;
        // Room for all of it at once: grown as it is read, it would for a moment take three times as much. Its size was checked.
        let size = usize::try_from(part.size().min(LARGEST_CONTENT)).unwrap_or(0);
        let mut text = String::with_capacity(size);
        part.read_to_string(&mut text).map_err(|_| FileError::Damaged)?;
        Ok(text)
    }

    /// How often some bytes stand in a part; never where there is no such part. It is read a little at a time.
    pub fn count(&mut self, name: &str, sought: &[u8], stop: &Stop) -> Result<usize, FileError> {
        if !self.has(name) {
            return Ok(0);
        }
        let mut part = self.0.by_name(name).map_err(|_| FileError::Damaged)?;
        let (mut count, mut piece, mut kept) = (0, vec![0; 1 << 16], 0);
        loop {
            let read =
                part.read(piece.get_mut(kept..).unwrap_or_default()).map_err(|_| FileError::Damaged)?;
            if stop.is_set() {
                return Err(FileError::Left);
            }
            if read == 0 {
                return Ok(count);
            }
            let filled = piece.get(..kept + read).unwrap_or_default();
            count += filled.windows(sought.len()).filter(|window| *window == sought).count();
            // What may begin at the end of a piece is looked at with the next one.
            let end = filled.len().saturating_sub(sought.len().saturating_sub(1))..filled.len();
            kept = end.len();
            piece.copy_within(end, 0);
        }
    }

    /// What it is when it is neither XLSX nor ODS.
    pub fn other_kind(&self) -> FileError {
        if self.has("xl/workbook.bin") {
            FileError::OtherKind("un classeur Excel binaire (.xlsb)")
        } else if self.has("word/document.xml") {
            FileError::OtherKind("un document de traitement de texte")
        } else if self.has("ppt/presentation.xml") {
            FileError::OtherKind("une présentation")
        } else if self.has("Index/Document.iwa") {
            FileError::OtherKind("un tableau Numbers")
        } else {
            FileError::OtherKind("une archive compressée")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrations::tests::files::zipped;

    fn open_within(bytes: &[u8], left: u64) -> Result<Archive<'_>, FileError> {
        Archive::open_within(bytes, left, &Stop::default())
    }

    #[test]
    fn what_stands_in_a_part_is_counted_across_the_pieces_it_is_read_in() {
        let text = format!("{}<si>", "x<si ".repeat(50_000));
        let archive = zipped(&[("a", &text)]);
        let mut archive = open_within(&archive, 1_000_000).unwrap();
        assert_eq!(archive.count("a", b"<si", &Stop::default()), Ok(50_001));
        assert_eq!(archive.count("b", b"<si", &Stop::default()), Ok(0));
    }

    #[test]
    fn an_archive_is_as_large_as_what_it_unfolds_to() {
        let archive = zipped(&[("a", &"0".repeat(600)), ("b", &"0".repeat(400))]);
        assert!(open_within(&archive, 1_000).is_ok());
        assert_eq!(open_within(&archive, 999).err(), Some(FileError::Oversized));
    }

    #[test]
    fn the_size_an_archive_declares_is_not_believed() {
        let size = 5_000_u32.to_le_bytes();
        let mut archive = zipped(&[("a", &"0".repeat(5_000))]);
        while let Some(at) = archive.windows(4).position(|window| window == size) {
            archive[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(open_within(&archive, 1_000).is_err());
    }
}
