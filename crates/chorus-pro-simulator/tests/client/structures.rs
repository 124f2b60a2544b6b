//! API Structures.

use chorus_pro::codes::{StatutStructure, TypeIdentifiantStructure};
use chorus_pro::structures::{
    ConsulterServiceStructure, ConsulterStructure, CritereStructure, ListerRattachementsStructureUtilisateur,
    ParametresRechercherEspacesFo, ParametresServices, ParametresStructure,
    ParametresStructureRechercherEspacesFo, RechercherEspaces, RechercherServicesStructure,
    RechercherStructure,
};

use crate::actions::TOWN;
use crate::scenario::scenarios;

scenarios! {
    a_structure_is_found_by_its_siret("rechercherStructure", bench) {
        let wanted = RechercherStructure {
            structure: Some(CritereStructure {
                identifiant_structure: Some(TOWN.into()),
                type_identifiant_structure: Some(TypeIdentifiantStructure::Siret),
                ..CritereStructure::default()
            }),
            parametres: Some(ParametresStructure {
                nb_resultats_par_page: Some(10),
                page_resultat_demandee: Some(1),
                ..ParametresStructure::default()
            }),
            ..RechercherStructure::default()
        };
        let output = bench.supplier().done(&wanted).await;
        let found = output.liste_structures.first().expect("structure");
        assert_eq!(found.id_structure_cpp, Some(2001));
        assert_eq!(found.statut, Some(StatutStructure::Active));
    }
    a_structure_tells_what_it_requires("consulterStructureAvecTVAIntraCom", bench) {
        let output = bench.supplier().done(&ConsulterStructure::new(2001)).await;
        let required = output.parametres.and_then(|parameters| parameters.code_service_doit_etre_renseigne);
        assert_eq!(required, Some(true));
        // One's own structure tells when the password of the technical account expires.
        bench.supplier().done(&ConsulterStructure::new(1001)).await;
    }
    the_services_of_a_structure_are_listed("rechercherServicesStructure", bench) {
        let wanted = RechercherServicesStructure {
            parametres_rechercher_services_structure: Some(ParametresServices {
                nb_resultats_par_page: Some(100),
                page_resultat_demandee: Some(1),
                ..ParametresServices::default()
            }),
            ..RechercherServicesStructure::new(2001)
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.liste_services.len(), 4);
    }
    a_service_tells_what_it_requires("consulterServiceStructure", bench) {
        let wanted = ConsulterServiceStructure {
            id_structure: Some(2001),
            ..ConsulterServiceStructure::new(2102)
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.parametres.and_then(|parameters| parameters.numero_engagement), Some(true));
    }
    the_attachments_of_a_user_are_listed("listerRattachementsStructureUtilisateur", bench) {
        let wanted = ListerRattachementsStructureUtilisateur {
            id_structure: Some(2001),
            ..ListerRattachementsStructureUtilisateur::default()
        };
        let output = bench.recipient().done(&wanted).await;
        assert_eq!(output.id_structure, Some(2001));
        assert_eq!(output.liste_services.len(), 4);
    }
    the_areas_of_a_structure_are_listed("rechercherEspaces", bench) {
        let wanted = RechercherEspaces {
            structure: Some(ParametresStructureRechercherEspacesFo {
                id_structure: Some(2001),
                ..ParametresStructureRechercherEspacesFo::default()
            }),
            parametres_rechercher_espaces: Some(ParametresRechercherEspacesFo {
                nb_resultats_par_page: Some(10),
                page_resultat_demandee: Some(1),
                ..ParametresRechercherEspacesFo::default()
            }),
            ..RechercherEspaces::default()
        };
        let output = bench.recipient().done(&wanted).await;
        assert!(output.liste_espace.iter().all(|area| area.id_espace_fo == Some(7)));
        assert!(!output.liste_espace.is_empty());
    }
}
