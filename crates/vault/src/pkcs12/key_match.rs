//! The public half of a private key, to compare it with a certificate.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair,
};

/// The public half of a PKCS#8 private key, as it stands in the bit string of a certificate's
/// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7); `None` for a kind of key that cannot be derived here.
pub(super) fn public_half(pkcs8: &[u8]) -> Option<Vec<u8>> {
    if let Ok(key) = RsaKeyPair::from_pkcs8(pkcs8) {
        return Some(key.public_key().as_ref().to_vec());
    }
    for curve in
        [&ECDSA_P256_SHA256_ASN1_SIGNING, &ECDSA_P384_SHA384_ASN1_SIGNING, &ECDSA_P521_SHA512_ASN1_SIGNING]
    {
        if let Ok(key) = EcdsaKeyPair::from_pkcs8(curve, pkcs8) {
            return Some(key.public_key().as_ref().to_vec());
        }
    }
    // A PKCS#8 file of version 1 carries the seed alone, which is the usual form in PKCS#12.
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).ok().map(|key| key.public_key().as_ref().to_vec())
}
