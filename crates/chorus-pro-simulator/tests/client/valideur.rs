//! API Factures: validators of A9 and A12 invoices.

use chorus_pro::codes::{StatutFacture, TypeIdentifiantStructure};
use chorus_pro::factures::{
    ConsulterFactureParValideur, CorrigerValideurFacture, ParametresRechercherFactureParValideur,
    RechercherFactureATraiterParValideur, RechercherFactureParValideur,
    RecupererStatutsFactureVisiblesParValideur, TraiterFactureAValider,
};

use crate::actions::{TOWN, VALIDATOR, subcontracted};
use crate::factures::bare;
use crate::scenario::scenarios;

scenarios! {
    submitted_invoices_wait_for_their_validator("rechercherFactureATraiterParValideur", bench) {
        let issued = bench.supplier().submitted_for_validation("S-1").await;
        let wanted = RechercherFactureATraiterParValideur {
            type_identifiant_structure: Some(TypeIdentifiantStructure::Siret),
            identifiant_structure: Some(VALIDATOR.into()),
            pagination: Some(ParametresRechercherFactureParValideur {
                nb_resultats_par_page: Some(10),
                ..ParametresRechercherFactureParValideur::default()
            }),
            ..RechercherFactureATraiterParValideur::default()
        };
        let output = bench.validator().done(&wanted).await;
        assert_eq!(output.liste_factures.first().and_then(|row| row.id_facture), Some(issued));
    }
    a_validator_searches_its_invoices("rechercherFactureParValideur", bench) {
        bench.supplier().submitted_for_validation("S-1").await;
        let wanted = RechercherFactureParValideur {
            numero_facture: Some("S-1".into()),
            pagination: Some(ParametresRechercherFactureParValideur {
                nb_resultats_par_page: Some(10),
                ..ParametresRechercherFactureParValideur::default()
            }),
            ..RechercherFactureParValideur::default()
        };
        let output = bench.validator().done(&wanted).await;
        let first = output.liste_factures.first().expect("invoice");
        assert_eq!(first.statut, Some(StatutFacture::AValider1));
    }
    a_validator_sees_an_invoice_in_full("consulterFactureParValideur", bench) {
        let issued = bench.supplier().submitted_for_validation("S-1").await;
        let output = bench.validator().done(&ConsulterFactureParValideur::new(issued)).await;
        let framework = output.facture.and_then(|facture| facture.cadre_de_facturation).expect("framework");
        assert_eq!(framework.code_valideur1.as_deref(), Some(VALIDATOR));
        let supplier = bench.supplier();
        let mut bare = bare(supplier.attachment().await);
        bare.cadre_de_facturation = subcontracted("sans objet", 0).cadre_de_facturation;
        let issued = supplier.done(&bare).await.identifiant_facture_cpp.expect("number");
        let output = bench.validator().done(&ConsulterFactureParValideur::new(issued)).await;
        assert_eq!(output.facture.expect("invoice").commentaire, None);
    }
    a_validator_accepts("traiterFactureAValider", bench) {
        let issued = bench.supplier().submitted_for_validation("S-1").await;
        let accepted = TraiterFactureAValider {
            complement_info: Some("Conforme au contrat".into()),
            ..TraiterFactureAValider::new(issued, "VALIDER".into())
        };
        assert_eq!(bench.validator().done(&accepted).await.statut_facture, Some(StatutFacture::Validee1));
        bench.later(40);
        assert_eq!(bench.supplier().status(issued).await, StatutFacture::MiseADisposition);
    }
    the_supplier_names_another_validator("corrigerValideurFacture", bench) {
        let issued = bench.supplier().submitted_for_validation("S-1").await;
        let refused = TraiterFactureAValider {
            motif_refus: Some("MAUVAIS_VALIDEUR".into()),
            ..TraiterFactureAValider::new(issued, "REFUSER".into())
        };
        bench.validator().done(&refused).await;
        assert_eq!(bench.supplier().status(issued).await, StatutFacture::ErreurFournisseurSurValideur);
        let corrected = CorrigerValideurFacture {
            type_identifiant_structure: Some(TypeIdentifiantStructure::Siret),
            identifiant_structure: Some(TOWN.into()),
            ..CorrigerValideurFacture::new(issued)
        };
        assert_eq!(bench.supplier().done(&corrected).await.id_facture, Some(issued));
        assert_eq!(bench.supplier().status(issued).await, StatutFacture::AValider1);
    }
    a_validator_knows_which_statuses_it_may_see("recupererStatutsFactureVisiblesParValideur", bench) {
        let output = bench.validator().done(&RecupererStatutsFactureVisiblesParValideur::default()).await;
        let codes: Vec<_> =
            output.liste_statut_facture.iter().map(|row| row.code_statut_facture.as_deref()).collect();
        assert!(codes.contains(&Some("A_VALIDER_1")), "{codes:?}");
        assert!(!codes.contains(&Some("BROUILLON")), "{codes:?}");
    }
}
