//! What can be wrong with the input, said in a sentence for the person who brought it.
//!
//! The sentences are French because the hub shows them as they are; programs rely on [`Error::code`].

/// Why no answer was given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No row at all.
    #[error("Aucune donnée : il faut au moins une ligne.")]
    Empty,
    /// Two columns of different lengths.
    #[error("La colonne « {what} » compte {found} valeurs, il en faut {expected}.")]
    LengthMismatch {
        /// The shorter or longer column.
        what: String,
        /// Rows of the first column.
        expected: usize,
        /// Rows of this one.
        found: usize,
    },
    /// A value that is not a finite number; rows count from 0.
    #[error("La colonne « {what} » n'a pas de nombre à la ligne {}.", row + 1)]
    NotANumber {
        /// The column.
        what: String,
        /// The row, from 0.
        row: usize,
    },
    /// A duration below zero.
    #[error("Une durée est négative à la ligne {}.", row + 1)]
    NegativeTime {
        /// The row, from 0.
        row: usize,
    },
    /// A person who leaves observation before entering it, or at the same instant.
    #[error("À la ligne {}, l'entrée en observation n'est pas avant la sortie.", row + 1)]
    EntryAfterExit {
        /// The row, from 0.
        row: usize,
    },
    /// A weight below zero, or weights that are all zero.
    #[error("Un poids est négatif, ou tous les poids sont nuls.")]
    BadWeight,
    /// Nobody had the event: nothing to estimate.
    #[error("Aucun évènement observé : toutes les durées sont censurées.")]
    NoEvent,
    /// A comparison of fewer than two groups.
    #[error("Il faut au moins deux groupes à comparer.")]
    FewerThanTwoGroups,
    /// A group that nobody belongs to.
    #[error("Le groupe « {group} » est vide.")]
    EmptyGroup {
        /// Its name.
        group: String,
    },
    /// The groups are never at risk at the same time, or everything happens to everybody at one instant.
    #[error("Rien ne distingue les groupes : jamais à risque en même temps, ou tout arrive au même instant.")]
    NothingInCommon,
    /// A covariate that takes one value, or does not vary among people who can be compared.
    #[error("La variable « {name} » ne varie pas : elle n'explique rien.")]
    ConstantCovariate {
        /// Its name.
        name: String,
    },
    /// A covariate that the ones before it determine.
    #[error("La variable « {name} » se déduit des autres variables.")]
    Collinear {
        /// Its name.
        name: String,
    },
    /// A covariate that predicts the outcome perfectly, so that its coefficient is infinite.
    #[error("La variable « {name} » prédit parfaitement le résultat : son effet ne peut pas être estimé.")]
    Separation {
        /// The covariate whose coefficient grows without end.
        name: String,
    },
    /// More unknowns than people.
    #[error("Trop peu de personnes ({people}) pour {unknowns} inconnues.")]
    TooFewPeople {
        /// People available.
        people: usize,
        /// Quantities to estimate.
        unknowns: usize,
    },
    /// No control resembles the treated: the comparison is refused.
    #[error("Personne, parmi les non-accompagnés, ne ressemble aux accompagnés : comparaison impossible.")]
    NoOverlap,
    /// An iteration that did not settle.
    #[error("Le calcul n'a pas convergé en {iterations} itérations.")]
    NotConverged {
        /// Iterations made.
        iterations: usize,
    },
    /// A number outside of what it can be.
    #[error("« {what} » est hors limites : {why}.")]
    OutOfRange {
        /// The argument.
        what: String,
        /// Its limits.
        why: &'static str,
    },
    /// Rows of a table of different lengths, or totals that do not match its shape.
    #[error("Le tableau « {table} » n'est pas rectangulaire ou n'a pas la forme de ses totaux.")]
    RaggedTable {
        /// Its name.
        table: String,
    },
    /// Published totals that are not the sums of the cells.
    #[error("Les totaux du tableau « {table} » ne sont pas les sommes de ses cases.")]
    InconsistentTotals {
        /// Its name.
        table: String,
    },
    /// A cell to publish without its count.
    #[error("Le tableau « {table} » a une case vide, ligne {}, colonne {}.", row + 1, column + 1)]
    MissingCell {
        /// Its name.
        table: String,
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
    },
    /// The linear programme had no answer.
    #[error("Le programme linéaire du secret statistique n'a pas abouti : {why}.")]
    Solver {
        /// The solver's reason.
        why: String,
    },
}

impl Error {
    /// A name for programs, stable across versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::LengthMismatch { .. } => "length_mismatch",
            Self::NotANumber { .. } => "not_a_number",
            Self::NegativeTime { .. } => "negative_time",
            Self::EntryAfterExit { .. } => "entry_after_exit",
            Self::BadWeight => "bad_weight",
            Self::NoEvent => "no_event",
            Self::FewerThanTwoGroups => "fewer_than_two_groups",
            Self::EmptyGroup { .. } => "empty_group",
            Self::NothingInCommon => "nothing_in_common",
            Self::ConstantCovariate { .. } => "constant_covariate",
            Self::Collinear { .. } => "collinear",
            Self::Separation { .. } => "separation",
            Self::TooFewPeople { .. } => "too_few_people",
            Self::NoOverlap => "no_overlap",
            Self::NotConverged { .. } => "not_converged",
            Self::OutOfRange { .. } => "out_of_range",
            Self::RaggedTable { .. } => "ragged_table",
            Self::InconsistentTotals { .. } => "inconsistent_totals",
            Self::MissingCell { .. } => "missing_cell",
            Self::Solver { .. } => "solver",
        }
    }
}

/// An answer or why there is none.
pub type Result<T> = std::result::Result<T, Error>;
