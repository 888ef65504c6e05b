//! What TOML alone cannot refuse in a criteria file.

use std::collections::BTreeSet;

use super::{Comparison, CriteriaFile, Criterion, Rule};
use crate::proposals::TITLES;
use crate::text::fold;

/// The greatest weight of a criterion.
const MAX_WEIGHT: u32 = 100;

/// Where a problem stands in the file, in bytes, and a French clause about it.
type Located = (usize, String);

/// Finds the first problem of a file: in its capacity, then its scales, rules and criteria.
pub(super) fn check(file: &CriteriaFile) -> Result<(), Located> {
    if let Some(capacity) = &file.mentees.capacity {
        let problem = "« capacity » se dit des mentors, pas des personnes accompagnées".to_owned();
        return Err((capacity.span().start, problem));
    }
    for scale in file.scales.values() {
        check_scale(scale.get_ref()).map_err(|problem| (scale.span().start, problem))?;
    }
    for spanned in &file.rules {
        let rule = spanned.get_ref();
        check_rule(file, rule)
            .map_err(|problem| (spanned.span().start, format!("règle « {} » : {problem}", rule.name)))?;
    }
    let mut titles = BTreeSet::from(TITLES);
    for spanned in &file.criteria {
        let criterion = spanned.get_ref();
        check_criterion(file, criterion, &mut titles).map_err(|problem| {
            (spanned.span().start, format!("critère « {} » : {problem}", criterion.name))
        })?;
    }
    if file.criteria().all(|criterion| criterion.weight == 0) {
        let problem =
            "donnez un poids à un critère au moins, sinon aucun binôme ne vaut mieux qu’un autre".to_owned();
        return Err((0, problem));
    }
    Ok(())
}

/// A value stands once on a scale, or nobody knows which step it is.
fn check_scale(values: &[String]) -> Result<(), String> {
    if values.len() < 2 {
        return Err("une échelle a au moins deux valeurs, de la plus basse à la plus haute".to_owned());
    }
    let mut seen = BTreeSet::new();
    match values.iter().find(|value| !seen.insert(fold(value))) {
        Some(value) => Err(format!("la valeur « {value} » est deux fois dans l’échelle")),
        None => Ok(()),
    }
}

fn check_rule(file: &CriteriaFile, rule: &Rule) -> Result<(), String> {
    check_comparison(file, &rule.comparison)?;
    match rule.comparison {
        Comparison::AtLeast { far: Some(_), .. } => Err("« far » ne sert que dans un critère".to_owned()),
        _ => Ok(()),
    }
}

fn check_criterion<'a>(
    file: &CriteriaFile,
    criterion: &'a Criterion,
    titles: &mut BTreeSet<&'a str>,
) -> Result<(), String> {
    check_comparison(file, &criterion.comparison)?;
    if let Comparison::Overlap { common: Some(_), .. } = criterion.comparison {
        return Err("« common » ne sert que dans une règle".to_owned());
    }
    if criterion.weight > MAX_WEIGHT {
        return Err(format!("le poids est un nombre entier de 0 à {MAX_WEIGHT}"));
    }
    match titles.insert(&criterion.name) {
        true => Ok(()),
        false => Err("ce nom est déjà celui d’une colonne du résultat".to_owned()),
    }
}

fn check_comparison(file: &CriteriaFile, comparison: &Comparison) -> Result<(), String> {
    match comparison {
        Comparison::AtLeast { scale, .. } if !file.scales.contains_key(scale) => {
            Err(format!("l’échelle « {scale} » n’est pas sous [scales]"))
        }
        Comparison::AtLeast { above, at_most: Some(max), .. } if max < above => {
            Err("« at_most » est plus petit que « above »".to_owned())
        }
        Comparison::AtLeast { above, far: Some(far), .. } if far <= above => {
            Err("« far » est plus grand que « above »".to_owned())
        }
        Comparison::Overlap { common: Some(0), .. } => Err("« common » est au moins 1".to_owned()),
        Comparison::Distance { far_km, .. } if !(far_km.is_finite() && *far_km > 0.0) => {
            Err("« far_km » est un nombre de kilomètres, plus grand que 0".to_owned())
        }
        _ => Ok(()),
    }
}
