//! Builds URLs of the hub's own pages, with encoded parameters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters to encode: all but the unreserved ones (RFC 3986, section 2.3).
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path with query parameters; empty ones are left out.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.len() == path.len() { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        address.extend(utf8_percent_encode(value, &RESERVED));
    }
    address
}

/// A path with one more segment, from an untrusted key: slashes are encoded, so that it stays a single segment.
pub fn with_key(path: &str, key: &str) -> String {
    format!("{path}/{}", utf8_percent_encode(key, &RESERVED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_slashes_leads_nowhere_else() {
        assert_eq!(with_key("/invitations", "a1b2"), "/invitations/a1b2");
        assert_eq!(with_key("/invitations", "../account?x"), "/invitations/..%2Faccount%3Fx");
    }

    #[test]
    fn parameters_are_encoded_and_empty_ones_left_out() {
        assert_eq!(with_query("/mentees", &[("place", ""), ("text", "")]), "/mentees");
        let address = with_query("/mentees", &[("place", "13001"), ("trade", ""), ("text", "Zoé & fils")]);
        assert_eq!(address, "/mentees?place=13001&text=Zo%C3%A9%20%26%20fils");
    }
}
