//! The hub's secret key, which is not in the database: encryption, MACs and fingerprints; also random tokens.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const NONCE_BYTES: usize = 12;

/// The hub's key, of 256 bits; the same for every copy of a hub. It is never printed.
#[derive(Clone)]
pub struct Secret(Arc<[u8; 32]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Why the key, or random bytes, could not be obtained.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or created.
    #[error("the secret file {file}: {reason}")]
    File {
        /// The path of the file.
        file: String,
        /// The error of the system.
        reason: std::io::Error,
    },
    /// The file does not contain a key.
    #[error("the secret file {0} must hold 64 hexadecimal digits")]
    Malformed(String),
    /// The system's random number generator failed.
    #[error("no randomness: {0}")]
    Randomness(String),
}

impl Secret {
    /// Generates a key that is not stored, for tests and benchmarks.
    pub fn fleeting() -> Result<Self, SecretError> {
        Ok(Self(Arc::new(random()?)))
    }

    /// Reads the key from a file.
    pub fn read(file: &Path) -> Result<Self, SecretError> {
        let name = || file.display().to_string();
        let text =
            std::fs::read_to_string(file).map_err(|reason| SecretError::File { file: name(), reason })?;
        let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(Self(Arc::new(bytes.ok_or_else(|| SecretError::Malformed(name()))?)))
    }

    /// Reads the key from a file; creates the file, readable by its owner only, if it does not exist.
    pub fn read_or_make(file: &Path) -> Result<Self, SecretError> {
        let failed = |reason| SecretError::File { file: file.display().to_string(), reason };
        match Self::read(file) {
            Err(SecretError::File { reason, .. }) if reason.kind() == std::io::ErrorKind::NotFound => {
                let key = random()?;
                match write_for_owner(file, &hex::encode(key)) {
                    // Another copy of the hub, which starts at the same time, was first: its key is the one.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Self::read(file),
                    written => written.map_err(failed).map(|()| Self(Arc::new(key))),
                }
            }
            other => other,
        }
    }

    /// Encrypts and authenticates bytes for a purpose, such as a column (ChaCha20-Poly1305); returns hexadecimal.
    pub fn seal(&self, bytes: &[u8], purpose: &str) -> Result<String, SecretError> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let sealed = self.cipher(purpose).encrypt(&Nonce::from(nonce), bytes);
        let sealed = sealed.map_err(|_| SecretError::Randomness("sealing failed".to_owned()))?;
        Ok(hex::encode([&nonce[..], &sealed].concat()))
    }

    /// Decrypts what was sealed; `None` when the key or the purpose differs, or a byte was changed.
    pub fn open(&self, sealed: &str, purpose: &str) -> Option<Vec<u8>> {
        let bytes = hex::decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher(purpose).decrypt(&Nonce::from(*nonce), sealed).ok()
    }

    /// A keyed hash (HMAC-SHA256, in hexadecimal) of a value that could be guessed, such as an address: without the key,
    /// guesses cannot be tested against the database.
    pub fn fingerprint(&self, purpose: &str, text: &str) -> String {
        hex::encode(self.keyed(purpose).chain_update(text).finalize().into_bytes())
    }

    /// A MAC (HMAC-SHA256, in hexadecimal) of some parts, each preceded by its length, so that no two lists of parts encode
    /// alike.
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> String {
        hex::encode(self.over(purpose, parts).finalize().into_bytes())
    }

    /// Whether a text is the MAC of some parts, which is compared in constant time.
    pub fn is_mac(&self, mac: &str, purpose: &str, parts: &[&[u8]]) -> bool {
        hex::decode(mac).is_ok_and(|mac| self.over(purpose, parts).verify_slice(&mac).is_ok())
    }

    fn over(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        parts.iter().fold(self.keyed(purpose), |mac, part| {
            mac.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
        })
    }

    fn keyed(&self, purpose: &str) -> Hmac<Sha256> {
        // HMAC pads a key shorter than a block with zeros (RFC 2104, section 2).
        let mut key = [0; 64];
        key[..32].copy_from_slice(&*self.0);
        <Hmac<Sha256> as Mac>::new(&key.into()).chain_update(purpose).chain_update([0])
    }

    fn cipher(&self, purpose: &str) -> ChaCha20Poly1305 {
        let key: [u8; 32] = Sha256::new().chain_update(*self.0).chain_update(purpose).finalize().into();
        ChaCha20Poly1305::new(&Key::from(key))
    }
}

/// Makes a file that its owner alone may read; it has its name once it is complete.
fn write_for_owner(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut draft = file.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(&draft)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()?;
    let linked = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft)?;
    linked
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
    Ok(hex::encode(random::<32>()?))
}

/// The hash (SHA-256, in hexadecimal) of a token for a purpose. The database stores it instead of the token, so that reading
/// the database gives no access.
pub fn fingerprint(purpose: &str, token: &str) -> String {
    let hash = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(token).finalize();
    hex::encode(hash)
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
        let hash = secret.fingerprint("attempt", "zoe@exemple.test");
        assert_eq!(hash, secret.fingerprint("attempt", "zoe@exemple.test"));
        assert_ne!(hash, other.fingerprint("attempt", "zoe@exemple.test"));
        assert_ne!(hash, secret.fingerprint("network", "zoe@exemple.test"));
        assert_ne!(hash, fingerprint("attempt", "zoe@exemple.test"));
        // As another implementation of RFC 2104 gives it.
        let known = Secret(Arc::new([0x0b; 32])).fingerprint("Hi", "There");
        assert_eq!(known, "4a01cac9698c82030c7487d8109290916f10111ccacc9e10031434fc7266d69a");
    }

    #[test]
    fn a_secret_file_is_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("tandem-secret-{}", uuid::Uuid::now_v7()));
        let file = folder.join("secret");
        let sealed = Secret::read_or_make(&file).unwrap().seal(b"text", "test").unwrap();
        assert_eq!(Secret::read_or_make(&file).unwrap().open(&sealed, "test").as_deref(), Some(&b"text"[..]));
        std::fs::write(&file, "not a key").unwrap();
        assert!(matches!(Secret::read_or_make(&file), Err(SecretError::Malformed(_))));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
