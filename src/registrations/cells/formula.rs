//! Cells a spreadsheet would compute: the way a list of people carries a trap to whoever opens it next.

use super::Remark;
use crate::registrations::column::Column;
use crate::registrations::table::Cell;
use crate::registrations::verdict::Code;

/// Refuses a cell that begins like a formula, in a column that is read.
///
/// Not formulas: a telephone number that begins with its `+`, a number with its sign where numbers stand, and an
/// address without its first part, which is first of all no address.
pub(in crate::registrations) fn formula(column: Column, cell: &Cell) -> Option<Remark> {
    if let Cell::Formula(_) = cell {
        return Some(Remark::new(
            Code::Formula,
            "Cette cellule contient une formule : remplacez-la par sa valeur (copier, puis collage spécial, valeurs).",
        ));
    }
    let Cell::Text(text) = cell else { return None };
    let first = text.chars().next().filter(|first| is_sign(*first))?;
    let is_harmless = match column {
        Column::Phone => is_phone(text),
        Column::Capacity => is_signed_number(text),
        Column::Email => first == '@' && !has_call(text),
        _ => false,
    };
    (!is_harmless).then(|| begins_like_one(first))
}

/// Refuses a cell that begins like a formula in a column that is not read: only what a spreadsheet would surely compute,
/// because lists of dashes and remarks stand there too.
pub(in crate::registrations) fn formula_beside(cell: &Cell) -> Option<Remark> {
    let Cell::Text(text) = cell else { return None };
    let first = text.chars().next().filter(|first| is_sign(*first))?;
    let is_arrow = text.starts_with("=>") || text.starts_with("==");
    ((first == '=' && !is_arrow) || has_call(text)).then(|| begins_like_one(first))
}

fn begins_like_one(first: char) -> Remark {
    Remark::new(
        Code::Formula,
        format!(
            "Cette cellule commence par « {first} », comme une formule : ôtez ce signe, ou toute la cellule."
        ),
    )
}

/// The signs that begin a formula, and their wide forms, which some spreadsheets take for them.
fn is_sign(sign: char) -> bool {
    matches!(sign, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

fn is_phone(text: &str) -> bool {
    let mut signs = text.chars();
    signs.next().is_some_and(|first| matches!(first, '+' | '-'))
        && signs.all(|sign| sign.is_ascii_digit() || sign.is_whitespace() || ".-/()".contains(sign))
}

fn is_signed_number(text: &str) -> bool {
    let number = text.get(1..).unwrap_or_default();
    text.starts_with(['+', '-'])
        && number.starts_with(|sign: char| sign.is_ascii_digit())
        && number.replace(',', ".").parse::<f64>().is_ok()
}

fn has_call(text: &str) -> bool {
    text.contains(['(', '|', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_formula(column: Column, text: &str) -> bool {
        formula(column, &Cell::of(text)).is_some()
    }

    #[test]
    fn a_cell_that_begins_like_a_formula_is_one() {
        for text in
            ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r@A1", " =A1", "＝1+1", "=\"06000\"", "-Jean"]
        {
            assert!(is_formula(Column::LastName, text), "{text}");
        }
        for text in ["Martin-Brun", "O'Hara", "a=b", "1+1", "", "-", "—"] {
            assert!(!is_formula(Column::LastName, text), "{text}");
        }
        assert!(formula(Column::LastName, &Cell::Formula("=3".into())).is_some());
        assert!(formula(Column::Capacity, &Cell::Number(-3.0)).is_none());
    }

    #[test]
    fn a_telephone_number_with_its_country_is_no_formula() {
        for text in ["+33 6 00 00 00 00", "+33(0)6.00.00.00.00", "+213-551-234-567", "+33"] {
            assert!(!is_formula(Column::Phone, text), "{text}");
        }
        for text in ["=+33600000000", "+33 6|cmd", "+1+1", "@33"] {
            assert!(is_formula(Column::Phone, text), "{text}");
        }
    }

    #[test]
    fn a_negative_number_is_a_bad_capacity_rather_than_a_formula() {
        assert!(!is_formula(Column::Capacity, "-1"));
        assert!(!is_formula(Column::Capacity, "-1,5"));
        assert!(is_formula(Column::Capacity, "-1+4"));
        assert!(is_formula(Column::Capacity, "=2"));
    }

    #[test]
    fn an_address_without_its_first_part_is_a_bad_address_rather_than_a_formula() {
        assert!(!is_formula(Column::Email, "@exemple.test"));
        assert!(is_formula(Column::Email, "@SUM(1)"));
        assert!(is_formula(Column::Email, "+a@exemple.test"));
    }

    #[test]
    fn a_remark_in_another_column_may_begin_with_a_dash_or_an_arrow() {
        let beside = |text| formula_beside(&Cell::of(text)).is_some();
        for text in ["- à rappeler", "=> à rappeler", "+ de temps en mai", "@Jeanne"] {
            assert!(!beside(text), "{text}");
        }
        for text in ["=HYPERLINK(\"x\")", "=1+1", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)"] {
            assert!(beside(text), "{text}");
        }
    }
}
