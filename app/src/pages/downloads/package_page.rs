//! One package: how far it is, what is missing, and taking it away.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{PackageState, StatusKind, format_moment};
use leptos::prelude::*;
use operations::{Package, PackageItem, PackageOwner, PackageView};

use super::list_view::{contents_words, progress_words, state_words};
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, Fact, FactList, IconName, LiveRegion, NoticeBox,
};
use crate::islands::Live;
use crate::words::Sentence;

/// The months, as they are written.
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `novembre 2026`.
pub(super) fn month_words(month: NaiveDate) -> String {
    use chrono::Datelike as _;
    let name = usize::try_from(month.month0()).ok().and_then(|place| MONTHS.get(place)).unwrap_or(&"");
    format!("{name} {}", month.year())
}

/// Which invoices it holds.
pub(super) fn selection_words(package: &Package) -> String {
    match package.of {
        PackageOwner::Person(_) => package.selection.clone(),
        PackageOwner::Archive(_, month) => format!("Archive de {}", month_words(month)),
    }
}

/// The title of its page.
pub(super) fn title(package: &Package) -> String {
    match package.of {
        PackageOwner::Person(_) => "Téléchargement".to_owned(),
        PackageOwner::Archive(..) => selection_words(package),
    }
}

/// The page.
pub(super) fn view(view: PackageView, may_administer: bool, now: DateTime<Utc>) -> AnyView {
    let PackageView { package, counts, missing } = view;
    let (kind, label) = state_words(&package, &counts);
    let id = package.id;
    let available = package.expires_at.map_or_else(
        || "jusqu’à sa suppression par un administrateur".to_owned(),
        |at| format!("jusqu’au {}", format_moment(at)),
    );
    let facts = vec![
        Fact::view("État", view! { <Badge kind label/> }),
        Fact::text("Factures", selection_words(&package)),
        Fact::text("Contenu", contents_words(&package)),
        Fact::view(
            "Nom des fichiers",
            view! { <code class="file-path">{package.choice.pattern.clone()}</code> },
        ),
        Fact::text("Préparées", progress_words(&counts)),
        Fact::text("Demandé", format!("{}, par {}", format_moment(package.created_at), package.user_name)),
        Fact::text("Disponible", available),
    ];
    let back = match package.of {
        PackageOwner::Person(_) => ("Tous les téléchargements", "/telechargements".to_owned()),
        PackageOwner::Archive(structure, _) => {
            ("Toutes les archives", format!("/structures/{structure}/archives"))
        }
    };
    let is_archive = matches!(package.of, PackageOwner::Archive(..));
    let may_delete = package.state != PackageState::Deleted && (!is_archive || may_administer);
    let live = view! {
        <section class="section"><FactList facts/></section>
        {notice(&package, counts.waiting, counts.missing)}
        {missing_list(&missing, counts.missing)}
    }
    .into_any();
    let act = match package.state {
        PackageState::Ready => view! {
            <a class="button" data-kind="primary" href=format!("/telechargements/{id}/factures.zip") download="">
                <crate::components::Icon name=IconName::Download/>
                <span>"Télécharger l’archive ZIP"</span>
            </a>
        }
        .into_any(),
        PackageState::Preparing => view! {
            <form method="post" action=format!("/telechargements/{id}/terminer")>
                <Button label="Ne pas attendre la suite"/>
            </form>
        }
        .into_any(),
        PackageState::Deleted => ().into_any(),
    };
    let delete = may_delete.then(|| {
        view! {
            <form method="post" action=format!("/telechargements/{id}/supprimer")>
                <Button label="Supprimer" kind=ButtonKind::Danger/>
            </form>
        }
    });
    view! {
        <LiveRegion id="live-package" content=live/>
        <LiveRegion id="live-package-acts" version=package.state.code().to_owned() content=view! { <div class="button-row">{act}{delete}<ButtonLink label=back.0 href=back.1 kind=ButtonKind::Quiet/></div> }.into_any()/>
        <Live watch=String::new() read_at=now.timestamp_millis()/>
    }
    .into_any()
}

fn notice(package: &Package, waiting: u64, missing: u64) -> AnyView {
    match package.state {
        PackageState::Preparing => {
            let text = format!(
                "{} Vous pouvez quitter cette page.",
                match waiting {
                    1 => "Les fichiers d’une facture arrivent encore de Chorus Pro.".to_owned(),
                    several => format!("Les fichiers de {several} factures arrivent encore de Chorus Pro."),
                }
            );
            view! { <NoticeBox kind=StatusKind::Info text/> }.into_any()
        }
        PackageState::Ready if missing > 0 => {
            let text = match missing {
                1 => "Il manque un fichier d’une facture. L’index de l’archive dit lequel, et pourquoi."
                    .to_owned(),
                several => format!(
                    "Il manque des fichiers de {several} factures. L’index de l’archive dit lesquels, et pourquoi."
                ),
            };
            view! { <NoticeBox kind=StatusKind::Warning text/> }.into_any()
        }
        PackageState::Ready => ().into_any(),
        PackageState::Deleted => {
            let (at, by) = package.deleted.clone().unwrap_or((package.created_at, String::new()));
            let text = format!(
                "Cette archive a été supprimée le {} par {by}. Les documents restent.",
                format_moment(at)
            );
            view! { <NoticeBox kind=StatusKind::Info text/> }.into_any()
        }
    }
}

/// What could not be had, with its reason.
fn missing_list(missing: &[(PackageItem, String)], all: u64) -> Option<AnyView> {
    if missing.is_empty() {
        return None;
    }
    let rows = missing.iter().map(|(item, number)| {
        let number = if number.is_empty() { "Sans numéro".to_owned() } else { number.clone() };
        let why = item.reason.as_ref().map(Sentence::sentence);
        view! {
            <tr>
                <th scope="row"><a href=format!("/factures/{}", item.invoice)>{number}</a></th>
                <td>{why.unwrap_or_default()}</td>
            </tr>
        }
    });
    let more = all.saturating_sub(missing.len() as u64);
    let more = (more > 0).then(
        || view! { <p class="field-hint">{format!("Et {more} autres, dans l’index de l’archive.")}</p> },
    );
    Some(
        view! {
            <section class="section">
                <h2>"Ce qui manque"</h2>
                <div class="list">
                    <table class="table">
                        <thead><tr><th scope="col">"N° facture"</th><th scope="col">"Motif"</th></tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
                {more}
            </section>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_name() {
        assert_eq!(month_words(NaiveDate::from_ymd_opt(2026, 8, 1).unwrap()), "août 2026");
        assert_eq!(month_words(NaiveDate::from_ymd_opt(2027, 12, 1).unwrap()), "décembre 2027");
    }
}
