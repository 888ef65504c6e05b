//! `tandem evidence`: the hub's statistics, from a CSV file to JSON, so that anyone can check them.
//!
//! The crate `evidence` computes every figure: this only reads columns and prints results.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use evidence::Covariate;
use evidence::cox::{Cox, Ties};
use evidence::report::{self, ProportionQuestion, SurvivalQuestion};
use evidence::survival::Scale;
use serde_json::json;

use super::output::{Failure, print};

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// Courbes de Kaplan-Meier, tests et différences
    Survival(Survival),
    /// Incidence cumulée de sorties concurrentes
    CumulativeIncidence(CumulativeIncidence),
    /// Régression de Cox
    Cox(CoxRegression),
    /// Effet sur les accompagnés
    Effect(Effect),
    /// Une proportion, ou deux
    Proportion(Proportion),
    /// Secret statistique de tableaux liés
    Suppress {
        /// Les tableaux, en JSON
        file: PathBuf,
    },
}

/// Options of `survival`.
#[derive(Debug, Args)]
pub struct Survival {
    /// Fichier CSV
    file: PathBuf,
    /// Colonne de la durée
    #[arg(long)]
    time: String,
    /// Colonne de l’évènement (0 ou 1)
    #[arg(long)]
    event: String,
    /// Colonne de l’entrée tardive
    #[arg(long)]
    entry: Option<String>,
    /// Colonne des groupes
    #[arg(long)]
    group: Option<String>,
    /// Colonne des strates
    #[arg(long)]
    strata: Option<String>,
    /// Horizon (répétable)
    #[arg(long, allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Limite de la durée moyenne restreinte
    #[arg(long, allow_negative_numbers = true)]
    rmst: Option<f64>,
    /// Échelle des intervalles
    #[arg(long, default_value = "log-log")]
    conf: Conf,
}

/// The scale on which confidence intervals are computed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Conf {
    LogLog,
    Log,
    Plain,
}

/// Options of `cumulative-incidence`.
#[derive(Debug, Args)]
pub struct CumulativeIncidence {
    /// Fichier CSV
    file: PathBuf,
    /// Colonne de la durée
    #[arg(long)]
    time: String,
    /// Colonne de la cause (0 ou vide : censure)
    #[arg(long)]
    cause: String,
    /// Colonne des groupes
    #[arg(long)]
    group: Option<String>,
}

/// Options of `cox`.
#[derive(Debug, Args)]
pub struct CoxRegression {
    /// Fichier CSV
    file: PathBuf,
    /// Colonne de la durée
    #[arg(long, required_unless_present = "stop", conflicts_with_all = ["start", "stop"])]
    time: Option<String>,
    /// Colonne du début de l’intervalle
    #[arg(long, requires = "stop")]
    start: Option<String>,
    /// Colonne de la fin de l’intervalle
    #[arg(long, requires = "start")]
    stop: Option<String>,
    /// Colonne de l’évènement (0 ou 1)
    #[arg(long)]
    event: String,
    /// Colonnes des variables, séparées par des virgules
    #[arg(long, value_delimiter = ',', required = true)]
    covariates: Vec<String>,
    /// Colonne des strates
    #[arg(long)]
    strata: Option<String>,
    /// Traitement des ex æquo
    #[arg(long, default_value = "efron")]
    ties: TiesArgument,
}

/// The treatment of tied times.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum TiesArgument {
    Efron,
    Breslow,
}

/// Options of `effect`.
#[derive(Debug, Args)]
pub struct Effect {
    /// Fichier CSV
    file: PathBuf,
    /// Colonne des accompagnés (0 ou 1)
    #[arg(long)]
    treated: String,
    /// Colonne du résultat
    #[arg(long)]
    outcome: String,
    /// Colonnes des variables, séparées par des virgules
    #[arg(long, value_delimiter = ',')]
    covariates: Vec<String>,
    /// Méthode
    #[arg(long, default_value = "aipw")]
    method: Method,
}

/// The estimator of an effect.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Method {
    Naive,
    Standardised,
    Ipw,
    Aipw,
    Entropy,
}

/// Options of `proportion`.
#[derive(Debug, Args)]
pub struct Proportion {
    /// Combien l’ont
    #[arg(long)]
    x: u64,
    /// Sur combien de réponses connues
    #[arg(long)]
    n: u64,
    /// Combien l’ont dans le second groupe
    #[arg(long, requires = "n2")]
    x2: Option<u64>,
    /// Sur combien dans le second groupe
    #[arg(long, requires = "x2")]
    n2: Option<u64>,
    /// Combien n’ont pas répondu, en plus de n
    #[arg(long, default_value_t = 0)]
    unknown: u64,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data do not allow it.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// The file cannot be read.
    #[error("Le fichier « {} » est illisible : {why}.", file.display())]
    Unreadable { file: PathBuf, why: String },
    /// A column that the file does not have.
    #[error("Le fichier n’a pas de colonne « {name} ».")]
    UnknownColumn { name: String },
}

impl Error {
    fn code(&self) -> &'static str {
        match self {
            Self::Evidence(error) => error.code(),
            Self::Unreadable { .. } => "unreadable_file",
            Self::UnknownColumn { .. } => "unknown_column",
        }
    }
}

/// Prints the answer, or the error with exit code 1.
pub fn run(question: &Question) -> Result<(), Failure> {
    match answer(question) {
        Ok(answer) => print(&format!("{answer}\n")),
        Err(error) => {
            let message = json!({"error": {"code": error.code(), "message": error.to_string()}});
            print(&format!("{message}\n"))?;
            Err(error.to_string().into())
        }
    }
}

/// The result as JSON.
pub fn answer(question: &Question) -> Result<String, Error> {
    match question {
        Question::Survival(query) => in_json(&query.answer()?),
        Question::CumulativeIncidence(query) => in_json(&query.answer()?),
        Question::Cox(query) => in_json(&query.answer()?),
        Question::Effect(query) => in_json(&query.answer()?),
        Question::Proportion(query) => in_json(&report::proportion(&query.question())?),
        Question::Suppress { file } => in_json(&report::suppress(&read_json(file)?)?),
    }
}

fn in_json(answer: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(answer)
        .map_err(|error| Error::Unreadable { file: PathBuf::from("-"), why: error.to_string() })
}

impl Survival {
    fn answer(&self) -> Result<report::SurvivalAnswer, Error> {
        let table = Table::read(&self.file)?;
        let (time, event) = (table.numbers(&self.time)?, table.flags(&self.event)?);
        let entry = self.entry.as_deref().map(|name| table.numbers(name)).transpose()?;
        let group = self.group.as_deref().map(|name| table.words(name)).transpose()?;
        let strata = self.strata.as_deref().map(|name| table.words(name)).transpose()?;
        Ok(report::survival(&SurvivalQuestion {
            time: &time,
            event: &event,
            entry: entry.as_deref(),
            group,
            strata,
            at: &self.at,
            restricted_to: self.rmst,
            scale: match self.conf {
                Conf::LogLog => Scale::LogLog,
                Conf::Log => Scale::Log,
                Conf::Plain => Scale::Plain,
            },
        })?)
    }
}

impl CumulativeIncidence {
    fn answer(&self) -> Result<report::IncidenceAnswer, Error> {
        let table = Table::read(&self.file)?;
        let group = self.group.as_deref().map(|name| table.words(name)).transpose()?;
        Ok(report::cumulative_incidence(&table.numbers(&self.time)?, table.words(&self.cause)?, group)?)
    }
}

impl CoxRegression {
    fn answer(&self) -> Result<report::CoxAnswer, Error> {
        let table = Table::read(&self.file)?;
        let start = self.start.as_deref().map(|name| table.numbers(name)).transpose()?;
        let stop = table.numbers(self.stop.as_deref().or(self.time.as_deref()).unwrap_or_default())?;
        let event = table.flags(&self.event)?;
        let strata =
            self.strata.as_deref().map(|name| table.words(name)).transpose()?.map(report::Labels::new);
        let columns = table.columns(&self.covariates)?;
        let covariates = covariates(&columns);
        let cox = Cox {
            start: start.as_deref(),
            stop: &stop,
            event: &event,
            covariates: &covariates,
            strata: strata.as_ref().map(|strata| strata.of_row.as_slice()),
        };
        let ties = match self.ties {
            TiesArgument::Efron => Ties::Efron,
            TiesArgument::Breslow => Ties::Breslow,
        };
        Ok(report::cox(&cox, ties)?)
    }
}

impl Effect {
    fn answer(&self) -> Result<report::EffectAnswer, Error> {
        let table = Table::read(&self.file)?;
        let (treated, outcome) = (table.flags(&self.treated)?, table.numbers(&self.outcome)?);
        let columns = table.columns(&self.covariates)?;
        let method = match self.method {
            Method::Naive => evidence::comparison::Method::Naive,
            Method::Standardised => evidence::comparison::Method::Standardised,
            Method::Ipw => evidence::comparison::Method::Weighting,
            Method::Aipw => evidence::comparison::Method::DoublyRobust,
            Method::Entropy => evidence::comparison::Method::EntropyBalancing,
        };
        Ok(report::effect(&treated, &outcome, &covariates(&columns), method)?)
    }
}

impl Proportion {
    fn question(&self) -> ProportionQuestion {
        ProportionQuestion { first: (self.x, self.n), second: self.x2.zip(self.n2), unknown: self.unknown }
    }
}

fn covariates(columns: &[(String, Vec<f64>)]) -> Vec<Covariate<'_>> {
    columns.iter().map(|(name, values)| Covariate { name, values }).collect()
}

fn read_json(file: &Path) -> Result<report::SuppressQuestion, Error> {
    let unreadable = |why: String| Error::Unreadable { file: file.to_path_buf(), why };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))
}

/// A CSV file by column.
struct Table {
    columns: HashMap<String, Vec<String>>,
}

impl Table {
    fn read(file: &Path) -> Result<Self, Error> {
        let unreadable =
            |error: csv::Error| Error::Unreadable { file: file.to_path_buf(), why: error.to_string() };
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(file).map_err(unreadable)?;
        let names: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(without_mark).collect();
        let mut columns = vec![Vec::new(); names.len()];
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            columns.iter_mut().zip(&record).for_each(|(column, value)| column.push(value.to_string()));
        }
        Ok(Self { columns: names.into_iter().zip(columns).collect() })
    }

    fn words(&self, name: &str) -> Result<&[String], Error> {
        let column = self.columns.get(name).ok_or_else(|| Error::UnknownColumn { name: name.to_string() })?;
        Ok(column)
    }

    fn numbers(&self, name: &str) -> Result<Vec<f64>, Error> {
        let number = |(row, word): (usize, &String)| {
            word.parse().map_err(|_| evidence::Error::NotANumber { what: name.to_string(), row }.into())
        };
        self.words(name)?.iter().enumerate().map(number).collect()
    }

    fn columns(&self, names: &[String]) -> Result<Vec<(String, Vec<f64>)>, Error> {
        names.iter().map(|name| Ok((name.clone(), self.numbers(name)?))).collect()
    }

    /// A column of 0 and 1.
    fn flags(&self, name: &str) -> Result<Vec<bool>, Error> {
        let truth = |word: &String| match word.to_lowercase().as_str() {
            "true" | "vrai" => "1".to_string(),
            "false" | "faux" => "0".to_string(),
            other => other.to_string(),
        };
        let number = |(row, word): (usize, String)| {
            word.parse().map_err(|_| evidence::Error::NotANumber { what: name.to_string(), row })
        };
        let numbers: Result<Vec<f64>, _> =
            self.words(name)?.iter().map(truth).enumerate().map(number).collect();
        Ok(report::flags(name, &numbers?)?)
    }
}

/// Removes the byte order mark with which spreadsheets start UTF-8 files.
fn without_mark(name: &str) -> String {
    name.trim_start_matches('\u{feff}').to_string()
}
