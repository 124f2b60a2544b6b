//! Where an invoice stands, and which Chorus Pro it is: icon, word and colour together (conventions.md §2).

use domain::{Direction, Environment, InvoiceStatus, StatusKind, StatusStage};
use leptos::prelude::*;

use super::{Icon, IconName};

/// The icon of a meaning, where nothing more precise is known.
#[must_use]
pub const fn kind_icon(kind: StatusKind) -> IconName {
    match kind {
        StatusKind::Neutral => IconName::Draft,
        StatusKind::New => IconName::New,
        StatusKind::Info => IconName::Info,
        StatusKind::Success => IconName::Check,
        StatusKind::Warning => IconName::Warning,
        StatusKind::Error => IconName::Rejected,
    }
}

/// The icon of a status, seen from one side.
#[must_use]
pub const fn status_icon(status: &InvoiceStatus, direction: Direction) -> IconName {
    match status {
        InvoiceStatus::MiseADisposition if matches!(direction, Direction::Received) => IconName::New,
        InvoiceStatus::Unknown(_) | InvoiceStatus::Unconfirmed => IconName::Unknown,
        InvoiceStatus::Queued
        | InvoiceStatus::Sending
        | InvoiceStatus::AValider1
        | InvoiceStatus::AValider2 => IconName::Clock,
        InvoiceStatus::Suspendue => IconName::Suspended,
        InvoiceStatus::ARecycler => IconName::Refresh,
        InvoiceStatus::Refused => IconName::Rejected,
        // The same from both sides: it tells the status, not whose turn it is.
        other => match other.stage(Direction::Issued) {
            StatusStage::ToSend => IconName::Draft,
            StatusStage::OnTheWay => IconName::UnderWay,
            StatusStage::Arrived => IconName::Check,
            StatusStage::Blocked | StatusStage::Waiting => IconName::Warning,
            StatusStage::Rejected => IconName::Rejected,
            StatusStage::Paid => IconName::Paid,
            StatusStage::Ended => IconName::Ended,
        },
    }
}

/// The code on demand, with the number of the approved platforms where there is one.
fn tooltip(status: &InvoiceStatus) -> String {
    if !status.is_at_chorus_pro() {
        return "Étape de Pupitre, avant Chorus Pro".to_owned();
    }
    let code = status.code();
    status.reform_number().map_or_else(
        || format!("Statut Chorus Pro\u{a0}: {code}"),
        |number| format!("Statut Chorus Pro\u{a0}: {code} (plateformes agréées\u{a0}: {number})"),
    )
}

/// The words of a status where one line must hold them; the tooltip has them whole.
fn short_label(status: &InvoiceStatus) -> String {
    let short = match status {
        // What has not been sent says so everywhere: these keep their whole words.
        InvoiceStatus::Refused => "Refusée, non envoyée",
        InvoiceStatus::Brouillon => "Brouillon, non envoyée",
        InvoiceStatus::Refusee1 => "Refusée (1)",
        InvoiceStatus::Refusee2 => "Refusée (2)",
        InvoiceStatus::ErreurCotraitantSurValideur => "Valideur 2 à corriger",
        InvoiceStatus::MiseADisposition => "Mise à disposition",
        InvoiceStatus::MiseADispositionComptable => "Chez le comptable",
        InvoiceStatus::PriseEnCompteDestinataire => "Prise en compte",
        other => return other.label(),
    };
    short.to_owned()
}

/// A state of something else than an invoice: icon, word, colour.
#[component]
pub fn Badge(
    /// The meaning of its colour.
    kind: StatusKind,
    /// The word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <span class="status" data-kind=kind.code()><Icon name=kind_icon(kind)/>{label}</span> }.into_any()
}

/// The status of an invoice: icon, word, colour, and its code in the tooltip.
#[component]
pub fn StatusBadge(
    /// The status.
    status: InvoiceStatus,
    /// From which side it is seen.
    direction: Direction,
    /// Whether its words must hold on one line of a list.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let (label, title) = if short {
        (short_label(&status), format!("{}. {}", status.label(), tooltip(&status)))
    } else {
        (status.label(), tooltip(&status))
    };
    view! {
        <span class="status" data-kind=status.kind(direction).code() data-unsent=status.is_unsent().then_some("") title=title>
            <Icon name=status_icon(&status, direction)/>
            <span>{label}</span>
        </span>
    }
    .into_any()
}

/// QUALIFICATION or PRODUCTION, green or blue.
#[component]
pub fn EnvironmentPill(
    /// Which one.
    environment: Environment,
) -> impl IntoView {
    view! {
        <span class="environment-pill" data-environment=environment.code()>{environment.label().to_uppercase()}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn a_status_shows_icon_word_and_meaning_and_keeps_its_code_for_the_tooltip() {
        let html =
            render(|| view! { <StatusBadge status=InvoiceStatus::Suspendue direction=Direction::Issued/> });
        assert!(html.contains("data-kind=\"warning\""), "{html}");
        assert!(html.contains("icon-suspended"), "{html}");
        assert!(html.contains(">Suspendue<"), "{html}");
        assert!(html.contains("SUSPENDUE (plateformes agréées\u{a0}: 208)"), "{html}");
    }

    #[test]
    fn a_list_shows_few_words_and_keeps_them_all_for_the_tooltip() {
        let html = render(
            || view! { <StatusBadge status=InvoiceStatus::MiseADisposition direction=Direction::Issued short=true/> },
        );
        assert!(html.contains(">Mise à disposition<"), "{html}");
        assert!(html.contains("title=\"Mise à disposition du destinataire. Statut Chorus Pro"), "{html}");
        for status in InvoiceStatus::KNOWN {
            let words = short_label(status);
            assert!(words.chars().count() <= 23, "{status:?}");
            let unsent = status.stage(Direction::Issued) == StatusStage::ToSend;
            assert!(!unsent || words.contains("non envoyée"), "{status:?} could be mistaken for sent");
        }
    }

    #[test]
    fn two_statuses_of_chorus_pro_never_share_their_few_words() {
        let mut words: Vec<String> =
            InvoiceStatus::KNOWN.iter().filter(|status| status.is_at_chorus_pro()).map(short_label).collect();
        let all = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), all, "{words:?}");
    }

    #[test]
    fn an_unknown_status_is_escaped_and_not_reassuring() {
        let html = render(
            || view! { <StatusBadge status=InvoiceStatus::from_code(HOSTILE) direction=Direction::Received/> },
        );
        assert_escaped(&html);
        assert!(html.contains("data-kind=\"warning\""), "{html}");
        assert!(html.contains("icon-unknown"), "{html}");
    }

    #[test]
    fn a_step_of_pupitre_is_not_presented_as_a_status_of_chorus_pro() {
        let html =
            render(|| view! { <StatusBadge status=InvoiceStatus::Draft direction=Direction::Issued/> });
        assert!(!html.contains("Statut Chorus Pro"), "{html}");
        assert!(html.contains("Brouillon, non envoyée"), "{html}");
    }

    #[test]
    fn what_has_arrived_and_what_is_paid_look_different() {
        let icon = |status| status_icon(&status, Direction::Issued);
        let arrived = icon(InvoiceStatus::MiseADisposition);
        assert_ne!(arrived, icon(InvoiceStatus::MiseEnPaiement));
        assert_ne!(arrived, icon(InvoiceStatus::Deposee));
        assert_ne!(arrived, status_icon(&InvoiceStatus::MiseADisposition, Direction::Received));
    }

    #[test]
    fn the_environment_is_a_word_not_only_a_colour() {
        let html = render(|| view! { <EnvironmentPill environment=Environment::Qualification/> });
        assert!(html.contains(">QUALIFICATION<"), "{html}");
    }
}
