//! Every error the description knows, provoked once.

use std::collections::BTreeMap;

use chorus_pro::codes::{RoleUtilisateur, StatutFacture, SyntaxeFlux};
use chorus_pro::factures::{
    CompleterFacture, DeposerFluxFacture, FactureATelecharger, PieceJointeComplementaireSoumise,
    RechercherFactureRecipiendaire, TelechargerGroupeFacture, TraiterUneFactureRecue,
};
use chorus_pro::factures_travaux::RechercherFactureTravaux;
use chorus_pro::organisations::{
    ConsulterServiceOrganisation, ConsulterStructureOrganisation, ListerPiecesJointesStructure,
    ModifierParametresEdi, RechercherServiceOrganisation, RechercherServicesStructureOrganisation,
    RechercherStructures, RecupererPieceJointeStructure,
};
use chorus_pro::{Effect, Error, GatewayKind};
use reference::DocumentedError;

use crate::actions::{attachment_head, pdf_deposit, subcontracted, submission};
use crate::bench::{Bench, HUGE_FILE, is_of, service};
use crate::organisations::search;
use crate::scenario::refusals;

/// Errors the description names without saying when they come, or that nothing can bring about.
pub(crate) const NOT_PROVOKED: &[(&str, &str, &str)] = &[
    ("recyclerFacture", "20004..20014", "their meaning was not found"),
    ("soumettreFacture", "20013", "its meaning was not found"),
    ("soumettreFacture", "20303..20305", "their meaning was not found"),
    ("organisationsHealthcheck", "HTTP 400", "the probe has no input that could be wrong"),
];

/// A uuid nobody has.
const NOBODY: &str = "00000000000000000000000000000000";

/// The last call was refused as documented, and the client says so.
pub(crate) fn assert_refused<T>(bench: &Bench, name: &str, code: &str, outcome: Result<T, Error>) {
    let service = service(name);
    let documented = DocumentedError { code: code.to_owned(), meaning: String::new() };
    let call = bench.tap.last();
    assert!(is_of(service, &call.method, &call.path), "the last call was {} {}", call.method, call.path);
    if let Some(wanted) = documented.http_status() {
        assert_eq!(call.status, wanted);
        let Err(Error::Gateway { status, kind, .. }) = outcome.map(drop) else {
            panic!("not a gateway error")
        };
        assert_eq!(status, wanted);
        let understood = match wanted {
            413 => kind == GatewayKind::TooLarge,
            _ => matches!(&kind, GatewayKind::Rejected { errors } if !errors.is_empty()),
        };
        assert!(understood, "{kind:?}");
        return;
    }
    let body = call.body();
    let number = body["codeRetour"].as_i64().expect("codeRetour");
    let label = body["libelle"].as_str().expect("libelle");
    assert!(number != 0);
    assert!(documented.number().is_none_or(|wanted| wanted == number), "{body}");
    assert!(documented.label().is_none_or(|wanted| label.starts_with(wanted)), "{body}");
    match outcome {
        Err(Error::Functional { code_retour, libelle, .. }) => {
            assert_eq!((code_retour, libelle.as_str()), (number, label));
        }
        // A search that finds nothing is an empty list.
        Ok(_) => assert!(service.effect == Effect::Search && number != 20002, "{name} hides {body}"),
        Err(other) => panic!("{other}"),
    }
}

/// More than 10 MB.
fn too_large() -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    file.resize(10 * 1024 * 1024 + 1, b' ');
    file
}

refusals! {
    a_download_above_120_megabytes_is_refused("telechargerGroupeFacture", "HTTP 413", bench) {
        let supplier = bench.supplier();
        let mut invoice = submission("F-1", supplier.deposited_pdf().await);
        let piece = PieceJointeComplementaireSoumise::new("Plans".into(), "DIVERS".into(), HUGE_FILE);
        invoice.piece_jointe_complementaire = vec![piece];
        let id = supplier.done(&invoice).await.identifiant_facture_cpp.expect("number");
        let wanted = TelechargerGroupeFacture {
            avec_pieces_jointes_complementaires: Some("OUI".into()),
            liste_facture: vec![FactureATelecharger::new(id)],
            ..TelechargerGroupeFacture::new("PDF".into())
        };
        supplier.call(&wanted).await
    }
    a_pdf_above_10_megabytes_is_refused("deposerPdfFacture", "HTTP 413", bench) {
        bench.supplier().upload(&pdf_deposit(), too_large()).await
    }
    invoices_that_are_not_found_are_an_empty_list("rechercherFactureRecipiendaire", "20000 / TRA_MSG_00.015", bench) {
        let outcome = bench.recipient().call(&RechercherFactureRecipiendaire::default()).await;
        assert!(outcome.as_ref().is_ok_and(|output| output.liste_factures.is_empty()));
        outcome
    }
    an_unknown_invoice_is_not_completed("completerFacture", "20000 / GDP_MSG_11.008", bench) {
        let wanted = CompleterFacture { commentaire: Some("Voici".into()), ..CompleterFacture::new(1) };
        bench.supplier().call(&wanted).await
    }
    the_invoice_of_somebody_else_is_not_completed("completerFacture", "20001 / GDP_MSG_11.005", bench) {
        let (issued, _) = bench.treated("F-1", StatutFacture::Suspendue).await;
        let wanted = CompleterFacture { commentaire: Some("Voici".into()), ..CompleterFacture::new(issued) };
        bench.validator().call(&wanted).await
    }
    an_invoice_that_is_not_suspended_is_not_completed("completerFacture", "20002 / GDP_MSG_11.033", bench) {
        let issued = bench.supplier().submitted("F-1").await;
        let wanted = CompleterFacture { commentaire: Some("Voici".into()), ..CompleterFacture::new(issued) };
        bench.supplier().call(&wanted).await
    }
    a_recipient_cannot_go_back("traiterUneFactureRecue", "20002", bench) {
        let (_, received) = bench.treated("F-1", StatutFacture::ServiceFait).await;
        bench.recipient().call(&TraiterUneFactureRecue::new(received, StatutFacture::MiseADisposition)).await
    }
    an_unknown_invoice_is_not_treated("traiterUneFactureRecue", "GDP_MSG_11.008", bench) {
        bench.recipient().call(&TraiterUneFactureRecue::new(1, StatutFacture::ServiceFait)).await
    }
    an_invoice_before_its_validator_is_not_submitted_again("soumettreFacture", "GDP_MSG_11.001", bench) {
        let supplier = bench.supplier();
        supplier.submitted_for_validation("S-1").await;
        let pdf = supplier.deposited_pdf().await;
        supplier.call(&subcontracted("S-1", pdf)).await
    }
    a_flow_above_10_megabytes_is_refused("deposerFluxFacture", "20001 / GDP_MSG_11.022", bench) {
        let head = DeposerFluxFacture::new("flux.xml".into(), SyntaxeFlux::InDpE1Cii16b);
        bench.supplier().upload(&head, too_large()).await
    }
    an_attachment_above_10_megabytes_is_refused("ajouterFichierDansSysteme", "20003", bench) {
        bench.supplier().upload(&attachment_head(), too_large()).await
    }
    works_that_are_not_found_are_an_empty_list("rechercherFactureTravaux", "20007 / GFT_MSG_01.075", bench) {
        let wanted = RechercherFactureTravaux {
            numero_facture_travaux: Some("INCONNUE".into()),
            ..RechercherFactureTravaux::new(RoleUtilisateur::Fournisseur)
        };
        let outcome = bench.supplier().call(&wanted).await;
        assert!(outcome.as_ref().is_ok_and(|output| output.liste_factures_travaux.is_empty()));
        outcome
    }
    a_search_of_structures_by_an_unknown_field_is_refused("rechercherStructures", "HTTP 400", bench) {
        bench.supplier().call(&RechercherStructures(search("inconnu", "1"))).await
    }
    an_unknown_structure_is_not_told("consulterStructureOrganisation", "HTTP 400", bench) {
        bench.supplier().call(&ConsulterStructureOrganisation::new(NOBODY.into())).await
    }
    services_of_an_unknown_structure_are_not_told("rechercherServicesStructureOrganisation", "HTTP 400", bench) {
        bench.supplier().call(&RechercherServicesStructureOrganisation::new(NOBODY.into())).await
    }
    the_attachments_of_an_unknown_structure_are_not_told("listerPiecesJointesStructure", "HTTP 400", bench) {
        bench.supplier().call(&ListerPiecesJointesStructure::new(NOBODY.into())).await
    }
    an_unknown_attachment_is_not_given("recupererPieceJointeStructure", "HTTP 400", bench) {
        let supplier = bench.supplier();
        let uuid = supplier.uuid("00000000900001").await;
        supplier.call(&RecupererPieceJointeStructure::new(uuid, NOBODY.into())).await
    }
    the_edi_settings_of_an_unknown_structure_do_not_change("modifierParametresEdi", "HTTP 400", bench) {
        bench.supplier().call(&ModifierParametresEdi::new(NOBODY.into())).await
    }
    an_unknown_service_is_not_told("consulterServiceOrganisation", "HTTP 400", bench) {
        bench.supplier().call(&ConsulterServiceOrganisation::new(NOBODY.into())).await
    }
    a_search_of_services_by_an_unknown_field_is_refused("rechercherServiceOrganisation", "HTTP 400", bench) {
        bench.supplier().call(&RechercherServiceOrganisation(search("inconnu", "1"))).await
    }
}

#[test]
fn every_documented_error_is_provoked_or_explained() {
    let Some(reference) = reference::Reference::load() else { return };
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let explained = NOT_PROVOKED.iter().map(|(name, code, _)| (*name, *code));
    for error in PROVOKED.iter().copied().chain(explained) {
        *known.entry(error).or_default() += 1;
    }
    let documented: Vec<(&str, &str)> = reference
        .operations()
        .iter()
        .flat_map(|operation| {
            operation.errors.iter().map(|error| (operation.name.as_str(), error.code.as_str()))
        })
        .collect();
    for error in &documented {
        assert!(known.contains_key(error), "{error:?} is neither provoked nor explained");
    }
    for (error, times) in known {
        assert!(documented.contains(&error), "{error:?} is not documented");
        assert_eq!(times, 1, "{error:?}");
    }
}
