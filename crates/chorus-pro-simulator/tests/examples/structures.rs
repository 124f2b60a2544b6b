//! API Structures, Utilisateurs, Organisations and Engagements juridiques.

use serde_json::json;

use crate::bench::RECIPIENT_LOGIN;
use crate::play::examples;

examples! {
    a_structure_is_found("rechercherStructure", bench) {
        (bench.supplier().await, Vec::new())
    }
    a_structure_is_told("consulterStructure", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_services_of_a_structure_are_found("rechercherServicesStructure", bench) {
        (bench.supplier().await, Vec::new())
    }
    a_service_is_told("consulterServiceStructure", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_services_of_a_user_are_listed("listerRattachementsStructureUtilisateur", bench) {
        (bench.recipient().await, vec![(json!("agent@exemple.invalid"), json!(RECIPIENT_LOGIN))])
    }
    the_places_of_a_structure_are_found("rechercherEspaces", bench) {
        (bench.recipient().await, Vec::new())
    }
    the_structures_of_the_account_are_listed("rattachementsUtilisateur", bench) {
        (bench.supplier().await, Vec::new())
    }
    an_organisation_is_found("organisations-structures-recherche", bench) {
        (bench.supplier().await, Vec::new())
    }
    an_order_is_found("rechercherEngagementJuridique", bench) {
        (bench.supplier().await, Vec::new())
    }
    an_order_is_told_with_its_invoices("consulterDetailEngagementJuridique", bench) {
        bench.available("FAC-2026-0044").await;
        (bench.supplier().await, Vec::new())
    }
}
