//! The credentials form as it arrives. Nothing of it touches the disk: a certificate holds a private key.

use axum::extract::Multipart;
use domain::{CredentialField, FormField as _, Notes, Remark, Values};
use operations::Credentials;
use secrecy::{ExposeSecret as _, SecretString};

use crate::web::{PageError, bounded};

/// Longest text, bytes. PISTE's identifiers are UUIDs, passwords a few dozen signs.
const LONGEST_TEXT: usize = 4 * 1024;
/// Largest certificate, bytes: a key and a chain take a few kilobytes.
const LARGEST_CERTIFICATE: usize = 1024 * 1024;
/// Largest chain of an authority, bytes.
const LARGEST_CHAIN: usize = 256 * 1024;
/// The control that says whether credentials are tried before they are put in force, and its value when they are.
pub(super) const ACT: &str = "act";
pub(super) const TEST_FIRST: &str = "replace";
/// Most fields; the form has eight.
const MOST_FIELDS: usize = 16;

/// What was received. Without `Debug`: it holds secrets.
#[derive(Default)]
pub(super) struct ReceivedCredentials {
    credentials: Credentials,
    certificate_too_large: bool,
    chain_too_large: bool,
    tests_first: bool,
}

impl ReceivedCredentials {
    /// What of the form is shown again after a refusal: identifiers, never a secret; and whether a certificate was given,
    /// for the browser forgets which file it was.
    pub(super) fn shown_again(&self) -> (Values, bool) {
        let mut values = Values::default();
        values.set(CredentialField::ClientId, &self.credentials.client_id);
        values.set(CredentialField::Login, &self.credentials.login);
        let given = &self.credentials;
        let had_file = given.certificate.is_some() || given.certificate_chain.is_some();
        (values, had_file || self.certificate_too_large || self.chain_too_large)
    }

    /// Whether they are to be tried before they replace those in force.
    pub(super) const fn tests_first(&self) -> bool {
        self.tests_first
    }

    /// The credentials to keep. A certificate beside an application would be dropped: that is asked about instead.
    pub(super) fn into_credentials(self) -> Result<Credentials, Notes> {
        let refused = |remark: Remark| Err(Notes::of_error(CredentialField::Certificate, remark));
        if self.certificate_too_large {
            return refused(Remark::CertificateTooLarge);
        }
        if self.chain_too_large {
            return Err(Notes::of_error(CredentialField::CertificateChain, Remark::ChainUnreadable));
        }
        let Credentials { client_id, client_secret, certificate, .. } = &self.credentials;
        let application = !client_id.trim().is_empty() || !client_secret.expose_secret().trim().is_empty();
        if application && certificate.is_some() {
            return refused(Remark::CertificateBesideApplication);
        }
        Ok(self.credentials)
    }
}

/// Reads the form into memory, each part bounded.
pub(super) async fn read_credentials(mut form: Multipart) -> Result<ReceivedCredentials, PageError> {
    let broken = |_| PageError::BadRequest("credentials form broken off");
    let mut received = ReceivedCredentials::default();
    for _ in 0..MOST_FIELDS {
        let Some(field) = form.next_field().await.map_err(broken)? else { return Ok(received) };
        let name = field.name().unwrap_or_default().to_owned();
        if name == CredentialField::Certificate.name() {
            match bounded(field, LARGEST_CERTIFICATE).await? {
                // A file field left empty arrives as an empty file.
                Some(bytes) if bytes.is_empty() => {}
                Some(bytes) => received.credentials.certificate = Some(bytes),
                None => received.certificate_too_large = true,
            }
            continue;
        }
        if name == CredentialField::CertificateChain.name() {
            match bounded(field, LARGEST_CHAIN).await? {
                Some(bytes) if bytes.is_empty() => {}
                Some(bytes) => received.credentials.certificate_chain = Some(bytes),
                None => received.chain_too_large = true,
            }
            continue;
        }
        let bytes =
            bounded(field, LONGEST_TEXT).await?.ok_or(PageError::BadRequest("form field too long"))?;
        let text = String::from_utf8(bytes).map_err(|_| PageError::BadRequest("form field is not UTF-8"))?;
        if name == ACT {
            received.tests_first = text == TEST_FIRST;
            continue;
        }
        put(&mut received.credentials, &name, text);
    }
    Err(PageError::BadRequest("too many form fields"))
}

fn put(credentials: &mut Credentials, name: &str, text: String) {
    let field = name.parse().ok().and_then(|path| CredentialField::of_path(&path));
    match field {
        Some(CredentialField::ClientId) => credentials.client_id = text,
        Some(CredentialField::ClientSecret) => credentials.client_secret = SecretString::from(text),
        Some(CredentialField::Login) => credentials.login = text,
        Some(CredentialField::Password) => credentials.password = SecretString::from(text),
        Some(CredentialField::CertificatePassword) => {
            credentials.certificate_password = SecretString::from(text);
        }
        Some(CredentialField::Certificate | CredentialField::CertificateChain) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::extract::{FromRequest as _, Request};

    async fn received(parts: &[(&str, &[u8])]) -> Result<ReceivedCredentials, PageError> {
        let mut body = Vec::new();
        for (disposition, content) in parts {
            body.extend_from_slice(
                format!("--limit\r\ncontent-disposition: form-data; {disposition}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limit--\r\n");
        let request = Request::post("/")
            .header("content-type", "multipart/form-data; boundary=limit")
            .body(Body::from(body))
            .unwrap();
        read_credentials(Multipart::from_request(request, &()).await.unwrap()).await
    }

    #[tokio::test]
    async fn secrets_are_kept_and_never_among_what_is_shown_again() {
        let received = received(&[
            ("name=\"client_id\"", b"identifiant"),
            ("name=\"client_secret\"", b"tres secret"),
            ("name=\"login\"", b"TECH_1@cpro.fr"),
            ("name=\"password\"", b"mot secret"),
            ("name=\"certificate_password\"", b"secret aussi"),
            ("name=\"autre\"", b"ignore"),
        ])
        .await
        .unwrap();
        let (shown, _) = received.shown_again();
        assert!(!format!("{shown:?}").contains("secret"), "{shown:?}");
        assert_eq!(shown.get(CredentialField::ClientId), "identifiant");
        assert_eq!(shown.get(CredentialField::Login), "TECH_1@cpro.fr");
        let credentials = received.into_credentials().unwrap();
        assert_eq!(credentials.client_secret.expose_secret(), "tres secret");
        assert_eq!(credentials.password.expose_secret(), "mot secret");
        assert_eq!(credentials.certificate_password.expose_secret(), "secret aussi");
    }

    #[tokio::test]
    async fn a_certificate_is_kept_without_an_application_and_refused_beside_one() {
        let certificate: (&str, &[u8]) = ("name=\"certificate\"; filename=\"cle.p12\"", &[1, 2, 0xff]);
        let alone = received(&[("name=\"client_id\"", b" "), certificate]).await.unwrap();
        assert_eq!(alone.into_credentials().unwrap().certificate, Some(vec![1, 2, 0xff]));
        for application in ["client_id", "client_secret"] {
            let both = received(&[(&format!("name=\"{application}\""), b"x"), certificate]).await.unwrap();
            assert!(both.shown_again().1);
            let beside = Remark::CertificateBesideApplication;
            assert_eq!(
                both.into_credentials().unwrap_err(),
                Notes::of_error(CredentialField::Certificate, beside)
            );
        }
    }

    #[tokio::test]
    async fn a_file_field_left_empty_is_no_certificate() {
        let received = received(&[("name=\"certificate\"; filename=\"\"", b"")]).await.unwrap();
        assert!(!received.shown_again().1);
        assert_eq!(received.into_credentials().unwrap().certificate, None);
    }

    #[tokio::test]
    async fn a_certificate_above_one_megabyte_is_refused_and_the_rest_kept() {
        let large = vec![0_u8; LARGEST_CERTIFICATE + 1];
        let received = received(&[
            ("name=\"certificate\"; filename=\"cle.p12\"", &large),
            ("name=\"login\"", b"TECH_1@cpro.fr"),
        ])
        .await
        .unwrap();
        assert_eq!(received.shown_again().0.get(CredentialField::Login), "TECH_1@cpro.fr");
        let too_large = Notes::of_error(CredentialField::Certificate, Remark::CertificateTooLarge);
        assert_eq!(received.into_credentials().unwrap_err(), too_large);
    }

    #[tokio::test]
    async fn a_chain_is_kept_and_one_above_its_bound_is_refused_where_it_is_given() {
        let part = "name=\"certificate_chain\"; filename=\"chaine.p7b\"";
        let kept = received(&[(part, b"chain")]).await.unwrap();
        assert!(kept.shown_again().1);
        assert_eq!(kept.into_credentials().unwrap().certificate_chain, Some(b"chain".to_vec()));
        let large = received(&[(part, &vec![0; LARGEST_CHAIN + 1])]).await.unwrap();
        let refused = Notes::of_error(CredentialField::CertificateChain, Remark::ChainUnreadable);
        assert_eq!(large.into_credentials().unwrap_err(), refused);
    }

    #[tokio::test]
    async fn a_text_without_end_is_a_bad_request() {
        let long = vec![b'a'; LONGEST_TEXT + 1];
        assert!(matches!(received(&[("name=\"login\"", &long)]).await, Err(PageError::BadRequest(_))));
    }
}
