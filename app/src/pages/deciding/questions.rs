//! *Recycler, suspendre ou rejeter ?* Three questions that lead to the right act, and every decision with why it is not open.

use domain::{Advice, Answers, Closed, Decision, InvoiceStatus, Rightness, StatusKind};
use leptos::prelude::*;
use operations::DecisionView;
use serde::Deserialize;

use super::path_of;
use super::view::sentence;
use crate::components::{ButtonKind, ButtonLink, DocumentPane, NoticeBox, StatusBadge, prose};
use crate::words::{closed_words, decision_follows, verb};

/// The answers, as the address has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pour: String,
    juste: String,
    complet: String,
}

impl Typed {
    fn answers(&self) -> Answers {
        let yes_or_no = |text: &str| match text {
            "oui" => Some(true),
            "non" => Some(false),
            _ => None,
        };
        Answers {
            for_us: yes_or_no(&self.pour),
            right: Rightness::from_code(&self.juste),
            complete: yes_or_no(&self.complet),
        }
    }
}

/// Everything the page shows.
pub(super) struct QuestionsPage {
    pub(super) view: DecisionView,
    /// What Chorus Pro offers from where the invoice stands; none when it did not say.
    pub(super) offered: Option<Vec<InvoiceStatus>>,
    pub(super) typed: Typed,
    /// The place in the list in which the invoice was opened, as the query of an address.
    pub(super) list: String,
}

impl QuestionsPage {
    pub(super) fn view(self) -> AnyView {
        let invoice = &self.view.invoice;
        let id = invoice.id;
        let pane = invoice.document.as_ref().map(|document| {
            view! { <DocumentPane invoice=id name=document.name.clone() bytes=document.bytes/> }
        });
        let all = Decision::ALL.iter().map(|decision| self.decision(*decision)).collect_view();
        let hidden = serde_urlencoded::from_str::<Vec<(String, String)>>(self.list.trim_start_matches('?'))
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        view! {
            <p class="invoice-sentence"><StatusBadge status=invoice.status.clone() direction=invoice.direction/><span>{sentence(invoice)}</span></p>
            <div class="document-split">
                {pane}
                <div class="document-facts">
                    <form class="form" id="questions" method="get" action=format!("/factures/{id}/decider")>
                        {hidden}
                        {question("pour", "Cette facture est-elle pour vous\u{a0}?", &self.typed.pour, &[
                            ("oui", "Oui, pour ce service et cet engagement"),
                            ("non", "Non, ou le service ou l’engagement n’est pas le bon"),
                        ])}
                        {question("juste", "Ce qu’elle demande est-il juste\u{a0}?", &self.typed.juste, &[
                            ("oui", "Oui"),
                            ("montant", "Oui, sauf un montant"),
                            ("non", "Non\u{a0}: pas commandé, pas fait, déjà facturé, mentions ou TVA fausses"),
                        ])}
                        {question("complet", "Avez-vous tout pour la payer\u{a0}?", &self.typed.complet, &[
                            ("oui", "Oui"),
                            ("non", "Non, une pièce ou une mention manque"),
                        ])}
                        <p class="button-row"><button class="button" type="submit">"Voir la décision"</button></p>
                    </form>
                    {self.advice()}
                    <section class="section">
                        <h2>"Toutes les décisions"</h2>
                        <ul class="decisions">{all}</ul>
                    </section>
                </div>
            </div>
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">"Rien ne part d’ici\u{a0}: chaque décision a sa page."</span></p>
                <ButtonLink label="Voir la facture" href=format!("/factures/{id}{}", self.list)/>
            </div>
        }
        .into_any()
    }

    /// What the answers lead to.
    fn advice(&self) -> Option<AnyView> {
        let invoice = &self.view.invoice;
        let (title, text, link) = match self.typed.answers().advice(self.view.interrupted) {
            Advice::Ask => return None,
            Advice::Decide(decision) => {
                let link = self.view.open(decision).is_ok().then_some(decision);
                let closed = self.view.open(decision).err().map(closed_words).unwrap_or_default();
                (verb(decision).to_owned(), format!("{} {closed}", decision_follows(decision)), link)
            }
            Advice::PayWhatIsAdmitted => {
                let link = self.view.open(Decision::Mandate).is_ok().then_some(Decision::Mandate);
                let text = "Un désaccord sur un montant ne justifie pas de rejeter toute la facture\u{a0}: payez la somme que \
                            vous admettez, et demandez un avoir pour le reste (R2192-34). Pour des travaux, Chorus Pro \
                            n’admet d’ailleurs plus ce rejet.";
                ("Payer la somme admise".to_owned(), text.to_owned(), link)
            }
            Advice::AskByOtherMeans => (
                "Demander la pièce par un autre moyen".to_owned(),
                closed_words(Closed::InterruptedBefore).to_owned(),
                None,
            ),
        };
        let link = link.map(|decision| {
            let href = format!("{}{}", path_of(decision, invoice.id), self.list);
            view! { <p class="button-row"><ButtonLink label=verb(decision) href kind=ButtonKind::Primary/></p> }
        });
        Some(
            view! {
                <div id="advice">
                    <NoticeBox kind=StatusKind::Info title=title text=prose(text.trim())/>
                    {link}
                </div>
            }
            .into_any(),
        )
    }

    fn decision(&self, decision: Decision) -> AnyView {
        let href = format!("{}{}", path_of(decision, self.view.invoice.id), self.list);
        match self.why_not(decision) {
            None => view! { <li><a href=href>{verb(decision)}</a></li> }.into_any(),
            Some(why) => {
                view! { <li class="decision-closed"><span>{verb(decision)}</span> <span class="field-hint">{prose(why)}</span></li> }
                    .into_any()
            }
        }
    }

    /// Why a decision is not open, by what is known here and by what Chorus Pro offers.
    fn why_not(&self, decision: Decision) -> Option<&'static str> {
        match self.view.open(decision) {
            Err(closed) => Some(closed_words(closed)),
            Ok(steps) => {
                let first = steps.first()?.status();
                let offered = self.offered.as_ref().is_none_or(|offered| offered.contains(&first));
                (!offered).then_some("Chorus Pro ne la propose pas pour l’instant depuis ce statut.")
            }
        }
    }
}

fn question(
    name: &'static str,
    asked: &'static str,
    given: &str,
    answers: &[(&'static str, &'static str)],
) -> AnyView {
    let answers = answers.iter().map(|(value, label)| {
        let id = format!("{name}-{value}");
        view! {
            <div class="field check-box">
                <input id=id.clone() name=name type="radio" value=*value checked=given == *value/>
                <label for=id>{*label}</label>
            </div>
        }
    });
    view! { <fieldset class="field-group question"><legend>{asked}</legend>{answers.collect_view()}</fieldset> }
        .into_any()
}
