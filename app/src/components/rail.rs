//! The main navigation: a rail on the left, a bar at the bottom of small screens.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A place of the main navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RailEntry {
    /// What needs me.
    Summary,
    /// Factures émises.
    Issued,
    /// Factures reçues.
    Received,
    /// À valider.
    Validations,
    /// Travaux.
    Works,
    /// Déposer.
    Deposit,
    /// Tableau de bord.
    Dashboard,
    /// Vérifier une facture.
    Verify,
    /// Structures.
    Structures,
    /// Annuaire.
    Directory,
    /// Utilisateurs.
    Users,
    /// Mon compte.
    Account,
}

impl RailEntry {
    /// Where it leads.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Summary => "/",
            Self::Issued => "/factures",
            Self::Received => "/recues",
            Self::Validations => "/a-valider",
            Self::Works => "/travaux",
            Self::Deposit => "/deposer",
            Self::Dashboard => "/tableau-de-bord",
            Self::Verify => "/verifier",
            Self::Structures => "/structures",
            Self::Directory => "/annuaire",
            Self::Users => "/utilisateurs",
            Self::Account => "/compte",
        }
    }

    const fn icon(self) -> IconName {
        match self {
            Self::Summary => IconName::Home,
            Self::Issued => IconName::Issued,
            Self::Received => IconName::Inbox,
            Self::Validations => IconName::Check,
            Self::Works => IconName::UnderWay,
            Self::Deposit => IconName::Deposit,
            Self::Dashboard => IconName::Chart,
            Self::Verify => IconName::Document,
            Self::Structures => IconName::Structure,
            Self::Directory => IconName::Directory,
            Self::Users => IconName::Users,
            Self::Account => IconName::Account,
        }
    }

    /// The words; the first part gives way where there is little room.
    const fn label(self) -> (Option<&'static str>, &'static str) {
        match self {
            Self::Summary => (None, "Synthèse"),
            Self::Issued => (Some("Factures "), "émises"),
            Self::Received => (Some("Factures "), "reçues"),
            Self::Validations => (None, "À valider"),
            Self::Works => (None, "Travaux"),
            Self::Deposit => (None, "Déposer"),
            Self::Dashboard => (None, "Tableau de bord"),
            Self::Verify => (None, "Vérifier"),
            Self::Structures => (None, "Structures"),
            Self::Directory => (None, "Annuaire"),
            Self::Users => (None, "Utilisateurs"),
            Self::Account => (None, "Mon compte"),
        }
    }
}

/// What the main navigation offers to this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rail {
    /// The entry under which the page is found.
    pub current: Option<RailEntry>,
    /// Whether the person may deposit.
    pub may_deposit: bool,
    /// Whether the person may see and change structures.
    pub may_manage_structures: bool,
    /// Whether the person may see and change users.
    pub may_manage_users: bool,
    /// Whether a structure of the organisation receives invoices.
    pub receives: bool,
    /// Whether a structure of the organisation issues invoices.
    pub issues: bool,
    /// Whether invoices of others have waited for the answer of one of them as validator.
    pub validates: bool,
    /// Whether one of them takes part in works.
    pub works: bool,
}

impl Rail {
    fn daily(&self) -> Vec<RailEntry> {
        let mut entries = vec![RailEntry::Summary];
        entries.extend(self.issues.then_some(RailEntry::Issued));
        entries.extend(self.receives.then_some(RailEntry::Received));
        entries.extend(self.validates.then_some(RailEntry::Validations));
        entries.extend((self.may_deposit && self.issues).then_some(RailEntry::Deposit));
        entries
    }

    fn occasional(&self) -> Vec<RailEntry> {
        let mut entries: Vec<_> = self.works.then_some(RailEntry::Works).into_iter().collect();
        entries.extend([RailEntry::Dashboard, RailEntry::Verify]);
        entries.extend(self.may_manage_structures.then_some(RailEntry::Structures));
        entries.push(RailEntry::Directory);
        entries.extend(self.may_manage_users.then_some(RailEntry::Users));
        entries.push(RailEntry::Account);
        entries
    }
}

#[component]
fn RailLink(entry: RailEntry, current: bool) -> impl IntoView {
    let (lead, word) = entry.label();
    view! {
        <li>
            <a class="rail-link" href=entry.href() aria-current=current.then_some("page")>
                <Icon name=entry.icon()/>
                <span class="rail-label">
                    {lead.map(|lead| view! { <span class="rail-lead">{lead}</span> })}
                    <span class="rail-word">{word}</span>
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The navigation. The occasional entries stand below the daily ones; where the rail is a bar they are a popover,
/// which needs no script.
#[component]
pub(super) fn RailNavigation(rail: Rail) -> impl IntoView {
    let links = |entries: Vec<RailEntry>| {
        entries
            .into_iter()
            .map(|entry| view! { <RailLink entry current=rail.current == Some(entry)/> })
            .collect_view()
    };
    view! {
        <nav class="rail" aria-label="Navigation principale">
            <ul class="rail-list">{links(rail.daily())}</ul>
            <button class="rail-link rail-more" type="button" popovertarget="rail-occasional">
                <Icon name=IconName::More/>
                <span class="rail-label">"Plus"</span>
            </button>
            <ul class="rail-list rail-occasional" id="rail-occasional" popover="auto">{links(rail.occasional())}</ul>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    const ALL: Rail = Rail {
        current: Some(RailEntry::Issued),
        may_deposit: true,
        may_manage_structures: true,
        may_manage_users: true,
        receives: true,
        issues: true,
        validates: true,
        works: true,
    };

    #[test]
    fn the_current_place_and_only_it_says_so() {
        let html = render(|| view! { <RailNavigation rail=ALL/> });
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
        assert!(html.contains("href=\"/factures\" aria-current=\"page\""), "{html}");
        assert!(html.contains("Factures </span><span class=\"rail-word\">émises"), "{html}");
    }

    #[test]
    fn what_the_person_may_not_do_is_not_offered() {
        let rail = Rail {
            may_deposit: false,
            may_manage_users: false,
            receives: false,
            validates: false,
            works: false,
            ..ALL
        };
        let html = render(|| view! { <RailNavigation rail/> });
        for absent in ["/deposer", "/utilisateurs", "/recues", "/a-valider", "/travaux"] {
            assert!(!html.contains(absent), "{absent} in {html}");
        }
        assert!(html.contains("/structures") && html.contains("/compte"), "{html}");
        assert!(html.contains("/tableau-de-bord"), "whoever may read: {html}");
    }
}
