//! Issued invoices, by the act that they wait for.

use domain::{ActKind, Direction, InvoiceStatus, Permission, StatusKind, StatusStage, relative_age};
use operations::{InvoiceRow, Overview};

use super::super::super::acting::path_of;
use super::super::super::invoices::stage_word;
use super::super::super::why;
use super::{Owners, Reader, amount, party, sum};
use crate::components::{NoticeAction, Task, TaskGroup};

/// What an invoice waits for. In the order of the page: what nobody may do twice, what has not left although somebody
/// wanted it to, what the other side waits for, what must be written anew, what was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    LookUp,
    Correct,
    Complete,
    Recycle,
    ChangeValidator,
    Check,
    Reissue,
    Finish,
}

impl Act {
    const ALL: [Self; 8] = [
        Self::LookUp,
        Self::Correct,
        Self::Complete,
        Self::Recycle,
        Self::ChangeValidator,
        Self::Check,
        Self::Reissue,
        Self::Finish,
    ];

    fn of(status: &InvoiceStatus) -> Option<Self> {
        Some(match status {
            InvoiceStatus::Draft => Self::Finish,
            InvoiceStatus::Refused => Self::Correct,
            InvoiceStatus::Unconfirmed => Self::LookUp,
            InvoiceStatus::Suspendue => Self::Complete,
            InvoiceStatus::ARecycler => Self::Recycle,
            InvoiceStatus::ErreurFournisseurSurValideur | InvoiceStatus::ErreurCotraitantSurValideur => {
                Self::ChangeValidator
            }
            status => match status.stage(Direction::Issued) {
                StatusStage::Rejected => Self::Reissue,
                StatusStage::Blocked => Self::Check,
                _ => return None,
            },
        })
    }

    const fn title(self) -> &'static str {
        match self {
            Self::LookUp => "Envoi à confirmer",
            Self::Correct => "Corriger et déposer",
            Self::Complete => "Compléter",
            Self::Recycle => "Recycler",
            Self::ChangeValidator => "Changer de valideur",
            Self::Check => "Vérifier",
            Self::Reissue => "Réémettre",
            Self::Finish => "Terminer la saisie",
        }
    }

    const fn kind(self) -> StatusKind {
        match self {
            Self::Correct | Self::Reissue => StatusKind::Error,
            Self::LookUp | Self::Complete | Self::Recycle | Self::ChangeValidator | Self::Check => {
                StatusKind::Warning
            }
            Self::Finish => StatusKind::Neutral,
        }
    }

    /// What is said of an invoice that carries no reason.
    const fn matter(self) -> &'static str {
        match self {
            Self::LookUp => "Partie sans réponse. Pupitre vérifie ; ne la déposez pas une seconde fois.",
            Self::Correct => "Elle n’a pas pu être déposée.",
            Self::Complete => "Suspendue : il manque un complément.",
            Self::Recycle => "Le destinataire, le service ou l’engagement est à corriger.",
            Self::ChangeValidator => "Elle attend un autre valideur.",
            Self::Check => "",
            Self::Reissue => "Rejetée : établissez-en une nouvelle, avec un nouveau numéro.",
            Self::Finish => "Rien n’est parti.",
        }
    }

    /// The word on the button.
    const fn label(self) -> &'static str {
        match self {
            Self::LookUp => "Voir l’envoi",
            Self::Correct => "Corriger",
            Self::Complete => "Compléter",
            Self::Recycle => "Recycler",
            Self::ChangeValidator => "Corriger",
            Self::Reissue => "Voir le motif",
            Self::Check => "Vérifier",
            Self::Finish => "Terminer",
        }
    }

    /// Where all of them are listed.
    fn list(self) -> String {
        let tab = |stage| format!("/factures?onglet={}", stage_word(stage));
        let status = |status: InvoiceStatus| format!("/factures?statut={}", status.code());
        match self {
            Self::LookUp => status(InvoiceStatus::Unconfirmed),
            Self::Correct => status(InvoiceStatus::Refused),
            Self::Complete => status(InvoiceStatus::Suspendue),
            Self::Recycle => status(InvoiceStatus::ARecycler),
            Self::ChangeValidator | Self::Check => tab(StatusStage::Blocked),
            Self::Reissue => tab(StatusStage::Rejected),
            Self::Finish => status(InvoiceStatus::Draft),
        }
    }
}

/// One group for each act that something waits for; also where there is no room for its rows.
pub(super) fn groups(overview: &Overview, owners: &Owners<'_>, reader: Reader) -> Vec<TaskGroup> {
    let group = |act: Act| {
        let rows: Vec<&InvoiceRow> =
            overview.to_do.iter().filter(|row| Act::of(&row.status) == Some(act)).collect();
        let shown = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let all: u64 = overview
            .issued_statuses
            .iter()
            .filter(|count| Act::of(&count.status) == Some(act))
            .map(|count| count.totals.count)
            .sum();
        // Of the rejections only those of some weeks are work.
        let count = if act == Act::Reissue { shown } else { all.max(shown) };
        (count > 0).then(|| TaskGroup {
            kind: act.kind(),
            title: act.title().to_owned(),
            count,
            sum: (count == shown).then(|| sum(rows.iter().copied())).flatten(),
            more: (all > shown).then(|| NoticeAction::new(format!("Voir les {all}"), act.list())),
            tasks: rows.into_iter().map(|row| task(act, row, owners, reader)).collect(),
        })
    };
    let mut groups: Vec<TaskGroup> = Act::ALL.into_iter().filter_map(group).collect();
    groups.extend(slow(overview, owners, reader));
    groups
}

/// What is on its way for longer than is usual: nobody says so of themselves.
fn slow(overview: &Overview, owners: &Owners<'_>, reader: Reader) -> Option<TaskGroup> {
    let rows = &overview.slow;
    let usual = overview.usual;
    let days = if usual.days == 1 { "un jour".to_owned() } else { format!("{} jours", usual.days) };
    let learnt = match usual.cases {
        0 => format!("Une facture arrive d’ordinaire en {days}."),
        cases => format!("Sur vos {cases} dernières arrivées, neuf sur dix ont pris {days} au plus."),
    };
    (!rows.is_empty()).then(|| TaskGroup {
        kind: StatusKind::Warning,
        title: match overview.slow_cut {
            false => "Plus longues que d’habitude à arriver".to_owned(),
            true => "Plus longues que d’habitude à arriver, les plus anciennes".to_owned(),
        },
        count: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        // Of some of them no sum is told as if it were that of all.
        sum: sum(rows).filter(|_| !overview.slow_cut),
        more: Some(NoticeAction::new(
            "Voir toutes celles en route",
            format!("/factures?onglet={}&tri=etat&sens=asc", stage_word(StatusStage::OnTheWay)),
        )),
        tasks: rows
            .iter()
            .map(|row| Task {
                amount: amount(row),
                party: party(row, "Destinataire inconnu"),
                of: owners.name(row),
                matter: format!("{}, et rien depuis. {learnt}", row.status.label()),
                when: relative_age(row.status_at, reader.now),
                kind: StatusKind::Neutral,
                action: NoticeAction::new("Voir où elle en est", format!("/factures/{}", row.id)),
            })
            .collect(),
    })
}

fn task(act: Act, row: &InvoiceRow, owners: &Owners<'_>, reader: Reader) -> Task {
    let opens_draft = matches!(act, Act::Finish | Act::Correct);
    let called = ActKind::called_for(&row.status);
    let (label, href) = match (reader.may(Permission::Deposit), called) {
        (true, _) if opens_draft => (act.label(), format!("/deposer/{}", row.id)),
        (true, Some(kind)) => (act.label(), path_of(kind, row.id)),
        (true, None) => (act.label(), format!("/factures/{}", row.id)),
        (false, _) => ("Voir", format!("/factures/{}", row.id)),
    };
    let said = why(row.status_reason.as_ref(), row.status_comment.as_deref());
    let matter = match (act, said) {
        // That it may have arrived is said first.
        (Act::LookUp, _) | (_, None) => act.matter().to_owned(),
        (Act::Check, Some(said)) => format!("{} · {said}", row.status.label()),
        (_, Some(said)) => said,
    };
    let matter = if matter.is_empty() { row.status.label() } else { matter };
    Task {
        amount: amount(row),
        party: party(row, "Destinataire à choisir"),
        of: owners.name(row),
        matter,
        when: relative_age(row.status_at, reader.now),
        kind: StatusKind::Neutral,
        action: NoticeAction::new(label, href),
    }
}
