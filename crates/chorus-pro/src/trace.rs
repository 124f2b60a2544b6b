//! What records show of requests and answers: never a secret, never a file.

use crate::{recorder::CallRecord, service::Service};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Longest body kept, in bytes, its mark included.
const LONGEST: usize = 16 * 1024;
/// Read beyond that, so that no secret is cut in two and shown in part.
const MARGIN: usize = 4 * 1024;
/// End of a body that was cut.
const CUT: &str = "… [coupé]";
/// What stands for a secret.
const HIDDEN: &str = "***";
/// Shorter secrets are not searched for: they would be found everywhere.
const SHORTEST_SECRET: usize = 6;
/// A longer text made of nothing but base64 is a file, whatever its name.
const LONGEST_TEXT: usize = 512;
/// Bodies above this are not compared with the types.
const LONGEST_COMPARED: usize = 4 * 1024 * 1024;
/// How deep JSON inside texts of JSON is looked into.
const DEPTH: usize = 4;
/// Unknown fields named in one record.
const UNKNOWN: usize = 50;

/// The fields that hold a file, as text (API.md §5).
const FILES: [&[u8]; 7] = [
    b"fichierFacture",
    b"fichierFlux",
    b"fichierResultat",
    b"fichierCR",
    b"pieceJointeFichier",
    b"pieceJointe",
    b"attachmentData",
];

/// What stands for a file of `length` bytes.
pub(crate) fn file_mark(length: u64) -> String {
    format!("<fichier, {length} octets>")
}

/// The text of a JSON body without files, secrets and bank accounts, of at most 16 KiB.
pub(crate) fn redacted(json: &[u8], secrets: &[&SecretString]) -> String {
    if !matches!(json.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return match json.trim_ascii().len() {
            0 => String::new(),
            // It may be anything, for instance the page of a proxy that echoes headers.
            length => format!("<{length} octets qui ne sont pas du JSON>"),
        };
    }
    let (bytes, complete) = shown(json, DEPTH);
    let mut text = without_secrets(&String::from_utf8_lossy(&bytes), secrets);
    if complete && text.len() <= LONGEST {
        return text;
    }
    let end = if complete { text.len() } else { text.len().saturating_sub(MARGIN) };
    text.truncate(text.floor_char_boundary(end.min(LONGEST - CUT.len())));
    text.push_str(CUT);
    text
}

/// A sentence of Chorus Pro or of an error without secrets and bank accounts.
pub(crate) fn sentence(text: &str, secrets: &[&SecretString]) -> String {
    let text = without_secrets(text, secrets);
    String::from_utf8_lossy(&without_accounts(text.as_bytes())).into_owned()
}

/// The text with these secrets replaced, as they are and as JSON writes them.
pub(crate) fn without_secrets(text: &str, secrets: &[&SecretString]) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        let secret = secret.expose_secret();
        if secret.len() >= SHORTEST_SECRET {
            text = text.replace(secret, HIDDEN);
            let quoted = Value::from(secret).to_string();
            text = text.replace(quoted.trim_matches('"'), HIDDEN);
        }
    }
    text
}

/// The start of `json` with its values replaced where needed, and whether that is all of it. Texts that hold
/// JSON are looked into, and those inside them, `depth` times; one below that is hidden.
fn shown(json: &[u8], depth: usize) -> (Vec<u8>, bool) {
    let mut shown = Vec::new();
    let mut name: &[u8] = b"";
    let mut rest = json;
    while let Some((&byte, after)) = rest.split_first() {
        if shown.len() > LONGEST + MARGIN {
            return (shown, false);
        }
        if byte != b'"' {
            shown.push(byte);
            rest = after;
            continue;
        }
        let length = text_length(after);
        let (text, after) = after.split_at(length);
        // The quote, when the body does not end before.
        let after = after.split_first().map_or(after, |(_, after)| after);
        shown.push(b'"');
        if after.trim_ascii_start().starts_with(b":") {
            name = text;
            shown.extend_from_slice(text.get(..200).unwrap_or(text));
        } else {
            value(name, text, depth, &mut shown);
        }
        shown.push(b'"');
        rest = after;
    }
    (shown, true)
}

/// Length of the text at the start of `json`, up to its closing quote.
fn text_length(json: &[u8]) -> usize {
    let mut escaped = false;
    for (index, &byte) in json.iter().enumerate() {
        match byte {
            b'"' if !escaped => return index,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    json.len()
}

/// Writes the text of the field `name`, or what stands for it.
fn value(name: &[u8], text: &[u8], depth: usize, shown: &mut Vec<u8>) {
    let is_file =
        FILES.contains(&name) || (text.len() > LONGEST_TEXT && text.iter().all(|byte| is_base64(*byte)));
    if is_file && !text.is_empty() && !text.starts_with(b"<fichier, ") {
        shown.extend_from_slice(file_mark(decoded_length(text)).as_bytes());
    } else if is_secret(name) && !text.is_empty() {
        shown.extend_from_slice(HIDDEN.as_bytes());
    } else if let Some(inner) = quoted_json(text) {
        // An answer may quote a whole request.
        let Some(depth) = depth.checked_sub(1) else {
            shown.extend_from_slice(HIDDEN.as_bytes());
            return;
        };
        let inner = String::from_utf8_lossy(&self::shown(inner.as_bytes(), depth).0).into_owned();
        shown.extend_from_slice(Value::from(inner).to_string().trim_matches('"').as_bytes());
    } else {
        let start = text.get(..LONGEST + MARGIN).unwrap_or(text);
        shown.extend_from_slice(&without_accounts(start));
    }
}

/// The JSON object or list a text holds.
fn quoted_json(text: &[u8]) -> Option<String> {
    if !matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return None;
    }
    serde_json::from_slice(&[b"\"", text, b"\""].concat()).ok()
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\' | b'\r' | b'\n')
}

/// Length of the file a base64 text holds.
fn decoded_length(text: &[u8]) -> u64 {
    let digits =
        text.iter().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
    digits as u64 * 3 / 4
}

/// Passwords and tokens, and the parts of a bank account (`coordBancaires…`) except its kind, its label and
/// its country.
fn is_secret(name: &[u8]) -> bool {
    if let Some(part) = name.strip_prefix(b"coordBancaires") {
        return ![&b"Type"[..], b"Libelle", b"Pays"].iter().any(|end| part.ends_with(end));
    }
    let name = name.to_ascii_lowercase();
    // `dateExpirationMotPasseCompteTech` is a date.
    !name.starts_with(b"date")
        && [&b"motpasse"[..], b"motdepasse", b"password", b"secret", b"token", b"iban"]
            .iter()
            .any(|part| name.windows(part.len()).any(|window| window == *part))
}

/// The text with every IBAN in it replaced.
fn without_accounts(text: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut in_word = false;
    while let Some((&byte, after)) = rest.split_first() {
        let length = if in_word { None } else { account_length(rest) };
        if let Some(length) = length {
            kept.extend_from_slice(HIDDEN.as_bytes());
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        in_word = byte.is_ascii_alphanumeric();
        kept.push(byte);
        rest = after;
    }
    kept
}

/// Length of the IBAN (ISO 13616: country, two check digits, 11 to 30 more, possibly in groups) that starts
/// the text.
fn account_length(text: &[u8]) -> Option<usize> {
    let [first, second, third, fourth, ..] = text else { return None };
    let begins = first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && third.is_ascii_digit()
        && fourth.is_ascii_digit();
    if !begins {
        return None;
    }
    let mut digits = Vec::new();
    let mut longest = None;
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b' ' => continue,
            _ if byte.is_ascii_alphanumeric() && digits.len() < 34 => digits.push(byte),
            _ => break,
        }
        let word_ends = text.get(index + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
        if word_ends && digits.len() >= 15 && is_account(&digits) {
            longest = Some(index + 1);
        }
    }
    longest
}

/// Whether the check digits are right (ISO 7064, modulo 97).
fn is_account(digits: &[u8]) -> bool {
    let Some((head, tail)) = digits.split_at_checked(4) else { return false };
    let remainder = tail.iter().chain(head).try_fold(0_u32, |remainder, &byte| {
        let value = char::from(byte).to_digit(36)?;
        Some((remainder * if value < 10 { 10 } else { 100 } + value) % 97)
    });
    remainder == Some(1)
}

/// Paths of the fields of `body` that `output`, read from it, does not hold. What is absent, empty or `null`
/// is no loss and not named.
pub(crate) fn unknown_fields<T: Serialize>(body: &[u8], output: &T) -> Vec<String> {
    if body.len() > LONGEST_COMPARED {
        return Vec::new();
    }
    let (Ok(received), Ok(known)) = (serde_json::from_slice::<Value>(body), serde_json::to_value(output))
    else {
        return Vec::new();
    };
    let mut unknown = BTreeSet::new();
    compare("", &received, &known, &mut unknown);
    unknown.into_iter().take(UNKNOWN).collect()
}

fn compare(path: &str, received: &Value, known: &Value, unknown: &mut BTreeSet<String>) {
    match (received, known) {
        (Value::Object(received), Value::Object(known)) => {
            for (name, value) in received {
                // Every answer has these; they are read apart.
                if is_empty(value) || (path.is_empty() && matches!(name.as_str(), "codeRetour" | "libelle")) {
                    continue;
                }
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match known.get(name) {
                    Some(known) => compare(&path, value, known, unknown),
                    None => {
                        unknown.insert(path);
                    }
                }
            }
        }
        (Value::Array(received), Value::Array(known)) => {
            let path = format!("{path}[]");
            for (received, known) in received.iter().filter(|value| !value.is_null()).zip(known) {
                compare(&path, received, known, unknown);
            }
        }
        // A lone value is read as a list of one.
        (Value::Object(_), Value::Array(known)) => {
            if let Some(known) = known.first() {
                compare(path, received, known, unknown);
            }
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(Value::is_null),
        _ => false,
    }
}

impl CallRecord {
    /// The call as a command of `curl`, for a POSIX shell; see [`curl_command`].
    #[must_use]
    pub fn as_curl(&self) -> String {
        curl_command(self.service, &self.url, self.request.as_deref())
    }
}

/// A call as a command of `curl`, for a POSIX shell. Secrets stand as variables to set first: `$JETON` (the
/// token), `$COMPTE` (`login:password` of the technical account in base64), for a token request
/// `$IDENTIFIANT_CLIENT` and `$SECRET_CLIENT`. In certificate mode the certificate is read from
/// `certificat.pem`; a `body` that was not recorded, from `requete.json`. A connection without technical
/// account leaves the header `cpro-account` out.
#[must_use]
pub fn curl_command(service: &Service, url: &str, body: Option<&str>) -> String {
    let mut parts = vec![format!("curl --request {} {}", service.method.as_str(), quoted(url))];
    if service.name == "token" {
        parts.extend([
            "--data-urlencode 'grant_type=client_credentials'".into(),
            "--data-urlencode \"client_id=$IDENTIFIANT_CLIENT\"".into(),
            "--data-urlencode \"client_secret=$SECRET_CLIENT\"".into(),
            "--data-urlencode 'scope=openid'".into(),
        ]);
        return parts.join(" \\\n  ");
    }
    // Only the gateway has versions in its paths; its paths with fields exist nowhere else.
    if service.has_path_fields() || url.ends_with(service.path) {
        parts.push("--header \"Authorization: Bearer $JETON\"".into());
        parts.push("--header \"cpro-account: $COMPTE\"".into());
    } else {
        parts.push("--cert certificat.pem".into());
        parts.push("--header \"Authorization: Basic $COMPTE\"".into());
    }
    parts.push("--header 'Accept: application/json;charset=utf-8'".into());
    if service.method != crate::Method::Get {
        parts.push("--header 'Content-Type: application/json;charset=utf-8'".into());
        parts.push(match body {
            Some(body) => format!("--data-raw {}", quoted(body)),
            None => "--data-binary @requete.json".into(),
        });
    }
    parts.join(" \\\n  ")
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
