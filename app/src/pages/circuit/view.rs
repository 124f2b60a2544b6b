//! The page of the circuit from its data.

use domain::{Absence, TeamId, UserId};
use leptos::prelude::*;
use operations::CircuitSettings;

use super::super::refusal::FormState;
use super::{absence_view, rules_view, teams_view};
use crate::components::{Button, ButtonKind, prose};

/// Which form was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// None was.
    None,
    /// The one of a rule.
    Rule,
    /// The one of a team: which one, and who was ticked.
    Team { id: Option<TeamId>, members: Vec<UserId> },
    /// The one of an absence.
    Absence,
}

/// What the page shows.
pub(super) struct CircuitPage {
    pub(super) settings: CircuitSettings,
    pub(super) absence: Option<Absence>,
    /// Who may stand in.
    pub(super) people: Vec<(UserId, String)>,
    /// Whether rules, teams and the setting may be changed.
    pub(super) may_change: bool,
    pub(super) refused: Refused,
    pub(super) form: FormState,
}

impl CircuitPage {
    pub(super) fn view(self) -> AnyView {
        let Self { settings, absence, people, may_change, refused, form } = self;
        view! {
            <p class="page-lead">
                "Une facture reçue peut demander des visas avant que son paiement soit ordonné. Les règles disent lesquels, et à qui elle est confiée."
            </p>
            {rules_view::view(&settings, may_change, refused == Refused::Rule, &form)}
            {teams_view::view(&settings.approvers, may_change, &refused, &form)}
            {rejections(settings.rejections_need_two, may_change)}
            {absence_view::view(&settings.approvers, absence.as_ref(), people, refused == Refused::Absence, &form)}
        }
        .into_any()
    }
}

fn rejections(needed: bool, may_change: bool) -> AnyView {
    let says = if needed {
        "Un rejet part seulement quand une deuxième personne l’a confirmé."
    } else {
        "Un rejet part sur la décision d’une seule personne."
    };
    let change = may_change.then(|| {
        let (value, label) = match needed {
            true => ("non", "Ne plus demander de deuxième personne"),
            false => ("oui", "Demander une deuxième personne"),
        };
        view! {
            <form method="post" action="/circuit/rejets">
                <Button label name="deux" value kind=ButtonKind::Secondary/>
            </form>
        }
    });
    view! {
        <section class="section" aria-labelledby="two-title">
            <h2 id="two-title">"Quatre yeux"</h2>
            <p>{prose(says)}</p>
            <p class="field-hint">
                {prose("Des coordonnées bancaires nouvelles, étrangères ou connues d’un autre fournisseur demandent toujours deux personnes : l’une rappelle le fournisseur, l’autre confirme.")}
            </p>
            {change}
        </section>
    }
    .into_any()
}
