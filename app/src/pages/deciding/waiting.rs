//! What a person has just decided and can still take back, said wherever they have gone since.

use domain::{Decision, DecisionField};
use leptos::prelude::*;
use operations::WaitingAct;

use super::super::seconds;
use crate::components::{Button, IconName};
use crate::islands::UndoCountdown;
use crate::web::{Context, PageError};
use crate::words::decision_noun;

/// Decisions that have not left.
#[derive(Default)]
pub(in crate::pages) struct Waiting(Vec<WaitingAct>);

impl Waiting {
    /// Those of the person, where they may decide at all.
    pub(in crate::pages) async fn load(context: &Context) -> Result<Self, PageError> {
        let waiting = context.site.desk.acting.waiting_acts(&context.actor).await?;
        Ok(Self(waiting.into_iter().filter(|waiting| decided(waiting).is_some()).collect()))
    }

    /// The way back; nothing where nothing waits.
    pub(in crate::pages) fn toast(&self) -> Option<AnyView> {
        let last = self.0.last()?;
        let until = last.undo_until;
        let (action, text, button) = match &self.0[..] {
            [one] => {
                let (invoice, act) = (one.invoice.id, one.act.id);
                let noun = decided(one).map(decision_noun).unwrap_or_default();
                (
                    format!("/factures/{invoice}/decisions/{act}/annuler"),
                    format!("{noun} de {} part à {}.", one.invoice.number, seconds(until)),
                    "Annuler l’envoi",
                )
            }
            several => (
                "/decisions/annuler".to_owned(),
                format!("{} décisions partent à {}.", several.len(), seconds(until)),
                "Annuler tous les envois",
            ),
        };
        Some(
            view! {
                <form class="toast" method="post" action=action>
                    <p>{text} <UndoCountdown until=until.timestamp_millis()/></p>
                    <Button label=button icon=IconName::Undo/>
                </form>
            }
            .into_any(),
        )
    }

    /// When the last of them leaves, milliseconds since 1970; 0 where nothing waits.
    pub(in crate::pages) fn version(&self) -> i64 {
        self.0.last().map_or(0, |last| last.undo_until.timestamp_millis())
    }
}

fn decided(waiting: &WaitingAct) -> Option<Decision> {
    Decision::from_code(waiting.act.values.get(DecisionField::Decision))
}
