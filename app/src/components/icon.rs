//! Icons: symbols of `public/icons.svg`, drawn in the colour of the text.

use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $variant:ident = $symbol:literal;)+) => {
        /// A symbol of `public/icons.svg`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName {
            $($(#[$doc])* $variant,)+
        }

        impl IconName {
            /// All icons.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Where its symbol is.
            #[must_use]
            pub const fn href(self) -> &'static str {
                match self { $(Self::$variant => concat!("/icons.svg#icon-", $symbol),)+ }
            }
        }
    };
}

icons! {
    /// The desk: Pupitre itself.
    Brand = "brand";
    /// Synthèse.
    Home = "home";
    /// Factures émises.
    Issued = "issued";
    /// Factures reçues.
    Inbox = "inbox";
    /// Déposer, and adding anything.
    Deposit = "deposit";
    /// Figures.
    Chart = "chart";
    /// A list.
    List = "list";
    /// A structure.
    Structure = "structure";
    /// Annuaire.
    Directory = "directory";
    /// Journal.
    Journal = "journal";
    /// Utilisateurs.
    Users = "users";
    /// The person.
    Account = "account";
    /// Settings.
    Settings = "settings";
    /// Se déconnecter.
    SignOut = "sign-out";
    /// Search.
    Search = "search";
    /// What does not fit in the bottom bar.
    More = "more";
    /// Not sent.
    Draft = "draft";
    /// Waiting.
    Clock = "clock";
    /// Not dealt with yet.
    New = "new";
    /// On its way.
    UnderWay = "under-way";
    /// Arrived, or done.
    Check = "check";
    /// Paid.
    Paid = "paid";
    /// Suspended.
    Suspended = "suspended";
    /// Refused.
    Rejected = "rejected";
    /// Somebody must act.
    Warning = "warning";
    /// Not known.
    Unknown = "unknown";
    /// Dropped.
    Ended = "ended";
    /// Attached file.
    Paperclip = "paperclip";
    /// A document.
    Document = "document";
    /// Download.
    Download = "download";
    /// Give a file.
    Upload = "upload";
    /// See.
    Eye = "eye";
    /// Take back.
    Undo = "undo";
    /// Delete.
    Delete = "delete";
    /// Synchronise; à recycler.
    Refresh = "refresh";
    /// Leads out of Pupitre.
    External = "external";
    /// List of keys.
    Keyboard = "keyboard";
    /// Light theme.
    Sun = "sun";
    /// Dark theme.
    Moon = "moon";
    /// Opens downwards; sorted downwards.
    ChevronDown = "chevron-down";
    /// Sorted upwards.
    ChevronUp = "chevron-up";
    /// Previous.
    ChevronLeft = "chevron-left";
    /// Next.
    ChevronRight = "chevron-right";
    /// For information.
    Info = "info";
    /// Locked.
    Lock = "lock";
    /// Connection with Chorus Pro.
    Connection = "connection";
    /// Close.
    Close = "close";
    /// A note of a colleague.
    Note = "note";
}

/// An icon of 16 × 16. It is hidden from assistive technologies: the word beside it, or the `aria-label` of the
/// button around it, says the same.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" width="16" height="16" aria-hidden="true" focusable="false">
            <use_ href=name.href()></use_>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    const SPRITE: &str = include_str!("../../../public/icons.svg");

    #[test]
    fn every_icon_has_its_symbol_and_every_symbol_its_icon() {
        for icon in IconName::ALL {
            let id = icon.href().rsplit_once('#').unwrap().1;
            assert!(SPRITE.contains(&format!("id=\"{id}\"")), "{id} is missing in icons.svg");
        }
        assert_eq!(SPRITE.matches("<symbol ").count(), IconName::ALL.len());
    }

    #[test]
    fn an_icon_is_hidden_from_assistive_technologies() {
        let html = render(|| view! { <Icon name=IconName::Check/> });
        assert!(html.contains("aria-hidden=\"true\""), "{html}");
        assert!(html.contains("<use href=\"/icons.svg#icon-check\">"), "{html}");
    }
}
