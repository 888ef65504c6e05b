//! Addresses of our own pages, with their keys and parameters.

use std::fmt::Write;

/// A path with its parameters; those that are empty are left out.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.len() == path.len() { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        encode(value, &mut address);
    }
    address
}

/// A path under another, by a key that anybody may have written into an address: whatever its slashes, it stays one step.
pub fn with_key(path: &str, key: &str) -> String {
    let mut address = format!("{path}/");
    encode(key, &mut address);
    address
}

/// Percent-encodes what is not unreserved (RFC 3986, section 2.3).
fn encode(value: &str, address: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a text never fails.
            let _ = write!(address, "%{byte:02X}");
        }
    }
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
