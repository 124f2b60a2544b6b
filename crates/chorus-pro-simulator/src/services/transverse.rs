//! API Transverses: its table of services and the probe.

use serde_json::json;

use super::Success::{Bare, Common, Transverse};
use super::{Exchange, FileField, Handler, Outcome, Route, deferred, fields, files, post, upload};
use super::{own_structures, recipients, reference_lists as lists, stored_files};
use crate::input::Input;

/// API.md §4.3, without the reports of flows. Which success carries which label: API.md §7; where it says nothing,
/// the label of most services stands.
pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/transverses/v1/health-check",
        success: Bare,
        file: FileField::None,
        handler: Handler::Functional(health_check),
    },
    upload("/transverses/v1/ajouter/fichier", FileField::Attachment, files::add),
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
    post("/transverses/v1/recuperer/coordbanc/valides", Common, own_structures::bank_accounts),
    post("/transverses/v1/recuperer/structures/actives/fournisseur", Transverse, own_structures::suppliers),
    post("/transverses/v1/recuperer/structures/actives/destinataire", Transverse, own_structures::recipients),
    post("/transverses/v1/recuperer/structures/actives/facturetravaux", Transverse, own_structures::works),
    post("/transverses/v1/rechercher/pj/structure", Common, stored_files::of_structure),
    post("/transverses/v1/rechercher/pj/moncompte", Common, stored_files::of_account),
    deferred("/transverses/v1/telecharger/pieceJointe", Common, stored_files::download),
    deferred("/transverses/v1/telecharger/annuaire/destinataire", Common, recipients::directory),
    post("/transverses/v1/consulter/information/siret", Transverse, recipients::siret),
    post("/transverses/v1/rechercher/destinataire", Transverse, recipients::search),
    post("/transverses/v1/rechercher/serviceexecutant", Transverse, recipients::services),
    post("/transverses/v1/rechercher/categorieSollicitation", Transverse, lists::ticket_categories),
    post("/transverses/v1/rechercher/sousCategorieSollicitation", Transverse, lists::ticket_parts),
];

/// `GET /transverses/v1/health-check`; the signature of handlers allows a refusal, a probe has none.
pub(super) fn health_check(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    Ok(fields(json!({"body": "OK", "statusCode": "OK", "statusCodeValue": 200})))
}
