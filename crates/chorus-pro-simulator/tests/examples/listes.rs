//! The lists of codes of the API Transverses.

use crate::play::examples;

examples! {
    the_frameworks_are_listed("recupererCadreFacturation", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_currencies_are_listed("recupererDevises", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_statuses_of_a_kind_are_listed("recupererEtatParTypeDemandePaiement", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_statuses_a_recipient_may_choose_are_listed("recupererEtatsPossiblesPourTraitement", bench) {
        (bench.recipient().await, Vec::new())
    }
    the_formats_of_flows_are_listed("recupererFormatFlux", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_deposit_modes_are_listed("recupererModeDepot", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_payment_modes_are_listed("recupererModeReglements", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_reasons_of_exemption_are_listed("recupererMotifsExonerationTva", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_reasons_of_a_validator_are_listed("recupererMotifsRefusFactureAValider", bench) {
        (bench.validator().await, Vec::new())
    }
    the_reasons_of_a_project_manager_are_listed("recupererMotifsRefusFactureTravaux", bench) {
        (bench.validator().await, Vec::new())
    }
    the_countries_are_listed("recupererPays", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_syntaxes_of_a_format_are_listed("recupererSyntaxeFlux", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_vat_rates_are_listed("recupererTauxTva", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_kinds_of_payment_requests_are_listed("recupererTypeDemandePaiement", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_kinds_of_works_documents_are_listed("recupererTypeFactureTravaux", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_types_of_identifiers_are_listed("recupererTypeIdentifiantStructure", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_kinds_of_attachments_are_listed("recupererTypePieceJointe", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_categories_of_requests_are_listed("rechercherCategorieSollicitation", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_categories_below_are_listed("rechercherSousCategorieSollicitation", bench) {
        (bench.supplier().await, Vec::new())
    }
}
