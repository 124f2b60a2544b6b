//! Every service the simulator answers, and the way from a path to it.

use super::platform::{lists, probe};
use super::route::Success::{self, Bare, Common, Transverse};
use super::route::{FileField, Handler, Route, deferred, post, rest, upload};
use super::{engagements, files, flows, invoices, organisations, structures, works};

/// API.md §4.1, without deposer/flux.
const FACTURES: &[Route] = &[
    upload("/factures/v1/deposer/pdf", FileField::Invoice, files::upload::deposit_pdf),
    post("/factures/v1/soumettre", Common, invoices::submit::submit),
    post("/factures/v1/rechercher/fournisseur", Transverse, invoices::search::issued),
    post("/factures/v1/rechercher/recipiendaire", Success::Default, invoices::search::received),
    post("/factures/v1/rechercher/valideur", Transverse, invoices::validator_search::search),
    post("/factures/v1/rechercher/atraiter/fournisseur", Transverse, invoices::to_treat::supplier),
    post("/factures/v1/rechercher/atraiter/recipiendaire", Transverse, invoices::to_treat::recipient),
    // The capital T of this one is real (API.md §3).
    post("/factures/v1/rechercher/aTraiter/valideur", Transverse, invoices::to_treat::validator),
    post("/factures/v1/rechercher/demandePaiement", Transverse, invoices::payment_requests::search),
    post("/factures/v1/consulter/fournisseur", Transverse, invoices::consult::issued),
    post("/factures/v1/consulter/recipiendaire", Transverse, invoices::consult::received),
    post("/factures/v1/consulter/valideur", Transverse, invoices::consult::to_validate),
    post("/factures/v1/consulter/historique", Common, invoices::history::history),
    deferred("/factures/v1/telecharger/groupe", Success::Default, invoices::download::group),
    post("/factures/v1/traiter/recue", Success::Default, invoices::recipient::treat),
    post("/factures/v1/traiter/factureAValider", Transverse, invoices::validator::treat),
    post("/factures/v1/corriger/valideur/facture", Transverse, invoices::validator::correct),
    post(
        "/factures/v1/recuperer/statutsFactureVisibles/valideur",
        Transverse,
        invoices::validator_search::visible_statuses,
    ),
    post("/factures/v1/traiterRejet", Transverse, invoices::rejections::treat),
    post("/factures/v1/completer", Common, invoices::supplier::complete),
    post("/factures/v1/recycler", Common, invoices::supplier::recycle),
];

/// API.md §4.1 and §4.3.
const FLOWS: &[Route] = &[
    Route {
        method: "POST",
        path: "/factures/v1/deposer/flux",
        success: Common,
        file: FileField::Flow,
        handler: Handler::Deferred(flows::deposit::deposit),
    },
    deferred("/transverses/v1/consulterCR", Transverse, flows::reports::report),
    post("/transverses/v1/consulterCRDetaille", Transverse, flows::reports::detailed_report),
];

/// API.md §4.2.
const STRUCTURES: &[Route] = &[
    post("/structures/v1/rechercher", Transverse, structures::directory::search),
    post("/structures/v1/consulter", Transverse, structures::directory::consult),
    post("/structures/v1/rechercher/services", Transverse, structures::directory::services),
    post("/structures/v1/consulter/service", Transverse, structures::directory::service),
    post("/structures/v1/rechercher/espaces", Transverse, structures::areas::search),
    post("/structures/v1/lister/rattachementsutilisateur", Transverse, structures::attachments::of_structure),
];

/// API.md §4.3, without the reports of flows. Which success carries which label: API.md §7; where it says nothing,
/// the label of most services stands.
const TRANSVERSES: &[Route] = &[
    Route {
        method: "GET",
        path: "/transverses/v1/health-check",
        success: Bare,
        file: FileField::None,
        handler: Handler::Functional(probe::health_check),
    },
    upload("/transverses/v1/ajouter/fichier", FileField::Attachment, files::upload::add),
    post("/transverses/v1/recuperer/devises", Transverse, lists::currencies),
    post("/transverses/v1/recuperer/pays", Transverse, lists::countries),
    post("/transverses/v1/recuperer/modedepot", Transverse, lists::deposit_modes),
    post("/transverses/v1/recuperer/modereglements", Common, lists::payment_modes),
    post("/transverses/v1/recuperer/cadrefacturation", Transverse, lists::frameworks),
    post("/transverses/v1/recuperer/tauxtva", Transverse, lists::vat_rates),
    post("/transverses/v1/recuperer/motifs/exonerationtva", Transverse, lists::exemption_reasons),
    post("/transverses/v1/recuperer/motifs/refus/Facture/AValider", Transverse, lists::validator_reasons),
    post("/transverses/v1/recuperer/motifs/refus/FactureTravaux", Common, lists::works_reasons),
    post("/transverses/v1/recuperer/typedp", Common, lists::payment_request_types),
    post("/transverses/v1/recuperer/typefacturetravaux", Transverse, lists::works_document_types),
    post("/transverses/v1/recuperer/typeidentifiant/structure", Transverse, lists::identifier_types),
    post("/transverses/v1/recuperer/typespj", Transverse, lists::attachment_types),
    post("/transverses/v1/recuperer/formatflux", Transverse, lists::flow_formats),
    post("/transverses/v1/recuperer/syntaxeflux", Transverse, lists::flow_syntaxes),
    post("/transverses/v1/recuperer/etat/typedp", Transverse, lists::statuses),
    post("/transverses/v1/recuperer/etats/traitement", Transverse, lists::recipient_moves),
    post("/transverses/v1/recuperer/coordbanc/valides", Common, structures::own::bank_accounts),
    post("/transverses/v1/recuperer/structures/actives/fournisseur", Transverse, structures::own::suppliers),
    post(
        "/transverses/v1/recuperer/structures/actives/destinataire",
        Transverse,
        structures::own::recipients,
    ),
    post("/transverses/v1/recuperer/structures/actives/facturetravaux", Transverse, structures::own::works),
    post("/transverses/v1/rechercher/pj/structure", Common, files::stored::of_structure),
    post("/transverses/v1/rechercher/pj/moncompte", Common, files::stored::of_account),
    deferred("/transverses/v1/telecharger/pieceJointe", Common, files::stored::download),
    deferred("/transverses/v1/telecharger/annuaire/destinataire", Common, structures::recipients::directory),
    post("/transverses/v1/consulter/information/siret", Transverse, structures::recipients::siret),
    post("/transverses/v1/rechercher/destinataire", Transverse, structures::recipients::search),
    post("/transverses/v1/rechercher/serviceexecutant", Transverse, structures::recipients::services),
    post("/transverses/v1/rechercher/categorieSollicitation", Transverse, lists::ticket_categories),
    post("/transverses/v1/rechercher/sousCategorieSollicitation", Transverse, lists::ticket_parts),
];

/// API.md §4.4.
const USERS: &[Route] =
    &[post("/utilisateurs/v1/monCompte/recuperer/rattachements", Transverse, structures::attachments::own)];

/// API.md §4.5.
const ENGAGEMENTS: &[Route] = &[
    post("/engagementsJuridiques/v1/rechercher", Transverse, engagements::search::search),
    post("/engagementsJuridiques/v1/consulterDetail", Transverse, engagements::consult::consult),
];

/// API.md §4.6.
const WORKS: &[Route] = &[
    post("/facturesTravaux/v1/rechercher", Transverse, works::search::search),
    post("/facturesTravaux/v1/demander/recyclage", Transverse, works::treat::ask_for_recycling),
    post(
        "/facturesTravaux/v1/suspendre/demander/completer/factureTravaux",
        Transverse,
        works::treat::suspend_or_ask_to_complete,
    ),
    post("/facturesTravaux/v1/recycler", Transverse, works::treat::recycle),
    post("/facturesTravaux/v1/soumettre", Transverse, works::submit::submit),
    post("/facturesTravaux/v1/consulter", Transverse, works::details::consult),
    post("/facturesTravaux/v1/consulter/dossierfacturation", Transverse, works::details::billing_file),
    post("/facturesTravaux/v1/rechercher/atraiter", Transverse, works::search::to_treat),
    post("/facturesTravaux/v1/completer", Transverse, works::treat::complete),
    post("/facturesTravaux/v1/completermoe", Transverse, works::treat::complete_as_project_manager),
    post("/facturesTravaux/v1/refuser", Transverse, works::treat::refuse),
];

/// API.md §4.7.
const ORGANISATIONS: &[Route] = &[
    rest("GET", "/organisations/v1/healthcheck", organisations::handlers::health_check),
    rest("POST", "/organisations/v1/structures/recherche", organisations::handlers::search_structures),
    rest("GET", "/organisations/v1/structures/{uuid}", organisations::handlers::one_structure),
    rest("GET", "/organisations/v1/structures/{uuid}/services", organisations::handlers::services_of),
    rest(
        "GET",
        "/organisations/v1/structures/{uuid}/pieces_jointes",
        organisations::handlers::attachments_of,
    ),
    rest(
        "GET",
        "/organisations/v1/structures/{uuid}/pieces_jointes/{uuidPj}",
        organisations::handlers::one_attachment,
    ),
    rest("PATCH", "/organisations/v1/structures/{uuid}/parametres-edi", organisations::handlers::change_edi),
    rest("GET", "/organisations/v1/services/{uuid}", organisations::handlers::one_service),
    rest("POST", "/organisations/v1/services/recherche", organisations::handlers::search_services),
];

/// Services that the description no longer names and that still answer (API.md §2 and §3).
const DEPRECATED: &[Route] =
    &[post("/transverses/v1/recuperer/structuresPourUtilisateur", Transverse, structures::own::of_area)];

/// The tables of the APIs; any other path is 403 `{}`.
const TABLES: &[&[Route]] =
    &[FACTURES, FLOWS, STRUCTURES, TRANSVERSES, USERS, ENGAGEMENTS, WORKS, ORGANISATIONS];

/// Every service of the description.
pub(crate) fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The two ways to the services, with paths of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// PISTE: below `/cpro`.
    Piste,
    /// The older certificate mode: below `/service` and `/service-qualif` (API.md §2).
    Certificate,
}

/// The values of the parts in braces, when `path` is of the shape of `pattern`.
fn matches(pattern: &str, path: &str) -> Option<Vec<String>> {
    let (mut pattern, mut given) = (pattern.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (pattern.next(), given.next()) {
            (None, None) => return Some(values),
            (Some(part), Some(value)) if part.starts_with('{') && !value.is_empty() => {
                values.push(value.to_owned());
            }
            (Some(part), Some(value)) if part == value => {}
            _ => return None,
        }
    }
}

/// The services with a path of this shape, whatever their method, with the values in the path; a trailing slash
/// makes another path. The newer API `organisations` has no certificate mode.
fn candidates(access: Access, path: &str) -> impl Iterator<Item = (&'static Route, Vec<String>)> {
    routes().chain(DEPRECATED).filter_map(move |route| match access {
        Access::Piste => Some((route, matches(route.path, path)?)),
        Access::Certificate if route.api() == "organisations" => None,
        Access::Certificate => Some((route, matches(&route.legacy_path(), path)?)),
    })
}

/// The row of a method and a path below the base of its access, with the values in the path.
pub(crate) fn route(access: Access, method: &str, path: &str) -> Option<(&'static Route, Vec<String>)> {
    candidates(access, path).find(|(route, _)| route.method == method)
}

/// The methods of a path; none when it is unknown.
pub(crate) fn methods(access: Access, path: &str) -> Vec<&'static str> {
    candidates(access, path).map(|(route, _)| route.method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paths the reference writes out for the certificate mode, beside the rule that derives them.
    #[test]
    fn legacy_paths_are_those_of_the_reference() {
        let legacy = |path: &str| routes().find(|route| route.path == path).map(|route| route.legacy_path());
        for (path, expected) in [
            ("/facturesTravaux/v1/rechercher", "/factures/travaux/rechercher"),
            ("/facturesTravaux/v1/demander/recyclage", "/factures/travaux/demander/recyclage"),
            (
                "/facturesTravaux/v1/suspendre/demander/completer/factureTravaux",
                "/factures/travaux/suspendre/demander/completer/factureTravaux",
            ),
            ("/facturesTravaux/v1/recycler", "/factures/travaux/recycler"),
            ("/facturesTravaux/v1/soumettre", "/factures/travaux/soumettre"),
            ("/facturesTravaux/v1/consulter", "/factures/travaux/consulter"),
            (
                "/facturesTravaux/v1/consulter/dossierfacturation",
                "/factures/travaux/consulter/dossierfacturation",
            ),
            ("/facturesTravaux/v1/rechercher/atraiter", "/factures/travaux/rechercher/atraiter"),
            ("/facturesTravaux/v1/completer", "/factures/travaux/completer"),
            ("/facturesTravaux/v1/completermoe", "/factures/travaux/completermoe"),
            ("/facturesTravaux/v1/refuser", "/factures/travaux/refuser"),
            ("/factures/v1/soumettre", "/factures/soumettre"),
            ("/structures/v1/consulter/service", "/structures/consulter/service"),
        ] {
            assert_eq!(legacy(path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn no_two_services_share_a_legacy_path() {
        let mut seen = std::collections::HashSet::new();
        for route in routes() {
            assert!(seen.insert((route.method, route.legacy_path())), "{}", route.path);
        }
    }
}
