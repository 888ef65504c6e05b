//! One-time codes of six digits (TOTP, RFC 6238): every 30 seconds, one step early or late accepted.

use totp_rs::{Builder, Totp};

/// The bytes of a secret: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

/// The purpose for which the secret of an identity's codes is sealed.
pub const SEALED_FOR: &str = "identities.code_secret";

fn totp(secret: &[u8], email: &str) -> Option<Totp> {
    Builder::new().with_secret(secret).with_issuer(Some("Tandem")).with_account_name(email).build().ok()
}

/// The step of a code that is right at an instant (seconds since 1970).
pub fn check(secret: &[u8], typed: &str, seconds: u64) -> Option<i64> {
    let digits: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    let step = totp(secret, "")?.check(&digits, seconds)?;
    i64::try_from(step).ok()
}

/// The code at an instant.
pub fn at(secret: &[u8], seconds: u64) -> Option<String> {
    Some(totp(secret, "")?.generate(seconds).to_string())
}

/// What an application reads to make the codes, as an address.
pub fn address(secret: &[u8], email: &str) -> Option<String> {
    totp(secret, email)?.to_url().ok()
}

/// The secret as one types it: base 32, in groups of four.
pub fn typed_by_hand(secret: &[u8]) -> String {
    let letters: Vec<char> = totp_rs::Secret::from(secret).to_base32().chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A QR code as the path of an SVG, each module a square of one unit, with the side of the whole.
pub fn drawing(address: &str) -> Option<(String, i32)> {
    use std::fmt::Write;
    let code = qrcodegen::QrCode::encode_text(address, qrcodegen::QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            // Writing to a text never fails.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some((path, code.size()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_codes_come_out() {
        // RFC 6238, appendix B, SHA-1, the last six of eight digits.
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(at(secret, seconds).as_deref(), Some(code));
            assert_eq!(check(secret, code, seconds), Some(seconds as i64 / 30));
        }
    }

    #[test]
    fn a_code_holds_one_step_early_or_late_and_no_longer() {
        let secret = b"12345678901234567890";
        let code = at(secret, 1_000_000_000).unwrap();
        assert!(check(secret, &code, 1_000_000_030).is_some());
        assert!(check(secret, &format!(" {} {}", &code[..3], &code[3..]), 1_000_000_000).is_some());
        assert_eq!(check(secret, &code, 1_000_000_090), None);
        assert_eq!(check(secret, "", 1_000_000_000), None);
    }

    #[test]
    fn a_picture_can_be_drawn() {
        let address = address(&[7; SECRET_BYTES], "colette@exemple.test").unwrap();
        assert!(address.starts_with("otpauth://totp/"), "{address}");
        let (path, side) = drawing(&address).unwrap();
        assert!(side >= 21 && path.starts_with("M0 0"));
    }
}
