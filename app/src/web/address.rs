//! Typed local addresses. A redirect never takes a text from outside (Leptos defect b: an illegal byte would panic).

use axum::response::{IntoResponse, Response};
use domain::{AccessId, ActKind, BatchId, FlowId, InvoiceId, PackageId, StructureId, ValidationId};
use http::{HeaderValue, StatusCode, header};

/// A page of Pupitre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Summary,
    Received,
    Validations,
    Validation(ValidationId),
    Works,
    WorksForms,
    SignIn,
    Deposit,
    Draft(InvoiceId),
    Review(InvoiceId),
    Invoice(InvoiceId),
    Late(InvoiceId),
    LateRates,
    Act(ActKind, InvoiceId),
    Flows,
    Flow(FlowId),
    Batches,
    Batch(BatchId),
    Mandates,
    /// The circuit of received invoices.
    Circuit,
    /// What its rules would do.
    CircuitTrial,
    Access(AccessId),
    Downloads,
    Package(PackageId),
    Archives(StructureId),
    Structures,
    Structure(StructureId),
    StructureMandates(StructureId),
    SiretChange(StructureId),
    Edi(StructureId),
    Users,
    Account,
}

impl Place {
    pub(crate) fn path(self) -> String {
        match self {
            Self::Summary => "/".to_owned(),
            Self::Received => "/recues".to_owned(),
            Self::Validations => "/a-valider".to_owned(),
            Self::Works => "/travaux".to_owned(),
            Self::WorksForms => "/travaux/formes".to_owned(),
            Self::Validation(id) => format!("/a-valider/{id}"),
            Self::SignIn => "/connexion".to_owned(),
            Self::Deposit => "/deposer".to_owned(),
            Self::Draft(id) => format!("/deposer/{id}"),
            Self::Review(id) => format!("/deposer/{id}/verifier"),
            Self::Invoice(id) => format!("/factures/{id}"),
            Self::Late(id) => format!("/factures/{id}/retard"),
            Self::LateRates => "/taux-interets".to_owned(),
            Self::Flows => "/flux".to_owned(),
            Self::Flow(id) => format!("/flux/{id}"),
            Self::Batches => "/lots".to_owned(),
            Self::Batch(id) => format!("/lots/{id}"),
            Self::Act(kind, id) => crate::pages::acting::path_of(kind, id),
            Self::Access(id) => format!("/acces/{id}"),
            Self::Downloads => "/telechargements".to_owned(),
            Self::Package(id) => format!("/telechargements/{id}"),
            Self::Archives(id) => format!("/structures/{id}/archives"),
            Self::Mandates => "/mandats".to_owned(),
            Self::Circuit => "/circuit".to_owned(),
            Self::CircuitTrial => "/circuit/essai".to_owned(),
            Self::StructureMandates(id) => format!("/structures/{id}/mandats"),
            Self::SiretChange(id) => format!("/structures/{id}/changement-de-siret"),
            Self::Structures => "/structures".to_owned(),
            Self::Structure(id) => format!("/structures/{id}"),
            Self::Edi(id) => format!("/structures/{id}/edi"),
            Self::Users => "/utilisateurs".to_owned(),
            Self::Account => "/compte".to_owned(),
        }
    }
}

/// 303 to a page.
pub(crate) fn redirect(place: Place) -> Response {
    see_other(&place.path())
}

/// 303 to a path made by [`local_target`] or [`Place::path`]; anything unfit for a header leads home.
pub(crate) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// A path of this site given from outside (`suite=`), or nothing: no other host, no control character.
pub(crate) fn local_target(text: &str) -> Option<&str> {
    let local = text.starts_with('/') && !text.starts_with("//") && !text.starts_with("/\\");
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (local && plain && text.len() < 512).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_targets() {
        assert_eq!(local_target("/factures?etat=date"), Some("/factures?etat=date"));
        for foreign in
            ["https://exemple.fr", "//exemple.fr", "/\\exemple.fr", "factures", "/a\r\nb", "/é", ""]
        {
            assert_eq!(local_target(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn a_redirect_with_illegal_bytes_leads_home_instead_of_panicking() {
        let response = see_other("/a\r\nset-cookie: x=y");
        assert_eq!(response.headers()[header::LOCATION], "/");
    }
}
