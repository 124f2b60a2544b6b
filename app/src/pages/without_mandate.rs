//! Leaving without a mandate: the review says it beforehand and asks why; the reason is kept.

use domain::{LONGEST_MANDATE_REASON, MandateStanding, StatusKind, format_day, readable_name};
use leptos::prelude::*;

use crate::components::NoticeBox;

/// The control that holds the reason.
pub(super) const REASON: &str = "sans_mandat";

/// The reason as it was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedReason {
    pub(super) text: String,
    /// Whether a mandate was found missing: on the day of departure, where it is good today.
    pub(super) missing: bool,
}

impl TypedReason {
    /// Whether a reason is wanted of a structure whose mandates say this today.
    pub(super) const fn is_wanted(&self, standing: MandateStanding) -> bool {
        match standing {
            MandateStanding::Valid { until } => self.missing && until.is_some(),
            MandateStanding::Missing | MandateStanding::ToCome { .. } | MandateStanding::Expired { .. } => {
                true
            }
        }
    }
}

/// Why nothing allows to act for a structure today.
fn sentence(name: &str, standing: MandateStanding) -> String {
    let name = readable_name(name);
    match standing {
        MandateStanding::Missing => format!("Aucun mandat n’est enregistré pour {name}."),
        MandateStanding::ToCome { first } => {
            format!("Le mandat de {name} ne vaut qu’à partir du {}.", format_day(first))
        }
        MandateStanding::Expired { last } => {
            format!(
                "Le mandat de {name} n’est plus valable depuis le {}.",
                format_day(last.succ_opt().unwrap_or(last))
            )
        }
        // It ends before the day for which the deposit was planned.
        MandateStanding::Valid { until } => match until {
            Some(last) => format!("Le mandat de {name} ne vaut que jusqu’au {}.", format_day(last)),
            None => format!("Le mandat de {name} est valable."),
        },
    }
}

/// What is said of structures without a mandate, and the field for the reason, of the form of this identifier. It is
/// neither optional nor required by the browser: a form may also be kept without it.
pub(super) fn ask(missing: &[(String, MandateStanding)], typed: &str, form: &'static str) -> AnyView {
    let lines = missing.iter().map(|(name, standing)| sentence(name, *standing)).collect::<Vec<_>>();
    let text = format!(
        "{} Le dépôt est possible si vous dites pourquoi : votre motif est journalisé et reste sur la facture.",
        lines.join(" ")
    );
    view! {
        <section class="section" id="without-mandate" aria-labelledby="without-mandate-title">
            <h2 id="without-mandate-title">"Mandat"</h2>
            <NoticeBox kind=StatusKind::Warning title="Sans mandat valable" text/>
            <div class="field" data-width="full">
                <div class="field-label"><label for=REASON>"Pourquoi déposer sans mandat valable"</label></div>
                <p class="field-hint" id="sans_mandat-hint">"Par exemple : mandat signé, original en route."</p>
                <input
                    class="input"
                    id=REASON
                    name=REASON
                    type="text"
                    value=typed.to_owned()
                    maxlength=LONGEST_MANDATE_REASON.to_string()
                    autocomplete="off"
                    form=form
                    aria-describedby="sans_mandat-hint"
                />
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn it_says_since_when_there_is_no_mandate_and_asks_in_the_form_that_sends() {
        let last = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        let missing = [("ATELIER".to_owned(), MandateStanding::Expired { last })];
        let html = render(|| ask(&missing, "Original en route", "confirm"));
        assert!(html.contains("depuis le 01/11/2026"), "{html}");
        assert!(html.contains("form=\"confirm\"") && html.contains("name=\"sans_mandat\""), "{html}");
        assert!(html.contains("value=\"Original en route\""), "{html}");
    }

    #[test]
    fn a_mandate_that_ends_before_the_departure_is_asked_for_once_it_was_found_missing() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 30);
        let ends = MandateStanding::Valid { until: last };
        let typed = |missing| TypedReason { text: String::new(), missing };
        assert!(typed(true).is_wanted(ends) && !typed(false).is_wanted(ends));
        assert!(!typed(true).is_wanted(MandateStanding::Valid { until: None }));
        assert!(typed(false).is_wanted(MandateStanding::Missing));
    }

    #[test]
    fn texts_are_escaped() {
        let missing = [(HOSTILE.to_owned(), MandateStanding::Missing)];
        assert_escaped(&render(|| ask(&missing, HOSTILE, "confirm")));
    }
}
