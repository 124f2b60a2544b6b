//! The Synthèse from its data.

use domain::{Direction, Permission, StatusKind, StatusStage, format_decimal};
use leptos::prelude::*;
use operations::{CircuitTasks, MandateLine, Overview, StageCount, ValidationPage};
use rust_decimal::Decimal;

use super::super::invoices::{stage_word, stages};
use super::tasks::{Reader, groups, validations};
use crate::components::{DropHere, EmptyState, IconName, NoticeAction, TaskGroupView, prose};

/// What the page shows.
pub(super) struct SummaryPage {
    pub(super) overview: Overview,
    /// Mandates to renew or to give.
    pub(super) mandates: Vec<MandateLine>,
    /// What of the circuit waits for the reader.
    pub(super) circuit: CircuitTasks,
    /// Invoices of others that wait for an answer as validator.
    pub(super) validations: ValidationPage,
    pub(super) reader: Reader,
}

impl SummaryPage {
    pub(super) fn view(self) -> AnyView {
        let Self { overview, mandates, circuit, validations, reader } = self;
        let mut groups = groups(&overview, &mandates, &circuit, reader);
        if let Some(group) = validations::group(&validations, reader) {
            // After what is wrong, before what comes later.
            let wrong = groups.iter().take_while(|group| group.kind == StatusKind::Error).count();
            groups.insert(wrong, group);
        }
        let Overview { issued, received, structures, .. } = overview;
        let issues = structures.iter().any(|overview| overview.structure.side.issues()) || !is_empty(&issued);
        let receives =
            structures.iter().any(|overview| overview.structure.side.receives()) || !is_empty(&received);
        let work = if groups.is_empty() {
            nothing_to_do(structures.is_empty(), issues, [&issued, &received], reader)
        } else {
            let shown = |(index, group)| view! { <TaskGroupView group first=index == 0/> };
            groups.into_iter().enumerate().map(shown).collect_view().into_any()
        };
        let takes_files = issues && reader.may(Permission::Deposit);
        view! {
            {takes_files.then(|| view! { <DropHere/> })}
            {issues.then(|| counters("Factures émises", "issued", "/factures", Direction::Issued, &issued))}
            {receives.then(|| counters("Factures reçues", "received", "/recues", Direction::Received, &received))}
            {work}
        }
        .into_any()
    }
}

fn is_empty(counts: &[StageCount]) -> bool {
    counts.iter().all(|count| count.totals.count == 0)
}

fn nothing_to_do(no_structure: bool, issues: bool, counts: [&[StageCount]; 2], reader: Reader) -> AnyView {
    let (text, action) = match (
        no_structure,
        reader.may(Permission::ManageStructures),
        reader.may(Permission::Deposit) && issues,
    ) {
        (true, true, _) => (
            "Pour commencer, ajoutez une structure : une entreprise ou un organisme public, désigné par son SIRET."
                .to_owned(),
            Some(NoticeAction::new("Ajouter une structure", "/structures")),
        ),
        (true, false, _) => (
            "Aucune structure ne vous est accessible. Demandez l’accès à un administrateur de votre organisation."
                .to_owned(),
            None,
        ),
        (false, _, true) => (running(counts), Some(NoticeAction::new("Déposer une facture", "/deposer"))),
        (false, _, false) => (
            running(counts),
            Some(NoticeAction::new("Voir les factures", if issues { "/factures" } else { "/recues" })),
        ),
    };
    view! { <EmptyState title="Rien n’attend de vous." text=prose(&text) icon=IconName::Check action/> }
        .into_any()
}

/// What goes on without anybody's doing.
fn running(counts: [&[StageCount]; 2]) -> String {
    let under_way: u64 = counts
        .iter()
        .flat_map(|counts| counts.iter())
        .filter(|count| {
            matches!(count.stage, StatusStage::OnTheWay | StatusStage::Arrived | StatusStage::Waiting)
        })
        .map(|count| count.totals.count)
        .sum();
    let follows = match under_way {
        0 => String::new(),
        1 => "Une facture suit son cours. ".to_owned(),
        _ => format!("{} factures suivent leur cours. ", whole(under_way)),
    };
    format!("{follows}Ce qui sera suspendu, rejeté ou refusé apparaîtra ici.")
}

/// One number per stage, each a link to its tab.
fn counters(
    title: &'static str,
    id: &'static str,
    path: &'static str,
    direction: Direction,
    counts: &[StageCount],
) -> AnyView {
    let links = stages(direction, counts)
        .into_iter()
        .map(|stage| {
            let found = counts.iter().find(|count| count.stage == stage);
            let count = found.map_or(0, |count| count.totals.count);
            let kind = tone(stage).filter(|_| count > 0).map(StatusKind::code);
            view! {
                <li>
                    <a class="counter" data-kind=kind data-empty=(count == 0).then_some("") href=format!("{path}?onglet={}", stage_word(stage))>
                        <span class="counter-value">{whole(count)}</span>
                        <span class="counter-label">{stage.label()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stages" aria-labelledby=format!("{id}-title")>
            <h2 id=format!("{id}-title")>{title}</h2>
            <ul class="counters">{links}</ul>
        </section>
    }
    .into_any()
}

/// Only what needs somebody has a colour.
const fn tone(stage: StatusStage) -> Option<StatusKind> {
    match stage {
        StatusStage::Blocked => Some(StatusKind::Warning),
        StatusStage::Rejected => Some(StatusKind::Error),
        _ => None,
    }
}

/// `1 204`: the format of amounts without its cents.
fn whole(count: u64) -> String {
    let text = format_decimal(Decimal::from(count));
    text.split(',').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, TimeZone as _, Utc};
    use domain::{Environment, OrganizationId, Role, Side, Siret, StructureId};
    use operations::{ListTotals, Structure, StructureSummary};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render, tag};
    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn structure(name: &str, side: Side) -> StructureSummary {
        StructureSummary {
            structure: Structure {
                id: StructureId(Uuid::from_u128(21)),
                organization: OrganizationId(Uuid::from_u128(1)),
                identifier: Siret::parse("12345678900012").unwrap().into(),
                name: name.to_owned(),
                town: String::new(),
                side,
                environment: Environment::Qualification,
                chorus_id: None,
                synced_at: None,
                failing: None,
                created_at: now(),
            },
            access: None,
        }
    }

    fn page(structures: Vec<StructureSummary>, issued: Vec<StageCount>, role: Role) -> String {
        let overview = Overview {
            issued,
            issued_statuses: Vec::new(),
            received: Vec::new(),
            to_do: Vec::new(),
            slow: Vec::new(),
            slow_cut: false,
            usual: domain::UsualTime::default(),
            to_treat: Vec::new(),
            late: Vec::new(),
            late_cut: false,
            delays: BTreeMap::new(),
            structures: structures.into(),
        };
        render(|| {
            SummaryPage {
                overview,
                mandates: Vec::new(),
                circuit: CircuitTasks::default(),
                validations: ValidationPage::default(),
                reader: Reader { role, now: now() },
            }
            .view()
        })
    }

    #[test]
    fn every_stage_is_counted_and_leads_to_its_tab() {
        let blocked =
            StageCount { stage: StatusStage::Blocked, totals: ListTotals { count: 1_204, sums: Vec::new() } };
        let html = page(vec![structure("Menuiserie", Side::Supplier)], vec![blocked], Role::Deposant);
        for stage in StatusStage::ALL {
            let link = format!("href=\"/factures?onglet={}\"", stage_word(stage));
            // Only what was received can wait for its supplier.
            assert_eq!(html.contains(&link), stage != StatusStage::Waiting, "{stage:?} in {html}");
        }
        assert!(html.contains("1\u{202f}204"), "{html}");
        let blocked = tag(&html, "onglet=bloquees");
        assert!(blocked.contains("data-kind=\"warning\""), "{blocked}");
        assert!(!tag(&html, "onglet=rejetees").contains("data-kind"), "{html}");
        assert!(!html.contains("/recues"), "{html}");
    }

    #[test]
    fn a_recipient_sees_what_it_received() {
        let html = page(vec![structure("Ville", Side::Recipient)], Vec::new(), Role::Valideur);
        assert!(html.contains("href=\"/recues?onglet=arrivees\""), "{html}");
        assert!(!html.contains("href=\"/factures?onglet="), "{html}");
    }

    #[test]
    fn an_empty_page_names_the_next_step_that_the_reader_can_take() {
        let html = page(Vec::new(), Vec::new(), Role::Administrateur);
        assert!(html.contains("Rien n’attend de vous.") && html.contains("href=\"/structures\""), "{html}");
        let html = page(vec![structure("Menuiserie", Side::Supplier)], Vec::new(), Role::Deposant);
        assert!(html.contains("Déposer une facture") && html.contains("href=\"/deposer\""), "{html}");
        let html = page(vec![structure("Menuiserie", Side::Supplier)], Vec::new(), Role::Lecteur);
        assert!(!html.contains("href=\"/deposer\""), "{html}");
    }

    #[test]
    fn where_nothing_waits_what_goes_on_is_said() {
        let arrived =
            StageCount { stage: StatusStage::Arrived, totals: ListTotals { count: 7, sums: Vec::new() } };
        let html = page(vec![structure("Menuiserie", Side::Supplier)], vec![arrived], Role::Deposant);
        assert!(html.contains("7 factures suivent leur cours."), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&page(vec![structure(HOSTILE, Side::Both)], Vec::new(), Role::Gestionnaire));
    }
}
