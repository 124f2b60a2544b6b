//! What is said where a page cannot be shown.

use operations::NotShown;

/// What stands in the frame of an invoice whose document is not here.
pub(super) const ABSENT: &str = "<main class=\"papers\"><div class=\"paper-unseen\"><p>Le document de cette facture n’est pas \
                                 dans Pupitre.<br>Ouvrez-la pour le demander à Chorus Pro.</p></div></main>";

/// In two short lines: what it is, and what can be done.
pub(super) const fn sentences(why: NotShown) -> (&'static str, &'static str) {
    match why {
        NotShown::Unreadable => ("Ce PDF ne se laisse pas montrer ici.", "Ouvrez le fichier d’origine."),
        NotShown::TooCostly => ("Trop lourd pour être montré ici.", "Ouvrez le fichier d’origine."),
        NotShown::Busy => {
            ("Trop de documents sont en cours de lecture.", "Rechargez la page dans un instant.")
        }
    }
}

/// An image that says so, of the shape of a page.
pub(super) fn image(why: NotShown) -> String {
    let (what, then) = sentences(why);
    // It has no page around it, so its colours are its own: grey on paper.
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 595 842\"><g fill=\"#635e56\" font-family=\"sans-serif\" \
         font-size=\"18\" text-anchor=\"middle\"><text x=\"297\" y=\"200\">{what}</text><text x=\"297\" \
         y=\"228\">{then}</text></g></svg>"
    )
}
