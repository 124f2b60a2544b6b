//! What will be done with each of the chosen invoices, and the one button that does it.

use domain::{Direction, from_cents};
use leptos::prelude::*;
use operations::{Chosen, ChosenInvoice, LARGEST_DOWNLOAD, NotAsked};

use crate::components::{
    Amount, Button, ButtonKind, ButtonLink, Day, IconName, PartyName, StatusBadge, file_size, prose,
};
use crate::words::Sentence as _;

/// What is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ChosenAct {
    /// Their files in one ZIP.
    #[default]
    Download,
    /// Them as a table.
    Export,
    /// Chorus Pro is asked about them.
    Refresh,
}

impl ChosenAct {
    /// The act that a button of the list names.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "exporter" => Self::Export,
            "actualiser" => Self::Refresh,
            _ => Self::Download,
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Download => "Télécharger des factures",
            Self::Export => "Exporter des factures",
            Self::Refresh => "Actualiser des factures",
        }
    }

    /// Whether it can be done with one of them.
    fn can(self, chosen: &ChosenInvoice) -> bool {
        match self {
            Self::Download => !chosen.files.is_empty(),
            Self::Export => true,
            Self::Refresh => chosen.not_asked.is_none(),
        }
    }

    /// What will be done with one of them, or why nothing will.
    fn told(self, chosen: &ChosenInvoice) -> String {
        match self {
            Self::Download => match &chosen.files[..] {
                [] => "Aucun fichier dans Pupitre\u{a0}: préparez le téléchargement, il sera demandé à Chorus Pro."
                    .to_owned(),
                files => {
                    let bytes = file_size(files.iter().map(|file| file.bytes).sum());
                    format!("{}, {bytes}", counted(files.len(), "fichier", "fichiers"))
                }
            },
            Self::Export => "Une ligne".to_owned(),
            Self::Refresh => match &chosen.not_asked {
                None => "Chorus Pro sera interrogé.".to_owned(),
                Some(NotAsked::NotDeposited) => "Chorus Pro ne l’a pas encore.".to_owned(),
                Some(NotAsked::Fresh) => "Vérifiée il y a moins de deux minutes.".to_owned(),
                Some(NotAsked::NoWay(reason)) => prose(&reason.sentence()),
            },
        }
    }
}

/// Everything that the page shows.
pub(super) struct ChosenPage {
    pub(super) chosen: Chosen,
    pub(super) act: ChosenAct,
    /// The list, to go back to.
    pub(super) list: String,
}

impl ChosenPage {
    pub(super) fn view(self) -> AnyView {
        let rows = self.chosen.invoices.iter().map(|chosen| self.row(chosen)).collect_view();
        let table = (!self.chosen.invoices.is_empty()).then(|| {
            view! {
                <div class="list">
                    <table class="table invoice-table draft-table chosen-table">
                        <caption class="visually-hidden">"Factures choisies, une par ligne"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"État"</th>
                                <th scope="col">"N° facture"</th>
                                <th scope="col">"Autre partie"</th>
                                <th scope="col" class="draft-lack">"Ce qui sera fait"</th>
                                <th scope="col">"Date"</th>
                                <th scope="col" data-numeric>"TTC"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
        });
        let ids = self.chosen.invoices.iter().map(|chosen| chosen.invoice.id.to_string());
        let ids = ids.map(|id| view! { <input type="hidden" name="invoice" value=id/> }).collect_view();
        let buttons = self.buttons();
        view! {
            <p class="invoice-sentence several-sentence">{self.sentence()}</p>
            {table}
            <form class="action-bar" method="post" action="/factures/choisies">
                {ids}
                <input type="hidden" name="retour" value=self.list.clone()/>
                <input type="hidden" name="liste" value=self.direction().code()/>
                <p class="action-bar-state"><span class="action-bar-detail">{self.detail()}</span></p>
                <ButtonLink label="Revenir à la liste" href=self.list.clone()/>
                {self.prepare()}
                {buttons}
            </form>
        }
        .into_any()
    }

    fn doable(&self) -> usize {
        self.chosen.invoices.iter().filter(|chosen| self.act.can(chosen)).count()
    }

    /// What will be done, and with how many nothing will.
    fn sentence(&self) -> String {
        let (all, doable) = (self.chosen.invoices.len(), self.doable());
        let mut text = match (self.act, doable) {
            (_, 0) => "Rien ne peut être fait avec ces factures pour l’instant.".to_owned(),
            (ChosenAct::Download, count) => {
                let files: usize = self.chosen.invoices.iter().map(|chosen| chosen.files.len()).sum();
                let bytes = file_size(i64::try_from(self.chosen.bytes()).unwrap_or(i64::MAX));
                format!(
                    "Vous allez télécharger les fichiers de {}\u{a0}: {}, {bytes}, dans une archive ZIP.",
                    counted(count, "facture", "factures"),
                    counted(files, "fichier", "fichiers"),
                )
            }
            (ChosenAct::Export, count) => {
                format!("Vous allez exporter {} dans un tableau.", counted(count, "facture", "factures"))
            }
            (ChosenAct::Refresh, count) => {
                format!("Chorus Pro sera interrogé sur {}.", counted(count, "facture", "factures"))
            }
        };
        if doable > 0 && doable < all {
            text.push_str(&match all - doable {
                1 => " Une autre reste de côté\u{a0}: sa ligne dit pourquoi.".to_owned(),
                count => format!(" {count} autres restent de côté\u{a0}: leur ligne dit pourquoi."),
            });
        }
        match self.chosen.gone {
            0 => {}
            1 => text.push_str(" Une facture n’est plus là."),
            count => text.push_str(&format!(" {count} factures ne sont plus là.")),
        }
        text
    }

    fn detail(&self) -> String {
        match self.act {
            ChosenAct::Download if self.chosen.bytes() > LARGEST_DOWNLOAD => format!(
                "C’est plus que {} Mo, le plus que l’on télécharge en une fois\u{a0}: choisissez moins de factures.",
                LARGEST_DOWNLOAD / 1_000_000
            ),
            ChosenAct::Download => {
                "L’archive a ce qui est dans Pupitre, un tableau des factures et l’empreinte de chaque fichier.".to_owned()
            }
            ChosenAct::Export => String::new(),
            ChosenAct::Refresh => {
                "Les réponses arrivent au rythme que Chorus Pro permet\u{a0}; la liste les montre d’elle-même.".to_owned()
            }
        }
    }

    fn direction(&self) -> Direction {
        self.chosen.invoices.first().map_or(Direction::Issued, |chosen| chosen.invoice.direction)
    }

    /// The way to what is not here yet.
    fn prepare(&self) -> Option<AnyView> {
        let may = self.act == ChosenAct::Download && !self.chosen.invoices.is_empty();
        may.then(|| {
            view! { <Button label="Préparer avec ce qui manque" formaction="/telechargements/nouveau"/> }
                .into_any()
        })
    }

    fn buttons(&self) -> AnyView {
        if self.doable() == 0 {
            return ().into_any();
        }
        let primary = ButtonKind::Primary;
        match self.act {
            ChosenAct::Download => {
                let disabled = self.chosen.bytes() > LARGEST_DOWNLOAD;
                view! { <Button label="Télécharger" kind=primary icon=IconName::Download formaction="/factures/choisies/documents.zip" disabled/> }
                    .into_any()
            }
            ChosenAct::Export => view! {
                <Button label="Exporter en CSV" formaction="/factures/choisies/export.csv"/>
                <Button label="Exporter en XLSX" kind=primary icon=IconName::Download formaction="/factures/choisies/export.xlsx"/>
            }
            .into_any(),
            ChosenAct::Refresh => {
                view! { <Button label="Actualiser" kind=primary icon=IconName::Refresh formaction="/factures/choisies/actualiser"/> }
                    .into_any()
            }
        }
    }

    fn row(&self, chosen: &ChosenInvoice) -> AnyView {
        let invoice = &chosen.invoice;
        let number =
            if invoice.number.is_empty() { "Sans numéro".to_owned() } else { invoice.number.clone() };
        let partner = match invoice.partner_name.as_str() {
            "" => invoice.partner_siret.clone(),
            name => name.to_owned(),
        };
        let signed = invoice.gross_cents.map(|cents| invoice.kind.signed(cents));
        view! {
            <tr class="invoice-row">
                <td class="invoice-status"><StatusBadge status=invoice.status.clone() direction=invoice.direction short=true/></td>
                <th scope="row" class="invoice-number"><a class="row-link" href=format!("/factures/{}", invoice.id)>{number}</a></th>
                <td class="invoice-parties"><span class="invoice-partner"><PartyName name=partner/></span></td>
                <td class="draft-lack">{self.act.told(chosen)}</td>
                <td class="invoice-date">{invoice.date.map(|day| view! { <Day day/> })}</td>
                <td class="invoice-amount" data-numeric>
                    {signed.map(|cents| view! { <Amount value=from_cents(cents) currency=invoice.currency.clone()/> })}
                </td>
            </tr>
        }
        .into_any()
    }
}

/// `une facture`, `12 factures`.
fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        1 if one == "facture" => format!("une {one}"),
        1 => format!("un {one}"),
        count => format!("{count} {several}"),
    }
}
