//! Trades, as the public employment service names them (ROME).
//!
//! ROME 4.0 has 1,584 trades. The 532 that carry the code of a former ROME 3 record keep its wider name, because the
//! 11,061 appellations people know their trade by hang on these records.

use std::sync::LazyLock;

use serde::Deserialize;

use super::index::Index;
use super::table::{Table, embedded};

/// A trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// ROME code, such as D1102.
    pub code: &'static str,
    /// Name: that of the former record where there is one ("Boulangerie - viennoiserie").
    pub name: &'static str,
    /// Name in ROME 4.0, in both genders ("Boulanger / Boulangère").
    pub current_name: &'static str,
    /// Whether it was a record of ROME 3, on which appellations hang.
    pub is_former_record: bool,
}

/// A group of trades: one of the 110 domains (D11) or of the 14 fields (D) they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// One character for a field, three for a domain.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
}

/// A trade that answers what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The trade.
    pub trade: &'static Trade,
    /// The name that answered: one of the trade's appellations or its own name.
    pub appellation: &'static str,
}

/// How close two trades are, from the farthest to the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closeness {
    /// Nothing in common, or a code that is none.
    None,
    /// The same field, such as trade and retail.
    Field,
    /// The same domain, such as food shops.
    Domain,
    /// The same trade.
    Same,
}

impl Trade {
    /// The domain it belongs to.
    pub fn domain(&self) -> Option<&'static Domain> {
        group(self.code.get(..3)?)
    }

    /// The field it belongs to.
    pub fn field(&self) -> Option<&'static Domain> {
        group(self.code.get(..1)?)
    }
}

/// Every trade by code.
pub fn all() -> &'static [Trade] {
    &TRADES
}

/// The trade of a code, in any case.
pub fn get(code: &str) -> Option<&'static Trade> {
    let code = code.trim().to_ascii_uppercase();
    position(&code).and_then(|index| TRADES.get(index))
}

/// The 110 domains by code.
pub fn domains() -> impl Iterator<Item = &'static Domain> {
    GROUPS.iter().filter(|group| group.code.len() == 3)
}

/// The 14 fields by code.
pub fn fields() -> impl Iterator<Item = &'static Domain> {
    GROUPS.iter().filter(|group| group.code.len() == 1)
}

/// The trade of a name or an appellation, in either gender, in the singular or plural, with few typing errors;
/// none where several fit. A trade's own name passes before the appellation of another.
pub fn by_name(name: &str) -> Option<&'static Trade> {
    INDEX.only(name).and_then(|item| TRADES.get(item))
}

/// The trades that answer what has been typed so far of a name, an appellation or a code, best first.
pub fn search(typed: &str, limit: usize) -> Vec<Found> {
    let hits = INDEX.search(typed, limit).into_iter();
    hits.filter_map(|hit| Some(Found { trade: TRADES.get(hit.item)?, appellation: hit.name })).collect()
}

/// How close the trades of two codes are.
pub fn closeness(a: &str, b: &str) -> Closeness {
    let shares = |length| a.get(..length).is_some_and(|start| b.get(..length) == Some(start));
    if a == b && a.len() == 5 {
        Closeness::Same
    } else if shares(3) {
        Closeness::Domain
    } else if shares(1) {
        Closeness::Field
    } else {
        Closeness::None
    }
}

fn group(code: &str) -> Option<&'static Domain> {
    GROUPS.iter().find(|group| group.code == code)
}

fn position(code: &str) -> Option<usize> {
    TRADES.binary_search_by(|trade| trade.code.cmp(code)).ok()
}

static TRADES: LazyLock<Vec<Trade>> = LazyLock::new(|| {
    let rows = FILE.rows::<Row>().filter(|row| row.niveau == 3);
    let mut trades: Vec<Trade> = rows.map(Trade::from).collect();
    trades.sort_by_key(|trade| trade.code);
    trades
});

static GROUPS: LazyLock<Vec<Domain>> = LazyLock::new(|| {
    let rows = FILE.rows::<Row>().filter(|row| row.niveau < 3);
    rows.map(|row| Domain { code: row.code, name: row.libelle }).collect()
});

/// Own names come first, appellations next, codes last.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (item, trade) in TRADES.iter().enumerate() {
        index.add(item, trade.current_name, 0);
        if trade.name != trade.current_name {
            index.add(item, trade.name, 0);
        }
        index.add(item, trade.code, 2);
    }
    for row in APPELLATIONS.rows::<AppellationRow>() {
        if let Some(item) = position(row.code_rome) {
            index.add(item, row.libelle, 1);
        }
    }
    index
});

static FILE: LazyLock<Table> = LazyLock::new(|| Table::read(embedded!("trades/rome.csv")));

static APPELLATIONS: LazyLock<Table> =
    LazyLock::new(|| Table::read(embedded!("trades/rome_appellations.csv")));

#[derive(Deserialize)]
struct Row {
    code: &'static str,
    niveau: u8,
    libelle: &'static str,
    libelle_rome4: &'static str,
    fiche_v3: Option<u8>,
}

impl From<Row> for Trade {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: row.libelle,
            current_name: row.libelle_rome4,
            is_former_record: row.fiche_v3 == Some(1),
        }
    }
}

#[derive(Deserialize)]
struct AppellationRow {
    libelle: &'static str,
    code_rome: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(name: &str) -> Option<&'static str> {
        by_name(name).map(|trade| trade.code)
    }

    fn first(typed: &str) -> Option<(&'static str, &'static str)> {
        search(typed, 5).first().map(|found| (found.trade.code, found.appellation))
    }

    #[test]
    fn every_line_of_the_files_is_a_trade_a_group_or_an_appellation() {
        assert_eq!(all().len(), 1_584);
        assert_eq!(all().iter().filter(|trade| trade.is_former_record).count(), 532);
        assert_eq!((domains().count(), fields().count()), (110, 14));
        let appellations: Vec<AppellationRow> = APPELLATIONS.rows().collect();
        assert_eq!(appellations.len(), 11_061);
        assert!(
            appellations.iter().all(|row| get(row.code_rome).is_some_and(|trade| trade.is_former_record))
        );
    }

    #[test]
    fn the_longest_name_is_still_a_name() {
        let longest = all().iter().max_by_key(|trade| trade.name.len()).expect("trades");
        assert_eq!(code_of(longest.name), Some(longest.code));
    }

    #[test]
    fn every_trade_has_names_a_domain_and_a_field() {
        for trade in all() {
            assert!(!trade.name.is_empty() && !trade.current_name.is_empty(), "{}", trade.code);
            assert!(trade.domain().is_some() && trade.field().is_some(), "{}", trade.code);
        }
    }

    #[test]
    fn a_code_is_read_in_any_case() {
        assert_eq!(get(" d1102 ").map(|trade| trade.current_name), Some("Boulanger / Boulangère"));
        assert_eq!(get("Z9999"), None);
        assert_eq!(get("D11"), None);
        assert_eq!(get("é"), None);
    }

    #[test]
    fn a_name_is_understood_in_either_gender_and_number() {
        for name in
            ["Boulanger", "boulangère", "BOULANGERS", "Boulanger / Boulangère", "boulanger(ère)", "bolanger"]
        {
            assert_eq!(code_of(name), Some("D1102"), "{name}");
        }
        assert_eq!(code_of("Abatteuse de carrière"), Some("F1402"));
        assert_eq!(code_of("abatteur de carrieres"), Some("F1402"));
        assert_eq!(code_of("Inspectrice régleuse d'assurances"), code_of("inspecteur regleur d’assurance"));
        assert!(code_of("Inspectrice régleuse d'assurances").is_some());
        assert_eq!(code_of("Comptable"), Some("M1203"));
    }

    #[test]
    fn a_name_that_says_nothing_gives_none() {
        for name in ["", "de la", "astronaute de salon", "chef", "42", "M1899", "D110"] {
            assert_eq!(code_of(name), None, "{name}");
        }
    }

    #[test]
    fn every_own_name_that_is_alone_leads_to_its_trade() {
        let found = all().iter().filter(|trade| code_of(trade.current_name) == Some(trade.code)).count();
        assert!(found > 1_500, "{found}");
    }

    #[test]
    fn trades_are_found_as_one_types() {
        assert_eq!(first("boulanger"), Some(("D1102", "Boulanger / Boulangère")));
        assert_eq!(first("boul"), Some(("D1102", "Boulanger / Boulangère")));
        assert_eq!(first("developpeur web"), Some(("M1855", "Développeur / Développeuse web")));
        assert!(search("developpeur web", 5).iter().any(|found| found.trade.code == "M1805"));
        assert_eq!(first("develloppeuse web").map(|found| found.0), Some("M1855"));
        assert_eq!(first("m1805").map(|found| found.0), Some("M1805"));
        assert_eq!(search("a", 7).len(), 7);
        assert!(search("", 7).is_empty());
    }

    #[test]
    fn two_trades_are_as_close_as_the_code_they_share() {
        assert_eq!(closeness("D1102", "D1102"), Closeness::Same);
        assert_eq!(closeness("D1102", "D1106"), Closeness::Domain);
        assert_eq!(closeness("D1102", "D1401"), Closeness::Field);
        assert_eq!(closeness("D1102", "M1805"), Closeness::None);
        assert_eq!(closeness("", ""), Closeness::None);
        assert!(Closeness::Same > Closeness::Domain && Closeness::Field > Closeness::None);
    }
}
