//! Certificates without a key: what each says of itself, and the files in which authorities hand over their chain.
//!
//! A PKCS#12 file often holds the certificate alone; its authority gives the chain apart, as PKCS#7 (`.p7b`, RFC 5652,
//! of which only the certificates are read), as PEM or as one certificate in DER. Nothing is verified here: who is called
//! decides whom to trust.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use x509_parser::prelude::{FromDer, X509Certificate};

/// The largest file of authorities that is read, in bytes (256 kiB): a chain takes a few kilobytes.
pub const MAX_AUTHORITIES_SIZE: usize = 256 * 1024;
/// Most certificates that one file gives.
const MAX_CERTIFICATES: usize = 50;
/// The content type of signed data (1.2.840.113549.1.7.2), as DER writes it.
const SIGNED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// Tags of DER, as far as they stand around the certificates of a PKCS#7.
const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;
const FIRST_OF_CONTEXT: u8 = 0xa0;

/// What a certificate says of itself. May be shown and stored in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCertificate {
    /// Distinguished name of the holder.
    pub subject: String,
    /// Distinguished name of who signed it.
    pub issuer: String,
    /// First instant of validity.
    pub not_before: DateTime<Utc>,
    /// Last instant of validity.
    pub not_after: DateTime<Utc>,
}

impl PublicCertificate {
    /// What a certificate in DER says; none when it is no certificate.
    #[must_use]
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let instant = |time: x509_parser::time::ASN1Time| DateTime::from_timestamp(time.timestamp(), 0);
        Some(Self {
            subject: parsed.subject().to_string(),
            issuer: parsed.issuer().to_string(),
            not_before: instant(parsed.validity().not_before)?,
            not_after: instant(parsed.validity().not_after)?,
        })
    }
}

/// What the certificates of a PEM text say, in its order; other blocks, as a private key, are not looked at.
#[must_use]
pub fn certificates_of_pem(pem: &str) -> Vec<PublicCertificate> {
    let blocks = pem_blocks(pem).filter(|(label, _)| *label == "CERTIFICATE");
    let ders = blocks.filter_map(|(_, base64)| decoded(base64));
    ders.take(MAX_CERTIFICATES).filter_map(|der| PublicCertificate::from_der(&der)).collect()
}

/// The certificates of a file of authorities, each in DER: a PKCS#7, in DER or PEM, certificates in PEM, or one in DER.
/// Empty when the file is none of these, or larger than [`MAX_AUTHORITIES_SIZE`].
#[must_use]
pub fn read_authorities(bytes: &[u8]) -> Vec<Vec<u8>> {
    if bytes.len() > MAX_AUTHORITIES_SIZE {
        return Vec::new();
    }
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN "));
    let found: Vec<Vec<u8>> = match text {
        Some(text) => pem_blocks(text)
            .filter_map(|(label, base64)| Some((label, decoded(base64)?)))
            .flat_map(|(label, der)| match label {
                "PKCS7" | "CMS" => certificates_of_pkcs7(&der),
                "CERTIFICATE" => vec![der],
                _ => Vec::new(),
            })
            .collect(),
        None => match certificates_of_pkcs7(bytes) {
            several if several.is_empty() => vec![bytes.to_vec()],
            several => several,
        },
    };
    let is_certificate = |der: &Vec<u8>| PublicCertificate::from_der(der).is_some();
    found.into_iter().take(MAX_CERTIFICATES).filter(is_certificate).collect()
}

/// The blocks of a PEM text: label and what stands between its lines.
fn pem_blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let blocks = text.split("-----BEGIN ").skip(1).take(MAX_CERTIFICATES);
    blocks.filter_map(|block| {
        let (label, rest) = block.split_once("-----")?;
        Some((label, rest.split_once("-----END ")?.0))
    })
}

fn decoded(base64: &str) -> Option<Vec<u8>> {
    let packed: String = base64.split_ascii_whitespace().collect();
    STANDARD.decode(packed).ok()
}

/// The certificates of a PKCS#7 in DER. Its signatures, when there are any, say nothing here.
fn certificates_of_pkcs7(bytes: &[u8]) -> Vec<Vec<u8>> {
    set_of_certificates(bytes).map(certificates_in).unwrap_or_default()
}

/// `ContentInfo { contentType, [0] SignedData { version, digestAlgorithms, encapContentInfo, [0] certificates, … } }`.
fn set_of_certificates(bytes: &[u8]) -> Option<&[u8]> {
    let content_info = Element::first(bytes)?.tagged(SEQUENCE)?.content;
    let kind = Element::first(content_info)?.tagged(OBJECT_IDENTIFIER)?;
    let content = Element::first(kind.rest)?.tagged(FIRST_OF_CONTEXT)?.content;
    let mut inside = Element::first(content)?.tagged(SEQUENCE)?.content;
    for _ in 0..3 {
        inside = Element::first(inside)?.rest;
    }
    let certificates = Element::first(inside)?.tagged(FIRST_OF_CONTEXT)?.content;
    (kind.content == SIGNED_DATA).then_some(certificates)
}

fn certificates_in(mut set: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while let Some(element) = Element::first(set)
        && found.len() < MAX_CERTIFICATES
    {
        if element.tag == SEQUENCE {
            found.push(element.whole.to_vec());
        }
        set = element.rest;
    }
    found
}

/// An element of DER: lengths are definite.
struct Element<'a> {
    tag: u8,
    whole: &'a [u8],
    content: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element of some bytes; none where they are cut off, or no DER.
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (&tag, after) = bytes.split_first()?;
        let (&short, after) = after.split_first()?;
        let (length, after) = match short {
            0..=0x7f => (usize::from(short), after),
            // More than four bytes of length are beyond every file that is read.
            0x81..=0x84 => {
                let (digits, after) = after.split_at_checked(usize::from(short & 0x7f))?;
                (digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit)), after)
            }
            _ => return None,
        };
        let (content, rest) = after.split_at_checked(length)?;
        let whole = bytes.get(..bytes.len() - rest.len())?;
        Some(Self { tag, whole, content, rest })
    }

    fn tagged(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }
}
