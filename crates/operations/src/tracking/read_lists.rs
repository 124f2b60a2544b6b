//! The lists that Chorus Pro gives to choose from, read beside what it says of a structure: once a week for an access.

use chorus_pro::codes::{CodeLangue, TypeDemandePaiement};
use chorus_pro::transverses::{
    RecupererCadreFacturation, RecupererDevises, RecupererMotifsExonerationTva, RecupererTauxTva,
    RecupererTypesPieceJointe,
};
use chorus_pro::{Client, Error, GatewayKind};
use chrono::{DateTime, TimeDelta, Utc};
use jobs::{Failure, Work};
use storage::{Listed, PlatformLists};

/// After this long they are read again.
const FRESH: TimeDelta = TimeDelta::days(7);
/// Entries kept of a list: each is a choice on a page.
const MOST: usize = 300;

/// Whether what was read is too old.
pub(super) fn are_due(read_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    read_at.is_none_or(|read_at| read_at + FRESH < now)
}

/// All of them; a list that this access may not ask for stays empty.
pub(super) async fn read_lists(
    work: &Work,
    client: &Client,
) -> Result<Result<PlatformLists, Error>, Failure> {
    /// The answer of a list, nothing where it is not granted, or what Chorus Pro said instead.
    macro_rules! list {
        ($call:expr) => {
            match granted(Box::pin(work.call($call)).await?) {
                Ok(answer) => answer.unwrap_or_default(),
                Err(error) => return Ok(Err(error)),
            }
        };
    }
    let transverses = client.transverses();
    let language = Some(CodeLangue::from("fr"));
    let currencies =
        list!(transverses.recuperer_devises(&RecupererDevises { code_langue: language.clone() }));
    let rates = list!(transverses.recuperer_tauxtva(&RecupererTauxTva { code_langue: language.clone() }));
    let reasons = RecupererMotifsExonerationTva { code_langue: language.clone() };
    let reasons = list!(transverses.recuperer_motifs_exonerationtva(&reasons));
    let modes = list!(transverses.recuperer_modereglements());
    let invoice = Some(TypeDemandePaiement::from("FACTURE"));
    let frameworks = RecupererCadreFacturation { type_demande_paiement: invoice };
    let frameworks = list!(transverses.recuperer_cadrefacturation(&frameworks));
    let kinds = RecupererTypesPieceJointe { code_langue: language, ..Default::default() };
    let kinds = list!(transverses.recuperer_typespj(&kinds));
    let mut vat_rates: Vec<_> =
        rates.liste_taux_tva.into_iter().filter_map(|rate| rate.valeur_taux_tva).collect();
    vat_rates.sort_unstable();
    vat_rates.dedup();
    Ok(Ok(PlatformLists {
        currencies: listed(
            currencies
                .liste_devises
                .into_iter()
                .map(|currency| (currency.code_devise, currency.libelle_devise)),
        ),
        vat_rates: vat_rates.into_iter().take(MOST).collect(),
        exemption_reasons: reasons
            .liste_motifs_exoneration_tva
            .into_iter()
            .filter_map(|reason| reason.libelle_motif_exoneration_tva)
            .take(MOST)
            .collect(),
        payment_modes: modes
            .liste_mode_paiement
            .into_iter()
            .filter_map(|item| item.mode_paiement)
            .map(|mode| mode.as_str().to_owned())
            .collect(),
        frameworks: frameworks
            .liste_cadre_facturation
            .into_iter()
            .filter_map(|item| item.code_cadre_facturation)
            .map(|framework| framework.as_str().to_owned())
            .collect(),
        attachment_types: listed(
            kinds
                .liste_type_piece_jointe
                .into_iter()
                .map(|kind| (kind.code_type_piece_jointe, kind.libelle_type_piece_jointe)),
        ),
    }))
}

/// What an access may not ask for is not there; other failures stay failures.
pub(super) fn granted<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(
            Error::Functional { .. }
            | Error::Gateway {
                kind: GatewayKind::NotAuthorised | GatewayKind::RouteUnknownOrNotSubscribed,
                ..
            },
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What has a code, with its words.
fn listed(items: impl Iterator<Item = (Option<String>, Option<String>)>) -> Vec<Listed> {
    items
        .filter_map(|(code, label)| Some(Listed { code: code?, label: label.unwrap_or_default() }))
        .take(MOST)
        .collect()
}
