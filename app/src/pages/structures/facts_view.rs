//! What Chorus Pro says of a structure, with its age.

use chrono::{DateTime, Utc};
use domain::{StatusKind, StructureId, relative_age};
use leptos::prelude::*;
use operations::{Establishment, KnownFacts, Structure, StructureFacts};

use crate::components::{Button, ButtonKind, Fact, FactList, NoticeAction, NoticeBox, prose};
use crate::words::Sentence as _;

/// Services that are listed; the rest is counted, and the card of the directory has them all.
const MOST_SERVICES: usize = 200;

/// The section of the sheet; without an access there is nobody to ask.
pub(super) fn facts_view(
    structure: &Structure,
    known: KnownFacts,
    has_access: bool,
    may_manage: bool,
    now: DateTime<Utc>,
) -> AnyView {
    if !has_access && known.facts.is_none() {
        return ().into_any();
    }
    let id = structure.id;
    let again = format!("/structures/{}/relire", structure.id);
    let age = match &known.facts {
        _ if known.coming => "Lecture en cours…".to_owned(),
        Some((_, read_at)) => format!("Lu {}", relative_age(*read_at, now)),
        None => "Pas encore lu".to_owned(),
    };
    let failed = known.not_read.filter(|_| !known.coming).map(|reason| {
        view! { <NoticeBox kind=StatusKind::Warning title="La dernière lecture a échoué" text=reason.sentence()/> }
    });
    let button = (has_access && may_manage && !known.coming).then(|| {
        view! { <form method="post" action=again><Button label="Relire" kind=ButtonKind::Quiet/></form> }
    });
    view! {
        <section class="section" aria-labelledby="facts-title">
            <div class="section-head">
                <h2 id="facts-title">"Sur Chorus Pro"</h2>
                <p class="field-hint">{age}</p>
                {button}
            </div>
            {failed}
            {known.facts.map(|(facts, _)| content(facts, id))}
        </section>
    }
    .into_any()
}

/// What the register of establishments says, and where a closed one leads.
fn register_view(found: Establishment, id: StructureId) -> AnyView {
    let closed = (found.active == Some(false)).then(|| {
        let text = "Le registre Sirene dit cet établissement fermé : Chorus Pro refusera ses factures. S’il a changé de SIRET, \
                    suivez les étapes du changement.";
        let action = NoticeAction::new(
            "Changement de SIRET",
            format!("/structures/{id}/changement-de-siret"),
        );
        view! { <NoticeBox kind=StatusKind::Warning text=prose(text) action=Some(action)/> }
    });
    view! {
        {closed}
        <h3>"Au registre Sirene (INSEE)"</h3>
        <FactList facts=establishment_facts(found)/>
    }
    .into_any()
}

/// An establishment, as far as the register tells it.
pub(in crate::pages) fn establishment_facts(found: Establishment) -> Vec<Fact> {
    let state = match found.active {
        Some(true) => "Ouvert",
        Some(false) => "Fermé",
        None => "",
    };
    let seat = match found.seat {
        Some(true) => "Oui",
        Some(false) => "Non",
        None => "",
    };
    let facts = [
        ("Raison sociale", found.name.as_str()),
        ("Adresse", found.address.as_str()),
        ("Établissement", state),
        ("Siège", seat),
        ("Catégorie d’entreprise", found.company_category.as_str()),
        ("Catégorie juridique", found.legal_category.as_str()),
        ("Ouvert depuis", found.opened_on.as_str()),
        ("SIRET d’avant ou d’après", found.successor.as_str()),
    ];
    let told = facts.into_iter().filter(|(_, text)| !text.is_empty());
    told.map(|(term, text)| Fact::text(term, text)).collect()
}

fn content(facts: StructureFacts, id: StructureId) -> AnyView {
    let or_none = |text: String| if text.trim().is_empty() { "Non renseigné".to_owned() } else { text };
    let accounts: Vec<String> = facts.bank_accounts.iter().map(|account| account.name.clone()).collect();
    let mut shown = vec![
        Fact::text("Nom", or_none(facts.name)),
        Fact::text("Adresse", or_none(facts.address.join(", "))),
        Fact::text("Numéro de TVA", or_none(facts.vat_number)),
        Fact::text("RCS", or_none(facts.trade_register)),
        Fact::text("Adresse électronique", or_none(facts.email)),
        Fact::text("Espaces", or_none(facts.spaces.join(", "))),
        Fact::text("Comptes bancaires", or_none(accounts.join(", "))),
        Fact::text("Échanges EDI", if facts.edi { "Oui" } else { "Non" }),
    ];
    if facts.payments_not_told {
        shown.push(Fact::text("Mise en paiement", "Cette structure ne la fait pas remonter"));
    }
    let register = facts.register.map(|found| register_view(found, id));
    let count = facts.services.len();
    let rows = facts
        .services
        .into_iter()
        .take(MOST_SERVICES)
        .map(|service| {
            let state = (!service.active).then_some(" (inactif)");
            view! { <li><code>{service.code}</code> " " {service.name} {state}</li> }
        })
        .collect_view();
    let more = (count > MOST_SERVICES).then(|| {
        view! { <li>{format!("et {} autres", count - MOST_SERVICES)}</li> }
    });
    let services = (count > 0).then(|| {
        let title = if count == 1 { "1 service".to_owned() } else { format!("{count} services") };
        view! { <details class="disclosure"><summary>{title}</summary><ul class="plain-list">{rows}{more}</ul></details> }
    });
    view! { <FactList facts=shown/> {services} {register} }.into_any()
}
