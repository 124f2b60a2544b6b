//! The counters of the table of structures.

use domain::StatusKind;
use operations::StructureCounts;

/// A counter of the table.
pub(super) struct Counter {
    /// Its word in the address.
    pub(super) word: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// The same where it stands beside its figure on a small screen.
    pub(super) short: &'static str,
    /// Its figure.
    pub(super) of: fn(&StructureCounts) -> u64,
    /// How pressing it is when it is not nothing.
    pub(super) kind: StatusKind,
    /// Its invoices, behind the structure.
    pub(super) list: &'static str,
    /// Whether it is about received invoices.
    pub(super) received: bool,
}

pub(super) const COUNTERS: [Counter; 8] = [
    Counter {
        word: "a-envoyer",
        title: "À envoyer",
        short: "À envoyer",
        of: |counts| counts.to_send,
        kind: StatusKind::Neutral,
        list: "onglet=a-envoyer",
        received: false,
    },
    Counter {
        word: "en-route",
        title: "En route",
        short: "En route",
        of: |counts| counts.on_the_way,
        kind: StatusKind::Neutral,
        list: "onglet=en-route",
        received: false,
    },
    Counter {
        word: "bloquees",
        title: "Bloquées",
        short: "Bloquées",
        of: |counts| counts.blocked,
        kind: StatusKind::Warning,
        list: "onglet=bloquees",
        received: false,
    },
    Counter {
        word: "rejetees",
        title: "Rejetées, 60 j",
        short: "Rejetées",
        of: |counts| counts.rejected,
        kind: StatusKind::Error,
        list: "onglet=rejetees",
        received: false,
    },
    Counter {
        word: "retard",
        title: "En retard",
        short: "En retard",
        of: |counts| counts.late,
        kind: StatusKind::Warning,
        list: "onglet=arrivees&tri=etat&sens=asc",
        received: false,
    },
    Counter {
        word: "paiement",
        title: "Mises en paiement, ce mois",
        short: "Mises en paiement",
        of: |counts| counts.ordered,
        kind: StatusKind::Neutral,
        list: "onglet=payees",
        received: false,
    },
    Counter {
        word: "a-traiter",
        title: "À traiter",
        short: "À traiter",
        of: |counts| counts.to_treat,
        kind: StatusKind::Neutral,
        list: "onglet=arrivees",
        received: true,
    },
    Counter {
        word: "retard-reception",
        title: "À payer, en retard",
        short: "À payer, en retard",
        of: |counts| counts.to_treat_late,
        kind: StatusKind::Error,
        list: "onglet=arrivees&tri=etat&sens=asc",
        received: true,
    },
];
