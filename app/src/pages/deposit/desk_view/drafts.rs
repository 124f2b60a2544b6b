//! The drafts, those together that wait for the same: ready ones are sent in one act.

use std::collections::HashMap;

use domain::{Environment, FormField as _, StatusKind, StructureId, UserId, from_cents};
use leptos::prelude::*;
use operations::{DraftCard, DraftDesk, Lack, Readiness, Standing, Structure};

use super::super::super::said;
use crate::components::{
    Age, Amount, Button, ButtonKind, Day, EnvironmentPill, Icon, IconName, PartyName, kind_icon, prose,
};

/// The groups in the order in which one works: what can leave, then what a person has to see to.
const GROUPS: [Readiness; 4] =
    [Readiness::Ready, Readiness::Incomplete, Readiness::ToDecide, Readiness::Reading];

/// The table of all drafts; nothing where there is none.
pub(super) fn view(desk: &DraftDesk, me: UserId) -> Option<AnyView> {
    if desk.drafts.is_empty() {
        return None;
    }
    let table = Table {
        desk,
        me,
        known: desk.structures.iter().map(|summary| (summary.structure.id, &summary.structure)).collect(),
        mixed: Standing::of(&desk.structures).mixes_environments(),
    };
    let others = desk.drafts.iter().any(|card| card.keeper.as_ref().is_none_or(|keeper| keeper.user != me));
    let ready = desk.drafts.iter().filter(|card| card.readiness == Readiness::Ready).count();
    let bodies = GROUPS.iter().filter_map(|readiness| table.group(*readiness)).collect_view();
    let shown = desk.drafts.len() as u64;
    let more = (desk.count > shown).then(|| {
        let text = format!("Les {shown} derniers brouillons sont montrés, sur {}. ", desk.count);
        view! { <p class="field-hint">{text}<a href="/factures?onglet=a-envoyer">"Voir tous les brouillons"</a></p> }
    });
    let all = match ready {
        0 => None,
        1 => Some("Vérifier la facture prête".to_owned()),
        count => Some(format!("Vérifier les {count} factures prêtes")),
    };
    let all = all.map(|label| {
        view! { <Button label kind=ButtonKind::Primary icon=IconName::Issued name="action" value="pretes" shortcut="Ctrl+Entrée"/> }
    });
    Some(
        view! {
            <form class="list draft-desk" id="drafts" method="post" action="/deposer/lot">
                <table class="table invoice-table draft-table">
                    <caption class="visually-hidden">"Brouillons, un par ligne"</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="row-select"><span class="visually-hidden">"Choisir"</span></th>
                            <th scope="col">"N° facture"</th>
                            <th scope="col">"Structure, destinataire"</th>
                            <th scope="col" class="draft-lack">"À faire"</th>
                            <th scope="col">"Date"</th>
                            <th scope="col" data-numeric>"TTC"</th>
                            <th scope="col" data-numeric data-secondary>"Depuis"</th>
                        </tr>
                    </thead>
                    {bodies}
                </table>
                {more}
                <div class="action-bar">
                    <p class="action-bar-state"><span class="action-bar-detail" id="selection-total" role="status"></span></p>
                    {others.then(|| view! { <Button label="Prendre en charge" formaction="/deposer/lot/prendre"/> })}
                    <Button label="Vérifier la sélection" name="action" value="choisies"/>
                    {all}
                </div>
            </form>
        }
        .into_any(),
    )
}

struct Table<'d> {
    desk: &'d DraftDesk,
    me: UserId,
    known: HashMap<StructureId, &'d Structure>,
    mixed: bool,
}

impl Table<'_> {
    fn group(&self, readiness: Readiness) -> Option<AnyView> {
        let cards: Vec<&DraftCard> =
            self.desk.drafts.iter().filter(|card| card.readiness == readiness).collect();
        if cards.is_empty() {
            return None;
        }
        let (title, kind) = heading(readiness);
        let count = cards.len();
        let rows = cards.into_iter().map(|card| self.row(card)).collect_view();
        Some(
            view! {
                <tbody>
                    <tr class="group-row" data-kind=kind.code()>
                        <th colspan="7" scope="rowgroup">
                            <span class="group-title"><Icon name=kind_icon(kind)/>{title}" "<span class="task-count">{count}</span></span>
                        </th>
                    </tr>
                    {rows}
                </tbody>
            }
            .into_any(),
        )
    }

    fn row(&self, card: &DraftCard) -> AnyView {
        let invoice = &card.invoice;
        let id = invoice.id.to_string();
        let file = invoice.document.as_ref().map(|document| document.name.clone()).unwrap_or_default();
        let number = if invoice.number.is_empty() { file.clone() } else { invoice.number.clone() };
        let signed = invoice.gross_cents.map(|cents| invoice.kind.signed(cents));
        let structure = self.known.get(&invoice.structure);
        let environment: Option<Environment> =
            structure.filter(|_| self.mixed).map(|structure| structure.environment);
        let structure = structure
            .filter(|_| self.known.len() > 1)
            .map(|structure| view! { <span class="invoice-structure"><PartyName name=structure.name.clone()/></span> });
        let partner = match (invoice.partner_name.as_str(), invoice.partner_siret.as_str()) {
            ("", "") => "Destinataire à choisir".to_owned(),
            ("", siret) => siret.to_owned(),
            (name, _) => name.to_owned(),
        };
        let lack = lack(card);
        // One's own are the rule: nothing is said of them.
        let keeper = card.keeper.as_ref().filter(|keeper| keeper.user != self.me).map(|keeper| {
            let title = format!("{} travaille sur ce brouillon", keeper.name);
            view! { " " <span class="tag draft-keeper" title=title>{keeper.name.clone()}</span> }
        });
        view! {
            <tr class="invoice-row" data-cents=signed data-currency=invoice.currency.clone()>
                <td class="row-select">
                    <label><input type="checkbox" name="invoice" value=id.clone()/><span class="visually-hidden">{format!("Choisir {number}")}</span></label>
                </td>
                <th scope="row" class="invoice-number" title=file>
                    <a class="row-link" href=format!("/deposer/{id}")>{number}</a>
                    {keeper}
                </th>
                <td class="invoice-parties">
                    {structure}
                    <span class="invoice-partner">
                        <PartyName name=partner/>
                        {environment.map(|environment| view! { <EnvironmentPill environment/> })}
                    </span>
                </td>
                <td class="draft-lack"><span class="cut" title=lack.clone()>{lack.clone()}</span></td>
                <td class="invoice-date">{invoice.date.map(|day| view! { <Day day/> })}</td>
                <td class="invoice-amount" data-numeric>
                    {signed.map(|cents| view! { <Amount value=from_cents(cents) currency=invoice.currency.clone()/> })}
                </td>
                <td data-secondary data-numeric><Age instant=invoice.updated_at now=self.desk.read_at/></td>
            </tr>
        }
        .into_any()
    }
}

const fn heading(readiness: Readiness) -> (&'static str, StatusKind) {
    match readiness {
        Readiness::Ready => ("Prêtes", StatusKind::Info),
        Readiness::Incomplete => ("À compléter", StatusKind::Warning),
        Readiness::ToDecide => ("À départager", StatusKind::Warning),
        Readiness::Reading => ("En cours de lecture par Chorus Pro", StatusKind::Neutral),
    }
}

/// The one thing, and how many more.
fn lack(card: &DraftCard) -> String {
    let first = match &card.lack {
        None => return String::new(),
        Some(Lack::Note(note)) => said(note),
        Some(Lack::Difference(field)) => format!("{}\u{a0}: deux valeurs", field.label()),
    };
    let more = match card.more {
        0 => String::new(),
        1 => " Et un autre point.".to_owned(),
        more => format!(" Et {more} autres points."),
    };
    prose(&format!("{first}{more}"))
}
