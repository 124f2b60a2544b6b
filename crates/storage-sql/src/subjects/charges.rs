//! Who is in charge of which structure.

use async_trait::async_trait;
use domain::{OrganizationId, StructureId, UserId};
use storage::{InCharge, ReadCharges, Result, WriteCharges};

use crate::handle::Handle;
use crate::query::query;
use crate::row::Row;

fn read_charge(row: &Row) -> Result<InCharge> {
    let fields = row.of("structure_people");
    Ok(InCharge {
        structure: fields.id("structure_id")?,
        user: fields.id("user_id")?,
        name: fields.text("user_name")?,
    })
}

#[async_trait]
impl ReadCharges for Handle {
    async fn in_charge(&mut self, organization: OrganizationId) -> Result<Vec<InCharge>> {
        let statement = query(
            "SELECT structure_people.structure_id, structure_people.user_id, users.name AS user_name \
             FROM structure_people JOIN users ON users.id = structure_people.user_id \
             WHERE structure_people.organization_id = $1 \
             ORDER BY users.name_key, users.id, structure_people.structure_id",
        );
        self.fetch_all(statement.bind(organization)).await?.iter().map(read_charge).collect()
    }
}

#[async_trait]
impl WriteCharges for Handle {
    async fn set_in_charge(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        users: &[UserId],
    ) -> Result<()> {
        let before = query("DELETE FROM structure_people WHERE organization_id = $1 AND structure_id = $2")
            .bind(organization)
            .bind(structure);
        self.execute(before).await?;
        for user in users {
            let statement = query(
                "INSERT INTO structure_people (organization_id, structure_id, user_id) VALUES ($1, $2, $3)",
            )
            .bind(organization)
            .bind(structure)
            .bind(*user);
            self.execute(statement).await?;
        }
        Ok(())
    }
}
