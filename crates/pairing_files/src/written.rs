//! Records as they are written to the answer.

/// Writes a record to the end of a CSV text. A cell that begins like a formula gets an apostrophe before it.
pub(crate) fn push_record<'a>(csv: &mut String, delimiter: u8, cells: impl Iterator<Item = &'a str>) {
    let delimiter = char::from(delimiter);
    for (position, cell) in cells.enumerate() {
        if position > 0 {
            csv.push(delimiter);
        }
        let cell = csv_text::inert(cell);
        if cell.contains([delimiter, '"', '\n', '\r']) {
            csv.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            csv.push_str(&cell);
        }
    }
    csv.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_record_is_quoted_where_it_must_be_and_holds_no_formula() {
        let mut csv = String::new();
        push_record(&mut csv, b';', ["a \"b\"; c", "d, e", "=f", "-;1"].into_iter());
        assert_eq!(csv, "\"a \"\"b\"\"; c\";d, e;'=f;\"'-;1\"\n");
    }
}
