//! The error type of requests.

use crate::db::CommitError;
use crate::limits::Stopped;

/// A request that could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The object does not exist, or is outside the viewer's scope: the two cannot be told apart.
    #[error("cette page n’existe pas")]
    NotFound,
    /// A rule refuses the request; the sentence is shown to the visitor.
    #[error("{0}")]
    Refused(String),
    /// A form that is only shown again was about to be obeyed.
    #[error("ce formulaire n’est que montré")]
    OnlyShown,
    /// The request is malformed; the text is for the log.
    #[error("la demande est illisible : {0}")]
    Unreadable(String),
    /// The database failed.
    #[error("base de données : {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The database did not say whether what was asked for is kept.
    #[error("base de données : on ne sait pas si c’est enregistré : {0}")]
    InDoubt(sea_orm::DbErr),
    /// A page could not be rendered.
    #[error("page : {0}")]
    Page(#[from] askama::Error),
    /// The hub's key, or the random number generator, failed.
    #[error("secret : {0}")]
    Secret(#[from] crate::secret::SecretError),
    /// Expensive work timed out or panicked.
    #[error("travail : {0}")]
    Stopped(#[from] Stopped),
    /// An invariant of the hub is broken; the text is for the log.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// The sentence shown to the visitor, in French.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotFound => "Cette page n’existe pas, ou elle n’est pas pour vous.".to_owned(),
            Self::Refused(sentence) => sentence.clone(),
            Self::Stopped(Stopped::Busy) => {
                "Beaucoup de monde utilise le hub en ce moment. Rien n’a été perdu ; réessayez dans quelques secondes.".to_owned()
            }
            Self::OnlyShown => "Rien n’a été envoyé\u{a0}: recommencez.".to_owned(),
            Self::Unreadable(_) => "Nous n’avons pas compris cette demande.".to_owned(),
            Self::InDoubt(_) => {
                "Nous ne savons pas si c’est enregistré : la base de données n’a pas répondu jusqu’au bout. Dans \
                 quelques minutes, regardez si ce que vous avez demandé s’y trouve, avant de recommencer."
                    .to_owned()
            }
            Self::Database(_) | Self::Page(_) | Self::Secret(_) | Self::Stopped(_) | Self::Broken(_) => {
                "Quelque chose s’est mal passé de notre côté. Rien n’a été perdu ; vous pouvez réessayer."
                    .to_owned()
            }
        }
    }
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::NotKept(error) => Self::Database(error),
            CommitError::InDoubt(error) => Self::InDoubt(error),
        }
    }
}
