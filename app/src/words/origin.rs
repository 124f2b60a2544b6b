//! Where a value comes from.

use domain::ValueOrigin;

/// The word at the label, and what it stands for.
pub(crate) const fn origin_word(origin: ValueOrigin) -> (&'static str, &'static str) {
    match origin {
        ValueOrigin::Document => ("Factur-X", "Lu dans les données de la facture"),
        ValueOrigin::Xml => ("XML", "Lu dans le XML d’origine de la facture"),
        ValueOrigin::ChorusPro => ("Chorus Pro", "Reconnu par Chorus Pro sur la page"),
        ValueOrigin::Person => ("saisi", "Saisi dans Pupitre"),
    }
}
