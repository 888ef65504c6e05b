//! Passwords: what is refused, and the hash that is stored (argon2id).
//!
//! Length decides, not composition (NIST SP 800-63B, section 5.1.1.2): 15 characters or more, anything that can be typed or
//! pasted, but nothing that is commonly used or made of the person's own address.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// The fewest characters of a password.
pub const SHORTEST: usize = 15;
/// The most characters of a password that a form takes.
pub const LONGEST: usize = 256;

static COMMON: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/passwords/common.txt").lines().collect());

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters.
    #[error("Choisissez au moins 15 caractères : plusieurs mots côte à côte conviennent très bien.")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("Choisissez 256 caractères au plus.")]
    TooLong,
    /// Among those tried first, or made of little else.
    #[error(
        "Ce mot de passe est trop courant : il serait essayé parmi les premiers. Choisissez-en un autre."
    )]
    Common,
    /// Made of the person's own address.
    #[error("Ce mot de passe contient votre adresse : choisissez-en un autre.")]
    Personal,
}

/// Refuses a password that is too short, common, or made of the address.
pub fn check(password: &str, email: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordError::TooLong);
    }
    let folded = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default().to_lowercase();
    if local.chars().count() >= 4 && without(&folded, &local).chars().count() < SHORTEST - 4 {
        return Err(PasswordError::Personal);
    }
    if is_common(&folded) { Err(PasswordError::Common) } else { Ok(()) }
}

fn without(text: &str, part: &str) -> String {
    text.replace(part, "")
}

/// Common as it is, without what stands around it, or as a few common words or one short text over and over.
fn is_common(folded: &str) -> bool {
    let letters = folded.trim_matches(|character: char| !character.is_alphabetic());
    let known = |text: &str| COMMON.contains(text);
    known(folded) || known(letters) || repeats(folded) || is_walk(folded) || is_made_of_common(folded)
}

/// A text of at most six characters, over and over.
fn repeats(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (1..=6)
        .any(|period| characters.iter().zip(&characters[period.min(characters.len())..]).all(|(a, b)| a == b))
}

/// Keys in the order of French and American keyboards.
const KEYBOARDS: [&str; 2] = ["azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm"];

/// Characters that follow each other in the alphabet or on a keyboard, all along.
fn is_walk(text: &str) -> bool {
    let letters: String = text.chars().filter(|character| character.is_alphabetic()).collect();
    if letters.len() >= 10 && KEYBOARDS.iter().any(|keys| keys.contains(&letters)) {
        return true;
    }
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = codes.array_windows().filter(|[a, b]| a.abs_diff(*b) <= 1).count();
    steps * 5 >= codes.len() * 4
}

/// Two common passwords side by side, such as "passwordsunshine"; three unrelated words are not in the list.
fn is_made_of_common(text: &str) -> bool {
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    ends.into_iter().any(|at| {
        let (first, second) = text.split_at(at);
        COMMON.contains(first) && COMMON.contains(second.trim_matches(|end: char| !end.is_alphanumeric()))
    })
}

/// The memory of hashes that are done, for those to come: 19 MiB each, which the allocator would not give back. There are as many
/// as were ever hashed at once, which `limits` bounds.
static MEMORIES: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn memories() -> MutexGuard<'static, Vec<Vec<Block>>> {
    MEMORIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The hash to store, with a salt of 16 random bytes.
pub fn hash(password: &str, salt: [u8; 16]) -> Option<String> {
    let argon2 = Argon2::default();
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params()).ok()?,
        salt: Some(Salt::new(&salt).ok()?),
        hash: Some(output(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?),
    };
    Some(hash.to_string())
}

/// Whether a password has this hash.
pub fn verify(password: &str, hash: &str) -> bool {
    is_hash_of(password, hash).unwrap_or(false)
}

fn is_hash_of(password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&hash).ok()?);
    let stored = hash.hash?;
    // The comparison of outputs takes the same time wherever they differ.
    Some(output(&argon2, password, &hash.salt?, stored.len())? == stored)
}

fn output(argon2: &Argon2<'_>, password: &str, salt: &[u8], length: usize) -> Option<Output> {
    let mut memory = memories().pop().unwrap_or_default();
    memory.resize(argon2.params().block_count(), Block::new());
    let mut out = vec![0; length];
    let hashed = argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut out, &mut memory[..]);
    memories().push(memory);
    hashed.ok()?;
    Output::new(&out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMAIL: &str = "colette.restanque@exemple.test";

    #[test]
    fn length_decides_and_not_composition() {
        assert_eq!(check("quatorzelettre", EMAIL), Err(PasswordError::TooShort));
        assert_eq!(check("quinze lettres!", EMAIL), Ok(()));
        assert_eq!(check("cheval agrafe pile exacte", EMAIL), Ok(()));
        assert_eq!(check("日本語のパスワードを使いますよ", EMAIL), Ok(()));
        assert_eq!(check(&"é".repeat(257), EMAIL), Err(PasswordError::TooLong));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for common in [
            "passwordpassword",
            "Password12345678",
            "123456789012345",
            "azertyazertyazerty",
            "aaaaaaaaaaaaaaaaaa",
            "abcdefghijklmnopqrst",
            "qwertyuiopasdfgh",
        ] {
            assert_eq!(check(common, EMAIL), Err(PasswordError::Common), "{common}");
        }
    }

    #[test]
    fn ones_own_address_is_refused() {
        assert_eq!(check("colette.restanque2026", EMAIL), Err(PasswordError::Personal));
    }

    #[test]
    fn a_hash_is_that_of_its_password_only() {
        let stored = hash("quinze lettres!", [7; 16]).unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(verify("quinze lettres!", &stored));
        assert!(!verify("quinze lettres?", &stored));
        assert!(!verify("quinze lettres!", "not a hash"));
    }
}
