//! The French rules of invoices between businesses through approved platforms: BR-FR Flux2, version 1.4.0.03, as the official
//! sets of both syntaxes test them.
//!
//! What is about a single text stands in `br-fr-cii.txt` and `br-fr-ubl.txt`, as the shape that it must have; the rest here.

mod forms;
mod groups;
mod header;
mod lines;
mod notes;
mod parties;
mod paths;
mod taxes;

use std::sync::OnceLock;

use super::check::{Check, Outcome};
use super::packs::BR_FR;
use super::shapes::{Form, Known, Shapes};
use crate::document::Place;
use crate::document::names::Name;
use crate::model::Syntax;
use paths::Paths;

/// Runs every rule.
pub(super) fn run(check: &mut Check<'_, '_>, syntax: Syntax) {
    let shapes = shapes(syntax);
    for place in 0..check.document.len() {
        shapes.run(check, place, None);
        parties::element(check, syntax, place);
        taxes::element(check, syntax, place);
    }
    let paths = Paths::of(syntax);
    notes::run(check, syntax);
    header::run(check, syntax, &paths);
    parties::run(check, syntax, &paths);
    taxes::prices(check, syntax, &paths);
    groups::run(check, syntax, &paths);
}

fn shapes(syntax: Syntax) -> &'static Shapes {
    static CII: OnceLock<Shapes> = OnceLock::new();
    static UBL: OnceLock<Shapes> = OnceLock::new();
    let known = |form: fn(&str) -> Option<Form>| Known { form, list: |_| None };
    match syntax {
        Syntax::Cii => CII.get_or_init(|| {
            Shapes::parse(include_str!("br-fr-cii.txt"), &BR_FR, &known(forms::of_cii), false)
        }),
        _ => UBL.get_or_init(|| {
            Shapes::parse(include_str!("br-fr-ubl.txt"), &BR_FR, &known(forms::of_ubl), false)
        }),
    }
}

/// Every element at the end of a path.
fn all(check: &Check<'_, '_>, place: Place, path: &[Name]) -> Vec<Place> {
    let mut found = Vec::new();
    check.each(place, path, &mut |place| found.push(place));
    found
}

/// Whether one of the elements at the end of a path has one of some texts.
fn is_any(check: &Check<'_, '_>, place: Place, path: &[Name], texts: &[&str]) -> bool {
    let mut is_any = false;
    check.each(place, path, &mut |place| is_any |= texts.contains(&check.text(place)));
    is_any
}

/// The text of the only element at the end of a path; empty when there is none.
fn only_text<'d>(check: &Check<'d, '_>, place: Place, path: &[Name]) -> Outcome<&'d str> {
    Ok(check.single(place, path)?.map_or("", |place| check.text(place)))
}

/// White space made even, as `normalize-space` does.
fn even(text: &str) -> String {
    text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_both_tables_is_understood() {
        assert_eq!(shapes(Syntax::Cii).len(), include_str!("br-fr-cii.txt").lines().count());
        assert_eq!(shapes(Syntax::UblInvoice).len(), include_str!("br-fr-ubl.txt").lines().count());
    }
}
