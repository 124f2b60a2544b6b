//! The PDF itself, as far as PDF/A-3 is looked at (ISO 19005-3 §6.1 to 6.5).

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::super::drawn::{self, DeviceColour};
use super::super::wholeness;
use super::Findings;

/// How many pages, notes and actions are looked at.
const MOST: usize = 2_000;

/// Actions that PDF/A-3 forbids (§6.5.1).
const FORBIDDEN: [&str; 11] = [
    "Launch",
    "Sound",
    "Movie",
    "ResetForm",
    "ImportData",
    "Hide",
    "SetOCGState",
    "Rendition",
    "Trans",
    "GoTo3DView",
    "JavaScript",
];

pub(super) fn check(pdf: &Pdf, catalog: &Dict<'_>, findings: &mut Findings) {
    let drawn = drawn::look(pdf);
    colours(catalog, &drawn, findings);
    for font in &drawn.fonts_without_file {
        findings.met("FX-PDF-43", font);
    }
    if let Some(action) = forbidden(pdf, catalog) {
        findings.met("FX-PDF-44", &action);
    }
    if !wholeness::has_identifier(pdf.data().as_ref()) {
        findings.add("FX-PDF-45");
    }
    if !drawn.whole {
        findings.add("FX-PDF-46");
    }
}

fn colours(catalog: &Dict<'_>, drawn: &drawn::Drawn, findings: &mut Findings) {
    if drawn.colours.is_empty() {
        return;
    }
    let Some(components) = output_components(catalog) else {
        findings.add("FX-PDF-41");
        return;
    };
    let fits = |colour: &DeviceColour| match colour {
        DeviceColour::Gray => true,
        DeviceColour::Rgb => components == 3,
        DeviceColour::Cmyk => components == 4,
    };
    if !drawn.colours.iter().all(fits) {
        findings.add("FX-PDF-42");
    }
}

/// How many components the profile of the output intent of PDF/A has.
fn output_components(catalog: &Dict<'_>) -> Option<i64> {
    let intents = catalog.get::<Array<'_>>(b"OutputIntents")?;
    let of_pdf_a =
        |intent: &Dict<'_>| intent.get::<Name<'_>>(b"S").is_some_and(|kind| kind.as_str() == "GTS_PDFA1");
    let intent = intents.iter::<Dict<'_>>().take(MOST).find(of_pdf_a)?;
    intent.get::<Stream<'_>>(b"DestOutputProfile")?.dict().get::<i64>(b"N")
}

/// The kind of the first action that is forbidden.
fn forbidden(pdf: &Pdf, catalog: &Dict<'_>) -> Option<String> {
    if let Some(action) = catalog.get::<Dict<'_>>(b"OpenAction").and_then(|action| kind(&action)) {
        return Some(action);
    }
    let names = catalog.get::<Dict<'_>>(b"Names");
    if names.is_some_and(|names| names.contains_key(b"JavaScript")) {
        return Some("JavaScript".to_owned());
    }
    if catalog.contains_key(b"AA") {
        return Some("AA".to_owned());
    }
    pdf.pages().iter().take(MOST).find_map(|page| {
        if page.raw().contains_key(b"AA") {
            return Some("AA".to_owned());
        }
        let notes = page.raw().get::<Array<'_>>(b"Annots")?;
        notes.iter::<Dict<'_>>().take(MOST).find_map(|note| kind(&note.get::<Dict<'_>>(b"A")?))
    })
}

/// The kind of an action, where it is forbidden, or that of one that follows.
fn kind(action: &Dict<'_>) -> Option<String> {
    let of = |action: &Dict<'_>| {
        let kind = action.get::<Name<'_>>(b"S")?;
        FORBIDDEN.contains(&kind.as_str()).then(|| kind.as_str().to_owned())
    };
    of(action).or_else(|| match action.get::<Object<'_>>(b"Next")? {
        Object::Dict(next) => of(&next),
        Object::Array(several) => several.iter::<Dict<'_>>().take(MOST).find_map(|next| of(&next)),
        _ => None,
    })
}
