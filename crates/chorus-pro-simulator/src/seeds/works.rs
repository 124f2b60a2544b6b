//! The works contract of the demonstration: an architect (MOE) between a mason and the town (MOA).

use super::billing_file::{DOCUMENTS, Parties};
use super::data::SupplierData;
use super::maker::Maker;
use crate::world::{Party, Right};

const ARCHITECT: SupplierData = SupplierData {
    name: "ATELIER D'ARCHITECTURE DES LEVEES",
    siret: "81264053700010",
    street: "5 quai du Châtelet",
    postcode: "45000",
    city: "ORLEANS",
    prefix: "AL-",
    year_separator: Some("-"),
    digits: 4,
    rate: "TVA20",
    articles: &[],
};

impl Maker {
    /// Made last, so that the invoices stay those of the same seed without it.
    pub(super) fn works(&mut self) {
        let architect = self.supplier(&ARCHITECT);
        self.access(&architect, Right::ProjectManager);
        let project_manager = architect.id;
        let world = &mut self.ledger.world;
        world.structures.push(architect);
        let Some(town) = self.recipients.first().copied() else { return };
        let mason = self.suppliers.iter().find(|(_, data)| data.name.starts_with("MACONNERIE"));
        let Some((supplier, _)) = mason.copied() else { return };
        let service = |code: &str| {
            let structure = world.structure(town)?;
            Some(structure.service(code)?.id)
        };
        let owner = Party { structure: town, service: service("TECHNIQUE") };
        let recipient = Party { structure: town, service: service("ACHATS") };
        let links = world.accounts.iter_mut().flat_map(|account| account.attachments.iter_mut());
        for link in links.filter(|link| link.structure == town) {
            link.rights.push(Right::ProjectOwner);
        }
        let parties = Parties { supplier, project_manager, project_owner: owner, recipient };
        let file = world.new_id();
        world.last_id += DOCUMENTS;
        world.add_billing_file(file, file + 1, &parties, self.now);
    }
}
