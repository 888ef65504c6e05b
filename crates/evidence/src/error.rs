//! What can be wrong with the input.
//!
//! Messages are in French because the hub shows them as they are; programs rely on [`Error::code`].

/// Why no answer was given. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are what the variant speaks of: names, positions and counts")]
pub enum Error {
    /// There is no row.
    #[error("Aucune donnée : il faut au moins une ligne.")]
    Empty,
    /// Column `what` has another length than the first column.
    #[error("La colonne « {what} » compte {found} valeurs, il en faut {expected}.")]
    LengthMismatch { what: String, expected: usize, found: usize },
    /// Column `what` has a value that is not a finite number.
    #[error("La colonne « {what} » n’a pas de nombre à la ligne {}.", row + 1)]
    NotANumber { what: String, row: usize },
    /// A duration is below zero.
    #[error("Une durée est négative à la ligne {}.", row + 1)]
    NegativeTime { row: usize },
    /// A person leaves observation before entering it, or at the same instant.
    #[error("À la ligne {}, l’entrée en observation n’est pas avant la sortie.", row + 1)]
    EntryAfterExit { row: usize },
    /// A weight is below zero, or all weights are zero.
    #[error("Un poids est négatif, ou tous les poids sont nuls.")]
    BadWeight,
    /// Nobody had the event, so there is nothing to estimate.
    #[error("Aucun évènement observé : toutes les durées sont censurées.")]
    NoEvent,
    /// Fewer than two groups were given to a comparison.
    #[error("Il faut au moins deux groupes à comparer.")]
    FewerThanTwoGroups,
    /// A group has no member.
    #[error("Le groupe « {group} » est vide.")]
    EmptyGroup { group: String },
    /// The groups are never at risk at the same time, or everybody has the event at one instant.
    #[error("Rien ne distingue les groupes : jamais à risque en même temps, ou tout arrive au même instant.")]
    NothingInCommon,
    /// A covariate has a single value, or does not vary among people who can be compared.
    #[error("La variable « {name} » ne varie pas : elle n’explique rien.")]
    ConstantCovariate { name: String },
    /// A covariate is a linear combination of those before it.
    #[error("La variable « {name} » se déduit des autres variables.")]
    Collinear { name: String },
    /// A covariate predicts the outcome perfectly, so that its coefficient is infinite.
    #[error("La variable « {name} » prédit parfaitement le résultat : son effet ne peut pas être estimé.")]
    Separation { name: String },
    /// There are no more people than quantities to estimate.
    #[error("Trop peu de personnes ({people}) pour {unknowns} inconnues.")]
    TooFewPeople { people: usize, unknowns: usize },
    /// No control resembles the treated: the comparison is refused.
    #[error("Personne, parmi les non-accompagnés, ne ressemble aux accompagnés : comparaison impossible.")]
    NoOverlap,
    /// An iteration did not converge.
    #[error("Le calcul n’a pas convergé en {iterations} itérations.")]
    NotConverged { iterations: usize },
    /// Argument `what` is out of range; `why` says in French what it may be.
    #[error("« {what} » est hors limites : {why}.")]
    OutOfRange { what: String, why: &'static str },
    /// The rows of a table have different lengths, or its totals do not match its shape.
    #[error("Le tableau « {table} » n’est pas rectangulaire ou n’a pas la forme de ses totaux.")]
    RaggedTable { table: String },
    /// Published totals are not the sums of the cells.
    #[error("Les totaux du tableau « {table} » ne sont pas les sommes de ses cases.")]
    InconsistentTotals { table: String },
    /// A cell of a table to publish has no count.
    #[error("Le tableau « {table} » a une case vide, ligne {}, colonne {}.", row + 1, column + 1)]
    MissingCell { table: String, row: usize, column: usize },
    /// The linear programme could not be solved; `why` is the solver’s message.
    #[error("Le programme linéaire du secret statistique n’a pas abouti : {why}.")]
    Solver { why: String },
}

impl Error {
    /// An identifier for programs, stable across versions.
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

/// An answer, or why there is none.
pub type Result<T> = std::result::Result<T, Error>;
