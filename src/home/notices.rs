//! What the public pages say of who runs the hub, and how to report a flaw.

use time::{Date, Duration};

use crate::french;

/// Who publishes and hosts the hub; what is absent is shown as to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// Name, legal form, address, telephone.
    pub publisher: Option<String>,
    /// Who answers for what is published.
    pub publication_director: Option<String>,
    /// Name, address and telephone of who keeps the servers.
    pub hosted_by: Option<String>,
    /// Where people write to the data protection officer.
    pub officer_email: Option<String>,
}

/// How long the file below holds, counted from the day it is read: RFC 9116 asks for less than a year.
const HOLDS: Duration = Duration::days(180);

/// The file `security.txt` (RFC 9116).
pub fn security_txt(base_url: &str, contact_email: &str, today: Date) -> String {
    format!(
        "Contact: mailto:{contact_email}\nExpires: {}T00:00:00Z\nPreferred-Languages: fr, en\n\
         Canonical: {base_url}/.well-known/security.txt\nPolicy: {base_url}/security\n",
        french::iso_day(&today.saturating_add(HOLDS))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_security_file_always_holds_between_a_month_and_a_year() {
        let mut today = date!(2026 - 01 - 01);
        while today < date!(2028 - 03 - 01) {
            let text = security_txt("https://hub.test", "hub@hub.test", today);
            let expires = text.lines().find_map(|line| line.strip_prefix("Expires: ")).unwrap();
            let day = french::parse_day(expires.strip_suffix("T00:00:00Z").unwrap()).unwrap();
            assert!((30..=365).contains(&(day - today).whole_days()), "{today}: {expires}");
            today = today.next_day().unwrap();
        }
    }
}
