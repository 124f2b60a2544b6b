//! What the XMP packet says (Factur-X 1.0 §6.3; ISO 19005-3 §6.6).

use hayro_syntax::object::{Dict, Stream};

use super::super::inflate::inflated;
use super::super::profile::Profile;
use super::super::xmp::{MAX_PACKET, PROPERTIES, Packet};
use super::{Claim, Findings};

/// Checks the packet, and gives the level that it says.
pub(super) fn check(
    catalog: &Dict<'_>,
    name: Option<&str>,
    claim: &Claim,
    findings: &mut Findings,
) -> Option<String> {
    let Some(stream) = catalog.get::<Stream<'_>>(b"Metadata") else {
        findings.add("FX-PDF-20");
        return None;
    };
    let packet = inflated(&stream, MAX_PACKET).ok().and_then(|bytes| Packet::read(&bytes));
    let Some(packet) = packet else {
        findings.add("FX-PDF-21");
        return None;
    };
    if packet.part.as_deref() != Some("3") {
        findings.differs("FX-PDF-22", packet.part.as_deref(), "3");
    }
    if !matches!(packet.conformance.as_deref(), Some("A" | "B" | "U")) {
        findings.differs("FX-PDF-23", packet.conformance.as_deref(), "B, U, A");
    }
    // Without an invoice there is nothing that the properties could say.
    let name = name?;
    if let Some(earlier) = packet.earlier.filter(|_| packet.factur_x.is_empty()) {
        findings.met("FX-PDF-31", earlier);
        return None;
    }
    properties(&packet, name, claim, findings);
    packet.factur_x("ConformanceLevel").map(str::to_owned)
}

fn properties(packet: &Packet, name: &str, claim: &Claim, findings: &mut Findings) {
    let kind = packet.factur_x("DocumentType");
    if kind != Some("INVOICE") {
        findings.differs("FX-PDF-24", kind, "INVOICE");
    }
    let file = packet.factur_x("DocumentFileName");
    if file != Some(name) {
        findings.differs("FX-PDF-25", file, name);
    }
    match packet.factur_x("Version") {
        None => findings.differs("FX-PDF-26", None, "1.0"),
        Some("1.0") => {}
        // An XRechnung says the version of its own.
        Some(_) if claim.profile == Some(Profile::Xrechnung) => {}
        Some(other) => findings.differs("FX-PDF-27", Some(other), "1.0"),
    }
    level(packet.factur_x("ConformanceLevel"), claim, findings);
    let described = packet.schema().is_some_and(|schema| {
        let has = |name: &str| schema.properties.iter().any(|known| known == name);
        !schema.prefix.is_empty() && PROPERTIES.into_iter().all(has)
    });
    if !described {
        findings.add("FX-PDF-30");
    }
}

fn level(met: Option<&str>, claim: &Claim, findings: &mut Findings) {
    let said = met.and_then(Profile::of_level);
    if said.is_none() {
        match claim.profile {
            Some(profile) => findings.differs("FX-PDF-28", met, profile.level()),
            None => findings.push("FX-PDF-28", met, None),
        }
    }
    // An XRechnung is one use of EN 16931, and may be said as such.
    let fits = |said, claimed| said == claimed || (said, claimed) == (Profile::En16931, Profile::Xrechnung);
    match (said, claim.profile) {
        (Some(said), Some(claimed)) if !fits(said, claimed) => {
            findings.differs("FX-PDF-29", Some(said.level()), claimed.level());
        }
        (_, None) => findings.push("FX-PDF-32", claim.specification.as_deref(), None),
        _ => {}
    }
}
