//! What the hub knows and the database does not: a key that seals what must be read again, and random tokens.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const NONCE_BYTES: usize = 12;

/// The hub's key of 256 bits. Every copy of a hub has the same.
#[derive(Clone)]
pub struct Secret(Arc<[u8; 32]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Why no key could be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or made.
    #[error("the secret file {file}: {reason}")]
    File {
        /// Its path.
        file: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file holds something else.
    #[error("the secret file {0} must hold 64 hexadecimal digits")]
    Malformed(String),
    /// The system gives no randomness.
    #[error("no randomness: {0}")]
    Randomness(String),
}

impl Secret {
    /// A key for as long as the process lives.
    pub fn fleeting() -> Result<Self, SecretError> {
        Ok(Self(Arc::new(random()?)))
    }

    /// Reads the key from a file; makes the file, readable by its owner only, when it does not exist.
    pub fn read_or_make(file: &Path) -> Result<Self, SecretError> {
        let failed = |reason| SecretError::File { file: file.display().to_string(), reason };
        match std::fs::read_to_string(file) {
            Ok(text) => {
                let bytes = from_hexadecimal(text.trim()).and_then(|bytes| bytes.try_into().ok());
                let key = bytes.ok_or_else(|| SecretError::Malformed(file.display().to_string()))?;
                Ok(Self(Arc::new(key)))
            }
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
                let key = random()?;
                write_for_owner(file, &hexadecimal(&key)).map_err(failed)?;
                Ok(Self(Arc::new(key)))
            }
            Err(reason) => Err(failed(reason)),
        }
    }

    /// Seals bytes for a purpose, such as a column; they open only for the same purpose.
    pub fn seal(&self, bytes: &[u8], purpose: &str) -> Result<String, SecretError> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let sealed = self.cipher(purpose).encrypt(&Nonce::from(nonce), bytes);
        let sealed = sealed.map_err(|_| SecretError::Randomness("sealing failed".to_owned()))?;
        Ok(hexadecimal(&[&nonce[..], &sealed].concat()))
    }

    /// Opens what was sealed for a purpose; `None` when the key is another or a byte was changed.
    pub fn open(&self, sealed: &str, purpose: &str) -> Option<Vec<u8>> {
        let bytes = from_hexadecimal(sealed)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher(purpose).decrypt(&Nonce::from(*nonce), sealed).ok()
    }

    /// What the database keeps of something that could be guessed, such as an address (HMAC-SHA-256): without the key nobody
    /// compares it with guesses.
    pub fn fingerprint(&self, purpose: &str, text: &str) -> String {
        // A key shorter than a block is filled with zeros (RFC 2104, section 2).
        let mut key = [0; 64];
        key[..32].copy_from_slice(&*self.0);
        let mac = <Hmac<Sha256> as Mac>::new(&key.into());
        let mac = mac.chain_update(purpose).chain_update([0]).chain_update(text);
        hexadecimal(&mac.finalize().into_bytes())
    }

    fn cipher(&self, purpose: &str) -> ChaCha20Poly1305 {
        let key: [u8; 32] = Sha256::new().chain_update(*self.0).chain_update(purpose).finalize().into();
        ChaCha20Poly1305::new(&Key::from(key))
    }
}

fn write_for_owner(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// Random bytes from the system.
#[expect(clippy::disallowed_methods, reason = "the one place where a secret is drawn")]
pub fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| SecretError::Randomness(error.to_string()))?;
    Ok(bytes)
}

/// A token of 256 random bits, in hexadecimal.
pub fn token() -> Result<String, SecretError> {
    Ok(hexadecimal(&random::<32>()?))
}

/// What the database keeps of a token, bound to what it is for: who reads it cannot use it.
pub fn fingerprint(purpose: &str, token: &str) -> String {
    let hash = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(token).finalize();
    hexadecimal(&hash)
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let (pairs, rest) = digits.as_ref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_key_only() {
        let (secret, other) = (Secret::fleeting().unwrap(), Secret::fleeting().unwrap());
        let sealed = secret.seal(b"a secret", "codes").unwrap();
        assert_eq!(secret.open(&sealed, "codes").as_deref(), Some(&b"a secret"[..]));
        assert_eq!(secret.open(&sealed, "elsewhere"), None);
        assert_eq!(other.open(&sealed, "codes"), None);
        let mut changed = sealed.clone().into_bytes();
        changed[30] = if changed[30] == b'0' { b'1' } else { b'0' };
        assert_eq!(secret.open(&String::from_utf8(changed).unwrap(), "codes"), None);
        assert_eq!(secret.open("é", "codes"), None);
    }

    #[test]
    fn a_keyed_fingerprint_is_that_of_its_key_and_purpose() {
        let (secret, other) = (Secret::fleeting().unwrap(), Secret::fleeting().unwrap());
        let kept = secret.fingerprint("attempt", "zoe@exemple.test");
        assert_eq!(kept, secret.fingerprint("attempt", "zoe@exemple.test"));
        assert_ne!(kept, other.fingerprint("attempt", "zoe@exemple.test"));
        assert_ne!(kept, secret.fingerprint("network", "zoe@exemple.test"));
        assert_ne!(kept, fingerprint("attempt", "zoe@exemple.test"));
        // As another implementation of RFC 2104 gives it.
        let known = Secret(Arc::new([0x0b; 32])).fingerprint("Hi", "There");
        assert_eq!(known, "4a01cac9698c82030c7487d8109290916f10111ccacc9e10031434fc7266d69a");
    }

    #[test]
    fn a_secret_file_is_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("tandem-secret-{}", uuid::Uuid::now_v7()));
        let file = folder.join("secret");
        let sealed = Secret::read_or_make(&file).unwrap().seal(b"kept", "test").unwrap();
        assert_eq!(Secret::read_or_make(&file).unwrap().open(&sealed, "test").as_deref(), Some(&b"kept"[..]));
        std::fs::write(&file, "not a key").unwrap();
        assert!(matches!(Secret::read_or_make(&file), Err(SecretError::Malformed(_))));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
