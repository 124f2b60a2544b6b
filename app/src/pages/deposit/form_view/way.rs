//! How a PDF with its data inside (Factur-X) leaves: what each way means, and which one is taken.

use domain::DocumentWay;
use leptos::prelude::*;
use operations::WayOfDraft;

use super::FormView;
use crate::components::{Button, file_size};

/// What a way means, in one sentence.
const fn meaning(way: DocumentWay) -> &'static str {
    match way {
        DocumentWay::Pdf => {
            "Chorus Pro reçoit ce PDF tel quel, avec ses données ; c’est le formulaire ci-dessous qui fait foi."
        }
        DocumentWay::PlainPdf => {
            "Chorus Pro reçoit une copie dont le XML et sa déclaration sont retirés, pour les destinataires dont le circuit \
             refuse les Factur-X ; l’original reste ici, intact."
        }
        DocumentWay::Flow => {
            "Chorus Pro lit la facture dans le XML du PDF ; ce formulaire et ses corrections ne comptent plus."
        }
    }
}

/// What the button of a way says.
const fn act(way: DocumentWay) -> &'static str {
    match way {
        DocumentWay::Pdf => "Garder les données",
        DocumentWay::PlainPdf => "Retirer le XML",
        DocumentWay::Flow => "Préparer le flux",
    }
}

impl FormView {
    /// The ways, of a PDF that has its data inside.
    pub(super) fn way(&self) -> Option<AnyView> {
        Some(ways(self.view.way.as_ref()?, &self.view.invoice.id.to_string()))
    }
}

fn ways(way: &WayOfDraft, invoice: &str) -> AnyView {
    let leaves = way.leaves();
    let rows = DocumentWay::ALL.map(|one| {
        let taken = one == leaves;
        let proposed = way.proposed == Some(one) && way.chosen.is_none();
        let mark = match (taken, proposed) {
            (true, false) => Some(if way.chosen.is_some() { "Retenu" } else { "Par défaut" }),
            (_, true) => Some("Proposé\u{a0}: dernier choix pour ce destinataire"),
            (false, false) => None,
        };
        let mark = mark.map(|mark| view! { <span class="way-mark">{mark}</span> });
        // What is only proposed may be taken for good.
        let button = (!taken || proposed).then(|| {
            view! { <Button label=act(one) name="action" value=format!("voie:{}", one.code())/> }
        });
        let copy =
            way.copy.as_ref().filter(|_| one == DocumentWay::PlainPdf && taken && way.chosen.is_some());
        let copy = copy.map(|copy| {
            let href = format!("/factures/{invoice}/document-sans-xml");
            view! {
                <a href=href target="_blank" rel="noopener">"Voir la copie"</a>
                " "
                <span class="file-size">{file_size(copy.bytes)}</span>
            }
        });
        view! {
            <li data-taken=taken.then_some("")>
                <p class="way-name">{one.label()} " " {mark}</p>
                <p class="field-hint">{meaning(one)} " " {copy}</p>
                {button}
            </li>
        }
    });
    view! {
        <fieldset class="field-group" id="way">
            <legend>"Ce PDF contient sa facture en données\u{a0}: comment part-il\u{a0}?"</legend>
            <ul class="ways">{rows.into_iter().collect_view()}</ul>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::super::super::test_support::render;
    use super::*;

    fn html(chosen: Option<DocumentWay>, proposed: Option<DocumentWay>) -> String {
        render(move || ways(&WayOfDraft { chosen, proposed, copy: None }, "7"))
    }

    #[test]
    fn each_way_says_what_it_means_and_what_is_taken_has_no_button() {
        let usual = html(None, None);
        assert!(!usual.contains("value=\"voie:pdf\"") && usual.contains("Par défaut"), "{usual}");
        for way in DocumentWay::ALL {
            assert!(usual.contains(meaning(way)), "{way:?}");
        }
        let chosen = html(Some(DocumentWay::PlainPdf), Some(DocumentWay::Flow));
        assert!(chosen.contains("Retenu") && !chosen.contains("Proposé"), "{chosen}");
        assert!(!chosen.contains("value=\"voie:pdf-sans-xml\""), "{chosen}");
        assert!(chosen.contains("value=\"voie:flux\"") && chosen.contains("value=\"voie:pdf\""), "{chosen}");
    }

    #[test]
    fn what_was_chosen_last_is_marked_as_proposed() {
        let proposed = html(None, Some(DocumentWay::PlainPdf));
        assert!(proposed.contains("Proposé\u{a0}: dernier choix"), "{proposed}");
        assert!(
            proposed.contains("value=\"voie:pdf-sans-xml\"") && !proposed.contains("Par défaut"),
            "{proposed}"
        );
        let flow = html(None, Some(DocumentWay::Flow));
        assert!(flow.contains("Proposé") && flow.contains("Par défaut"), "{flow}");
    }
}
