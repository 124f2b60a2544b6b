//! The services of API Factures.

use super::Success::{Common, Default as ByDefault, Transverse};
use super::{
    FileField, Route, consult, deferred, download, files, history, payment_requests, post, recipient,
    rejections, search, submit, supplier, to_treat, upload, validator, validator_search,
};

/// API.md §4.1, without deposer/flux.
pub(super) const ROUTES: &[Route] = &[
    upload("/factures/v1/deposer/pdf", FileField::Invoice, files::deposit_pdf),
    post("/factures/v1/soumettre", Common, submit::submit),
    post("/factures/v1/rechercher/fournisseur", Transverse, search::issued),
    post("/factures/v1/rechercher/recipiendaire", ByDefault, search::received),
    post("/factures/v1/rechercher/valideur", Transverse, validator_search::search),
    post("/factures/v1/rechercher/atraiter/fournisseur", Transverse, to_treat::supplier),
    post("/factures/v1/rechercher/atraiter/recipiendaire", Transverse, to_treat::recipient),
    // The capital T of this one is real (API.md §3).
    post("/factures/v1/rechercher/aTraiter/valideur", Transverse, to_treat::validator),
    post("/factures/v1/rechercher/demandePaiement", Transverse, payment_requests::search),
    post("/factures/v1/consulter/fournisseur", Transverse, consult::issued),
    post("/factures/v1/consulter/recipiendaire", Transverse, consult::received),
    post("/factures/v1/consulter/valideur", Transverse, consult::to_validate),
    post("/factures/v1/consulter/historique", Common, history::history),
    deferred("/factures/v1/telecharger/groupe", ByDefault, download::group),
    post("/factures/v1/traiter/recue", ByDefault, recipient::treat),
    post("/factures/v1/traiter/factureAValider", Transverse, validator::treat),
    post("/factures/v1/corriger/valideur/facture", Transverse, validator::correct),
    post(
        "/factures/v1/recuperer/statutsFactureVisibles/valideur",
        Transverse,
        validator_search::visible_statuses,
    ),
    post("/factures/v1/traiterRejet", Transverse, rejections::treat),
    post("/factures/v1/completer", Common, supplier::complete),
    post("/factures/v1/recycler", Common, supplier::recycle),
];
