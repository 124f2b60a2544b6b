//! API Organisations.

use std::collections::BTreeMap;

use chorus_pro::organisations::{
    ConsulterServiceOrganisation, ConsulterStructureOrganisation, CritereOrganisation,
    ListerPiecesJointesStructure, ModifierParametresEdi, Operateur, OrganisationsHealthcheck,
    RechercheOrganisation, RechercherServiceOrganisation, RechercherServicesStructureOrganisation,
    RechercherStructures, RecupererPieceJointeStructure,
};

use crate::actions::TOWN;
use crate::bench::Desk;
use crate::scenario::scenarios;

/// The objects whose field has this value.
pub(crate) fn search(field: &str, value: &str) -> RechercheOrganisation {
    let criterion = CritereOrganisation { op: Some(Operateur::Egal), val: Some(value.to_owned()) };
    RechercheOrganisation {
        criteres: BTreeMap::from([(field.to_owned(), criterion)]),
        ..RechercheOrganisation::default()
    }
}

impl Desk {
    /// The uuid of the structure with this SIRET.
    pub(crate) async fn uuid(&self, siret: &str) -> String {
        let found = self.done(&RechercherStructures(search("identifiant", siret))).await;
        found.first().and_then(|structure| structure.uuid.clone()).expect("structure")
    }
}

scenarios! {
    the_directory_is_up("organisationsHealthcheck", bench) {
        bench.supplier().done(&OrganisationsHealthcheck::default()).await;
    }
    a_structure_of_the_directory_is_found("rechercherStructures", bench) {
        let wanted = RechercheOrganisation {
            sort: vec!["identifiant".into()],
            fields: vec!["uuid".into(), "identifiant".into(), "libelleOrganisation".into()],
            ..search("identifiant", TOWN)
        };
        let whole = bench.supplier().done(&RechercherStructures(search("identifiant", TOWN))).await;
        assert_eq!(whole.len(), 1);
        let found = bench.supplier().done(&RechercherStructures(wanted)).await;
        let first = found.first().expect("structure");
        assert_eq!(first.libelle_organisation.as_deref(), Some("VILLE EXEMPLE"));
    }
    a_structure_is_told_by_its_uuid("consulterStructureOrganisation", bench) {
        let supplier = bench.supplier();
        let uuid = supplier.uuid(TOWN).await;
        let structure = supplier.done(&ConsulterStructureOrganisation::new(uuid)).await;
        assert_eq!(structure.identifiant.as_deref(), Some(TOWN));
    }
    the_services_of_a_uuid_are_listed("rechercherServicesStructureOrganisation", bench) {
        let supplier = bench.supplier();
        let uuid = supplier.uuid(TOWN).await;
        assert_eq!(supplier.done(&RechercherServicesStructureOrganisation::new(uuid)).await.len(), 4);
    }
    the_attachments_of_a_uuid_are_listed("listerPiecesJointesStructure", bench) {
        let supplier = bench.supplier();
        let uuid = supplier.uuid("00000000900001").await;
        assert_eq!(supplier.done(&ListerPiecesJointesStructure::new(uuid)).await.len(), 1);
    }
    an_attachment_comes_with_its_content("recupererPieceJointeStructure", bench) {
        let supplier = bench.supplier();
        let uuid = supplier.uuid("00000000900001").await;
        let list = supplier.done(&ListerPiecesJointesStructure::new(uuid.clone())).await;
        let piece = list.first().and_then(|piece| piece.uuid.clone()).expect("attachment");
        let piece = supplier.done(&RecupererPieceJointeStructure::new(uuid, piece)).await;
        assert!(piece.attachment_data.is_some_and(|data| !data.is_empty()));
    }
    the_edi_settings_of_an_own_structure_change("modifierParametresEdi", bench) {
        let supplier = bench.supplier();
        let uuid = supplier.uuid("00000000900001").await;
        let wanted = ModifierParametresEdi {
            reception_edi: Some(true),
            connexion_edi: Some(false),
            ..ModifierParametresEdi::new(uuid.clone())
        };
        supplier.done(&wanted).await;
        let structure = supplier.done(&ConsulterStructureOrganisation::new(uuid)).await;
        assert_eq!(structure.recevoir_cycles_vies_edi, Some(true));
    }
    a_service_is_told_by_its_uuid("consulterServiceOrganisation", bench) {
        let supplier = bench.supplier();
        let found = supplier.done(&RechercherServiceOrganisation(search("codeService", "ACHATS"))).await;
        let uuid = found.first().and_then(|service| service.uuid.clone()).expect("service");
        let service = supplier.done(&ConsulterServiceOrganisation::new(uuid)).await;
        assert_eq!(service.code_service.as_deref(), Some("ACHATS"));
    }
    services_of_the_directory_are_found("rechercherServiceOrganisation", bench) {
        let found = bench.supplier().done(&RechercherServiceOrganisation(search("numeroEj", "true"))).await;
        let codes: Vec<_> = found.iter().map(|service| service.code_service.as_deref()).collect();
        assert_eq!(codes, [Some("TECHNIQUE")]);
    }
}
