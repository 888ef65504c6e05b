//! The form of the settings: filled, read, and said in words.

use super::Declared;
use crate::contact::Phone;
use crate::french;
use crate::settings::{AskedFirst, Begins, Code, LONGEST_DELAY, LONGEST_SIGNATORY, MOST_TEXTS, Settings};
use crate::web::{Choice, Difference, Fields};

/// The field of the reasons that are offered: what is stored are those that are not.
const REFUSALS: &str = "refusals";

/// The field in which a setting is.
pub fn field_of(code: Code) -> &'static str {
    if code == Code::HiddenRefusals { REFUSALS } else { code.code() }
}

/// The form with what is set.
pub fn filled(settings: &Settings, declared: Declared) -> Fields {
    let alone = Code::ALL.iter().filter(|code| **code != Code::HiddenRefusals);
    let alone = alone.map(|&code| (code.code(), settings.value(code)));
    let offered = (declared.refusals)().into_iter().filter(|(code, _)| settings.offers(code));
    let fields = Fields::filled(alone.chain(offered.map(|(code, _)| (REFUSALS, code.to_owned()))));
    let phone = settings.phone.as_ref().map(ToString::to_string);
    let fields = fields.with(Code::Phone.code(), phone.unwrap_or_default());
    fields.with("version", settings.version().to_string())
}

pub fn asked_first(fields: &Fields) -> Vec<Choice> {
    let chosen = fields.get(Code::AskedFirst.code());
    let all = AskedFirst::ALL.iter().map(|value| (value.code(), value.label()));
    capitalised(Choice::among(all, chosen))
}

pub fn begins(fields: &Fields) -> Vec<Choice> {
    let chosen = fields.get(Code::Begins.code());
    let all = Begins::ALL.iter().map(|value| (value.code(), value.label()));
    capitalised(Choice::among(all, chosen))
}

/// The reasons for a no, those offered ticked.
pub fn refusals(fields: &Fields, declared: Declared) -> Vec<Choice> {
    let choice = |(code, label)| Choice::new(code, label, fields.has(REFUSALS, code));
    capitalised((declared.refusals)().into_iter().map(choice).collect())
}

fn capitalised(choices: Vec<Choice>) -> Vec<Choice> {
    choices.into_iter().map(|choice| Choice { label: french::capitalised(&choice.label), ..choice }).collect()
}

/// What the form says, unless something in it is no setting.
pub fn read(fields: &mut Fields, declared: Declared) -> Option<Settings> {
    let mut days = |code: Code| fields.number::<u16>(code.code(), 1, LONGEST_DELAY);
    let [first, second, answer, signature, honest] =
        [Code::FirstReminder, Code::SecondReminder, Code::Answer, Code::Signature, Code::HonestWord]
            .map(&mut days);
    let [deputy, responsible] = [Code::Deputy, Code::Responsible].map(&mut days);
    let texts = fields.number::<u16>(Code::Texts.code(), 0, MOST_TEXTS);
    let mut hour = |code: Code| fields.number::<u16>(code.code(), 0, 24);
    let [opens_at, closes_at] = [Code::OpensAt, Code::ClosesAt].map(&mut hour);
    let asked_first = fields.choice(Code::AskedFirst.code(), AskedFirst::from_code);
    let begins = fields.choice(Code::Begins.code(), Begins::from_code);
    let all: Vec<&str> = (declared.refusals)().into_iter().map(|(code, _)| code).collect();
    let offered = fields.choices(REFUSALS, |typed| all.iter().copied().find(|code| *code == typed));
    let signatory = fields.optional_text(Code::Signatory.code(), LONGEST_SIGNATORY);
    let phone = fields.get(Code::Phone.code()).to_owned();
    let phone = (!phone.is_empty()).then(|| Phone::parse(&phone)).transpose();
    if let Err(error) = &phone {
        fields.refuse(Code::Phone.code(), error.to_string());
    }
    let settings = Settings {
        asked_first: asked_first?,
        first_reminder_days: first?,
        second_reminder_days: second?,
        answer_days: answer?,
        hidden_refusals: all
            .iter()
            .filter(|code| !offered.contains(*code))
            .map(|code| (*code).to_owned())
            .collect(),
        begins: begins?,
        signature_days: signature?,
        honest_word_days: honest?,
        texts_per_month: texts?,
        deputy_days: deputy?,
        responsible_days: responsible?,
        opens_at: opens_at?,
        closes_at: closes_at?,
        signatory,
        phone: phone.ok()?,
    };
    fields.is_sound().then_some(settings)
}

/// A stored value in words.
pub fn words(code: Code, value: &str, declared: Declared) -> String {
    match code {
        Code::FirstReminder
        | Code::SecondReminder
        | Code::Answer
        | Code::Signature
        | Code::HonestWord
        | Code::Deputy
        | Code::Responsible => french::count(value.parse().unwrap_or(0), "jour", "jours"),
        Code::Texts if value == "0" => "aucun".to_owned(),
        Code::Texts => french::count(value.parse().unwrap_or(0), "SMS", "SMS"),
        Code::OpensAt | Code::ClosesAt => format!("{value}\u{a0}h"),
        Code::AskedFirst => AskedFirst::from_code(value).map_or("", AskedFirst::label).to_owned(),
        Code::Begins => Begins::from_code(value).map_or("", Begins::label).to_owned(),
        Code::HiddenRefusals => {
            let hidden = (declared.refusals)();
            let hidden = hidden.iter().filter(|(code, _)| value.split(' ').any(|own| own == *code));
            let hidden: Vec<&str> = hidden.map(|(_, label)| *label).collect();
            if hidden.is_empty() { "aucune".to_owned() } else { hidden.join(", ") }
        }
        Code::Phone => Phone::parse(value).map_or_else(|_| "aucun".to_owned(), |phone| phone.to_string()),
        Code::Signatory if value.is_empty() => "le hub".to_owned(),
        Code::Signatory => value.to_owned(),
    }
}

/// What somebody else saved, beside what was typed.
pub fn differences(now: &Settings, typed: &Settings, declared: Declared) -> Vec<Difference> {
    let said = |settings: &Settings, code: Code| words(code, &settings.value(code), declared);
    let line = |code: &Code| Difference::between(code.label(), said(now, *code), said(typed, *code));
    Code::ALL.iter().filter_map(line).collect()
}
