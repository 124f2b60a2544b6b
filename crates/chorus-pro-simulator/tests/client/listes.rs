//! API Transverses: the reference lists.

use chorus_pro::codes::{CodeLangue, FormatFlux, TypeDemandePaiement};
use chorus_pro::transverses::{
    RechercherCategorieSollicitation, RechercherSousCategorieSollicitation, RecupererCadreFacturation,
    RecupererDevises, RecupererEtatParTypeDemandePaiement, RecupererFormatFlux, RecupererModeDepot,
    RecupererModeReglements, RecupererMotifsExonerationTva, RecupererMotifsRefusFactureAValider,
    RecupererMotifsRefusFactureTravaux, RecupererPays, RecupererSyntaxeFlux, RecupererTauxTva,
    RecupererTypeDemandePaiement, RecupererTypeFactureTravaux, RecupererTypeIdentifiantStructure,
};
use chorus_pro::utilisateurs::ParametresRecherche;

use crate::scenario::scenarios;

const ENGLISH: Option<CodeLangue> = Some(CodeLangue::En);

scenarios! {
    currencies_are_listed("recupererDevises", bench) {
        let output = bench.supplier().done(&RecupererDevises { code_langue: ENGLISH }).await;
        assert!(output.liste_devises.iter().any(|row| row.code_devise.as_deref() == Some("EUR")));
    }
    countries_are_listed("recupererPays", bench) {
        let output = bench.supplier().done(&RecupererPays { code_langue: ENGLISH }).await;
        assert!(output.liste_pays.iter().any(|row| row.code_pays.as_deref() == Some("FR")));
    }
    ways_of_depositing_are_listed("recupererModeDepot", bench) {
        assert!(!bench.supplier().done(&RecupererModeDepot::default()).await.liste_mode_depot.is_empty());
    }
    means_of_payment_are_listed("recupererModeReglements", bench) {
        let output = bench.supplier().done(&RecupererModeReglements::default()).await;
        assert!(!output.liste_mode_paiement.is_empty());
    }
    frameworks_are_listed_by_kind_of_payment_request("recupererCadreFacturation", bench) {
        let wanted = RecupererCadreFacturation { type_demande_paiement: Some(TypeDemandePaiement::Facture) };
        assert_eq!(bench.supplier().done(&wanted).await.liste_cadre_facturation.len(), 4);
    }
    vat_rates_are_listed("recupererTauxTva", bench) {
        let wanted = RecupererTauxTva { code_langue: Some(CodeLangue::Fr) };
        let output = bench.supplier().done(&wanted).await;
        assert!(output.liste_taux_tva.iter().any(|row| row.code_taux_tva.as_deref() == Some("TVA20")));
    }
    reasons_for_vat_exemption_are_listed("recupererMotifsExonerationTva", bench) {
        let output = bench.supplier().done(&RecupererMotifsExonerationTva { code_langue: ENGLISH }).await;
        assert!(!output.liste_motifs_exoneration_tva.is_empty());
    }
    reasons_of_validators_are_listed("recupererMotifsRefusFactureAValider", bench) {
        let wanted = RecupererMotifsRefusFactureAValider {
            code_cadre_facturation_a_valider: Some("A9_FACTURE_SOUSTRAITANT".into()),
        };
        assert!(!bench.validator().done(&wanted).await.liste_motif_refus_facture_a_valider.is_empty());
    }
    reasons_against_works_documents_are_listed("recupererMotifsRefusFactureTravaux", bench) {
        let wanted = RecupererMotifsRefusFactureTravaux {
            code_cadre_facturation_travaux: Some("A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR".into()),
        };
        assert!(!bench.validator().done(&wanted).await.liste_motif_refus_facture_travaux.is_empty());
    }
    kinds_of_payment_requests_are_listed("recupererTypeDemandePaiement", bench) {
        let output = bench.supplier().done(&RecupererTypeDemandePaiement::default()).await;
        assert_eq!(output.liste_type_demande_paiement.len(), 4);
    }
    kinds_of_works_documents_are_listed("recupererTypeFactureTravaux", bench) {
        let output = bench.supplier().done(&RecupererTypeFactureTravaux::default()).await;
        assert_eq!(output.liste_type_facture_travaux.len(), 11);
    }
    kinds_of_identifiers_are_listed("recupererTypeIdentifiantStructure", bench) {
        let output = bench.supplier().done(&RecupererTypeIdentifiantStructure::default()).await;
        assert_eq!(output.liste_type_identifiant.len(), 7);
    }
    formats_of_flows_are_listed("recupererFormatFlux", bench) {
        let output = bench.supplier().done(&RecupererFormatFlux::default()).await;
        assert_eq!(output.liste_format_flux.len(), 3);
    }
    syntaxes_are_listed_by_format("recupererSyntaxeFlux", bench) {
        let wanted = RecupererSyntaxeFlux { format_flux: Some(FormatFlux::InDpE2Facturx) };
        let output = bench.supplier().done(&wanted).await;
        let codes: Vec<_> = output.liste_syntaxe_flux.iter().map(|row| row.syntaxe_flux.as_deref()).collect();
        assert_eq!(codes, [Some("IN_DP_E2_CII_FACTURX")]);
    }
    states_are_listed_by_kind_of_payment_request("recupererEtatParTypeDemandePaiement", bench) {
        for kind in [TypeDemandePaiement::Facture, TypeDemandePaiement::FactureTravaux] {
            let wanted = RecupererEtatParTypeDemandePaiement { type_demande_paiement: Some(kind) };
            assert!(!bench.supplier().done(&wanted).await.liste_etat_demande_paiement.is_empty());
        }
    }
    categories_of_support_are_listed("rechercherCategorieSollicitation", bench) {
        let wanted = RechercherCategorieSollicitation {
            est_actif: Some(true),
            pagination: Some(ParametresRecherche {
                nb_resultats_par_page: Some(2),
                ..ParametresRecherche::default()
            }),
            ..RechercherCategorieSollicitation::default()
        };
        assert_eq!(bench.supplier().done(&wanted).await.liste_categories.len(), 2);
    }
    sub_categories_of_support_are_listed("rechercherSousCategorieSollicitation", bench) {
        let wanted = RechercherSousCategorieSollicitation {
            id_technique_categorie: Some(1),
            ..RechercherSousCategorieSollicitation::default()
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.liste_sous_categories.first().map(|group| group.ss_categorie.len()), Some(2));
    }
}
