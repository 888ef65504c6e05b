//! The error type of requests.

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
    /// A page could not be rendered.
    #[error("page : {0}")]
    Page(#[from] askama::Error),
    /// The hub's key, or the random number generator, failed.
    #[error("secret : {0}")]
    Secret(#[from] crate::secret::SecretError),
    /// Expensive work timed out or panicked.
    #[error("travail : {0}")]
    Stopped(#[from] crate::limits::Stopped),
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
            Self::OnlyShown => "Rien n’a été envoyé\u{a0}: recommencez.".to_owned(),
            Self::Unreadable(_) => "Nous n’avons pas compris cette demande.".to_owned(),
            Self::Database(_) | Self::Page(_) | Self::Secret(_) | Self::Stopped(_) | Self::Broken(_) => {
                "Quelque chose s’est mal passé de notre côté. Rien n’a été perdu ; vous pouvez réessayer."
                    .to_owned()
            }
        }
    }
}
