//! Sealing of secrets, and reading of the certificates that carry them.
//!
//! - [`Keyring`] encrypts short secrets (passwords, tokens, private keys) with XChaCha20-Poly1305 before they
//!   reach the database, and opens them again. The keys live outside the database.
//! - [`Context`] ties a sealed secret to the organisation, the kind and the row it was made for: moved
//!   anywhere else it does not open.
//! - [`pkcs12`] reads the `.p12`/`.pfx` file an organisation receives for its mutual TLS connection.
//!
//! The crate takes neither time nor randomness: both are handed in by the caller. No type of this crate shows
//! a secret in its debug output.

mod authorities;
mod context;
mod keyring;
pub mod pkcs12;
mod sealed;

pub use authorities::{MAX_AUTHORITIES_SIZE, PublicCertificate, certificates_of_pem, read_authorities};
pub use context::Context;
pub use keyring::{KEY_LENGTH, Keyring, KeyringError, NONCE_LENGTH, new_key_line};
pub use sealed::{MAX_PLAINTEXT_LENGTH, OpenError, SealError, key_id_of};
