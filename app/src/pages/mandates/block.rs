//! The mandates of a structure on its sheet: who may act today, and where the rest is.

use chrono::NaiveDate;
use domain::MandateStanding;
use leptos::prelude::*;
use operations::MandateLine;

use super::standing::{span_words, standing_words};
use crate::components::{Badge, Fact, FactList};

/// The section; nothing for who could not do anything about a mandate that nobody asks for.
pub(crate) fn mandates_block(
    line: &MandateLine,
    required: bool,
    may_manage: bool,
    today: NaiveDate,
) -> AnyView {
    let MandateLine { structure, standing, mandates } = line;
    if mandates.is_empty() && !required && !may_manage {
        return ().into_any();
    }
    let (kind, words) = standing_words(*standing, today, required);
    let facts: Vec<Fact> = mandates
        .iter()
        .filter(|mandate| mandate.span().last.is_none_or(|last| last >= today))
        .map(|mandate| {
            let document = format!("/mandats/{}/document", mandate.id);
            let value =
                view! { {span_words(mandate)} " · " <a href=document>{mandate.document.name.clone()}</a> };
            Fact::view(mandate.holder.clone(), value)
        })
        .collect();
    let link = match standing {
        _ if !may_manage => "Voir les mandats",
        MandateStanding::Missing => "Ajouter un mandat",
        _ => "Voir, ajouter ou remplacer",
    };
    view! {
        <section class="section" aria-labelledby="mandates-title">
            <div class="section-head"><h2 id="mandates-title">"Mandat"</h2><Badge kind label=words/></div>
            {(!facts.is_empty()).then(|| view! { <FactList facts/> })}
            <p><a href=format!("/structures/{}/mandats", structure.id)>{link}</a></p>
        </section>
    }
    .into_any()
}
