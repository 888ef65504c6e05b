//! How whoever asks is reached: what they gave, and which of it the hub uses.

use crate::contact::Phone;
use crate::mail::{Channel, Recipient};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How the hub reaches whoever a request is about.
    Way {
        Mail = "mail", "par e-mail";
        Text = "text", "par SMS";
        Letter = "letter", "par courrier";
        Voice = "voice", "par téléphone";
    }
}

/// The ways that somebody gave, of which there is one at least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// An e-mail address, in lower case.
    pub email: Option<String>,
    /// A telephone number, in the international form.
    pub phone: Option<String>,
    /// The lines of a postal address, without the name.
    pub postal_address: Option<String>,
}

/// Why somebody cannot be reached by what they gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    /// They gave nothing.
    #[error(
        "Donnez au moins une de ces réponses\u{a0}: une adresse e-mail, un téléphone ou une adresse postale."
    )]
    Nowhere,
    /// A call needs a number.
    #[error("Pour être appelé, écrivez un numéro de téléphone.")]
    NoNumber,
}

impl Ways {
    /// The mobile number, if the one given is one.
    fn mobile(&self) -> Option<String> {
        Phone::parse(self.phone.as_deref()?).ok()?.mobile()
    }

    /// Which way the hub uses: a call where that is asked for; else a mail, a text message if the hub sends any, a letter; a call if
    /// there is nothing but a number.
    pub fn chosen(&self, prefers_call: bool, has_texts: bool) -> Result<Way, ReachError> {
        if prefers_call && self.phone.is_none() {
            return Err(ReachError::NoNumber);
        }
        if prefers_call {
            return Ok(Way::Voice);
        }
        let written = [
            (Way::Mail, self.email.is_some()),
            (Way::Text, has_texts && self.mobile().is_some()),
            (Way::Letter, self.postal_address.is_some()),
            (Way::Voice, self.phone.is_some()),
        ];
        written.into_iter().find(|(_, is_given)| *is_given).map(|(way, _)| way).ok_or(ReachError::Nowhere)
    }

    /// To whom a message goes by a way; nobody by a call. A letter begins with the name: no file has it yet.
    pub fn recipient(&self, way: Way, name: &str) -> Option<Recipient> {
        let (channel, address) = match way {
            Way::Mail => (Channel::Mail, self.email.clone()?),
            Way::Text => (Channel::Text, self.mobile()?),
            Way::Letter => (Channel::Letter, format!("{name}\n{}", self.postal_address.as_deref()?)),
            Way::Voice => return None,
        };
        Some(Recipient { channel, address })
    }

    /// What tells one who asks from another, however often they ask: the address of the way that is used.
    pub fn key(&self, way: Way) -> &str {
        let given = match way {
            Way::Mail => &self.email,
            Way::Text | Way::Voice => &self.phone,
            Way::Letter => &self.postal_address,
        };
        given.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(email: &str, phone: &str, postal: &str) -> Ways {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ways { email: given(email), phone: given(phone), postal_address: given(postal) }
    }

    #[test]
    fn whoever_has_no_mail_is_reached_by_what_they_have() {
        let (mobile, landline) = ("+33639980001", "+33491000000");
        assert_eq!(ways("zoe@exemple.test", mobile, "1 quai").chosen(false, true), Ok(Way::Mail));
        assert_eq!(ways("", mobile, "1 quai").chosen(false, true), Ok(Way::Text));
        assert_eq!(ways("", mobile, "1 quai").chosen(false, false), Ok(Way::Letter), "a text costs money");
        assert_eq!(ways("", mobile, "").chosen(false, false), Ok(Way::Voice));
        assert_eq!(ways("", landline, "").chosen(false, true), Ok(Way::Voice));
        assert_eq!(ways("zoe@exemple.test", landline, "").chosen(true, true), Ok(Way::Voice));
        assert_eq!(ways("zoe@exemple.test", "", "").chosen(true, true), Err(ReachError::NoNumber));
        assert_eq!(ways("", "", "").chosen(false, true), Err(ReachError::Nowhere));
    }

    #[test]
    fn a_letter_bears_the_name_and_a_call_is_no_message() {
        let all = ways("zoe@exemple.test", "+33639980001", "1 quai du Port\n13002 Marseille");
        let letter = all.recipient(Way::Letter, "Zoé Calanque").unwrap();
        assert_eq!(letter.address, "Zoé Calanque\n1 quai du Port\n13002 Marseille");
        assert_eq!(all.recipient(Way::Text, "").unwrap().address, "+33639980001");
        assert_eq!(all.recipient(Way::Voice, ""), None);
    }
}
