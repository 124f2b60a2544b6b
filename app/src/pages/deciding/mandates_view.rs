//! The two pages of payment orders from a table.

use std::collections::HashMap;

use domain::{FieldPath, FormField as _};
use leptos::prelude::*;
use operations::{DecisionTrial, DecisionTrials, MOST_MANDATE_ROWS, MandateRow, NamedInvoice};

use super::super::refusal::FormState;
use super::mandates::FILE;
use super::several_view::told;
use crate::components::{Button, ButtonKind, ButtonLink, FileField, PartyName, prose};

/// Where the table is given.
pub(super) struct StartPage {
    pub(super) form: FormState,
}

impl StartPage {
    pub(super) fn view(self) -> AnyView {
        let head = self.form.head_with("À corriger", |_: &FieldPath| Some("Tableau".to_owned()));
        let hint = format!(
            "CSV, XLSX ou ODS, avec une colonne « Numéro de facture » et, si possible, « SIRET fournisseur » et « Numéro de \
             mandat ». {MOST_MANDATE_ROWS} lignes au plus."
        );
        view! {
            {head}
            <form class="form" id="mandates" method="post" action="/recues/mandats" enctype="multipart/form-data">
                <p class="act-expected">"Exportez les mandats de votre logiciel financier\u{a0}: Pupitre retrouve les factures, vous montre ce qu’il ferait de chacune, et les passe à « Mandatée » quand vous confirmez."</p>
                <FileField name=FILE.name() label="Tableau des mandats" hint messages=self.form.messages(FILE)/>
                <p class="button-row"><Button label="Vérifier" kind=ButtonKind::Primary/></p>
            </form>
        }
        .into_any()
    }
}

/// What would become of each row.
pub(super) struct TrialPage {
    pub(super) rows: Vec<MandateRow>,
    pub(super) trials: DecisionTrials,
}

impl TrialPage {
    pub(super) fn view(self) -> AnyView {
        let trials: HashMap<_, &DecisionTrial> =
            self.trials.invoices.iter().map(|trial| (trial.invoice.id, trial)).collect();
        let open = self.trials.open();
        let of_row = |row: &MandateRow| match row.invoice {
            NamedInvoice::One(invoice) => trials.get(&invoice).copied(),
            NamedInvoice::None | NamedInvoice::Several | NamedInvoice::Repeated => None,
        };
        let hidden = self.rows.iter().filter_map(|row| {
            let trial = of_row(row).filter(|trial| trial.outcome.is_ok())?;
            let name = format!("mandat-{}", trial.invoice.id);
            Some(view! { <input type="hidden" name=name value=row.mandate.clone()/> })
        });
        let hidden = hidden.collect_view();
        let lines = self.rows.iter().map(|row| line(row, of_row(row))).collect_view();
        let send = (open > 0).then(|| {
            let label = match open {
                1 => "Mandater une facture".to_owned(),
                count => format!("Mandater {count} factures"),
            };
            view! { <Button label kind=ButtonKind::Primary/> }
        });
        let detail = match self.rows.len() - open {
            0 => "Vous pourrez tout annuler pendant quelques secondes.".to_owned(),
            1 => "Une ligne reste de côté\u{a0}: elle dit pourquoi.".to_owned(),
            count => format!("{count} lignes restent de côté\u{a0}: chacune dit pourquoi."),
        };
        view! {
            <div class="list">
                <table class="table invoice-table draft-table chosen-table">
                    <caption class="visually-hidden">"Lignes du tableau"</caption>
                    <thead>
                        <tr>
                            <th scope="col" data-numeric>"Ligne"</th>
                            <th scope="col">"N° facture"</th>
                            <th scope="col">"Fournisseur"</th>
                            <th scope="col">"N° mandat"</th>
                            <th scope="col" class="draft-lack">"Ce qui sera fait"</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            <form class="action-bar" method="post" action="/recues/mandats/confirmer">
                {hidden}
                <p class="action-bar-state"><span class="action-bar-detail">{detail}</span></p>
                <ButtonLink label="Donner un autre tableau" href="/recues/mandats"/>
                {send}
            </form>
        }
        .into_any()
    }
}

fn line(row: &MandateRow, trial: Option<&DecisionTrial>) -> AnyView {
    let (supplier, fate) = match (trial, row.invoice) {
        (Some(trial), _) => (trial.invoice.partner_name.clone(), told(&trial.outcome)),
        (None, NamedInvoice::Several) => (
            row.supplier.clone(),
            "Plusieurs fournisseurs ont ce numéro\u{a0}: indiquez le SIRET dans le tableau.".to_owned(),
        ),
        (None, NamedInvoice::Repeated) => {
            (row.supplier.clone(), "Une ligne précédente désigne la même facture.".to_owned())
        }
        (None, NamedInvoice::None | NamedInvoice::One(_)) => {
            (row.supplier.clone(), "Aucune facture reçue sous ce numéro.".to_owned())
        }
    };
    let number = match trial {
        Some(trial) => {
            view! { <a href=format!("/factures/{}", trial.invoice.id)>{row.number.clone()}</a> }.into_any()
        }
        None => row.number.clone().into_any(),
    };
    view! {
        <tr>
            <td data-numeric>{row.row}</td>
            <td>{number}</td>
            <td><PartyName name=supplier/></td>
            <td>{row.mandate.clone()}</td>
            <td class="draft-lack">{prose(&fate)}</td>
        </tr>
    }
    .into_any()
}
