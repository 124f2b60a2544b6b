//! The accounts that received invoices name, and those that their suppliers are known by.

use async_trait::async_trait;
use domain::{AccountFinding, InvoiceId, OrganizationId};
use storage::{
    CallBack, InvoiceAccount, ReadSupplierAccounts, Result, SupplierAccount, WriteSupplierAccounts,
};

use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

fn read_of_invoice(row: &Row) -> Result<InvoiceAccount> {
    let fields = row.of("invoice_accounts");
    let codes: Vec<String> = fields.json("findings")?;
    let findings = codes
        .into_iter()
        .map(|code| AccountFinding::from_code(&code).ok_or_else(|| fields.unreadable("findings", code)));
    Ok(InvoiceAccount {
        invoice: fields.id("invoice_id")?,
        supplier: fields.text("supplier")?,
        iban: fields.text("iban")?,
        findings: findings.collect::<Result<_>>()?,
        found_at: fields.time("found_at")?,
    })
}

fn read_of_supplier(row: &Row) -> Result<SupplierAccount> {
    let fields = row.of("supplier_accounts");
    let call_back = match fields.opt_time("noted_at")? {
        None => None,
        Some(at) => Some(CallBack {
            note: fields.text("note")?,
            by: fields.id("noted_by")?,
            by_name: fields.text("noted_by_name")?,
            at,
        }),
    };
    Ok(SupplierAccount {
        supplier: fields.text("supplier")?,
        iban: fields.text("iban")?,
        call_back,
        confirmed_by: fields.opt_id("confirmed_by")?.zip(fields.opt_text("confirmed_by_name")?),
        known_at: fields.opt_time("known_at")?,
    })
}

#[async_trait]
impl ReadSupplierAccounts for Handle {
    async fn invoice_account(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Option<InvoiceAccount>> {
        let statement = query(
            "SELECT invoice_id, supplier, iban, findings, found_at FROM invoice_accounts \
             WHERE organization_id = $1 AND invoice_id = $2",
        );
        let row = self.fetch_optional(statement.bind(organization).bind(invoice)).await?;
        row.as_ref().map(read_of_invoice).transpose()
    }

    async fn supplier_accounts(
        &mut self,
        organization: OrganizationId,
        supplier: &str,
    ) -> Result<Vec<SupplierAccount>> {
        let statement = query(
            "SELECT supplier, iban, note, noted_by, noted_by_name, noted_at, confirmed_by, confirmed_by_name, known_at \
             FROM supplier_accounts WHERE organization_id = $1 AND supplier = $2 \
             ORDER BY CASE WHEN known_at IS NULL THEN 1 ELSE 0 END, known_at, iban",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(supplier)).await?;
        rows.iter().map(read_of_supplier).collect()
    }

    async fn account_is_of_another(
        &mut self,
        organization: OrganizationId,
        supplier: &str,
        iban: &str,
    ) -> Result<bool> {
        let statement = query(
            "SELECT iban FROM supplier_accounts \
             WHERE organization_id = $1 AND iban = $2 AND supplier <> $3 AND known_at IS NOT NULL LIMIT 1",
        );
        let found = self.fetch_optional(statement.bind(organization).bind(iban).bind(supplier)).await?;
        Ok(found.is_some())
    }

    async fn held_accounts(
        &mut self,
        organization: OrganizationId,
        most: u32,
    ) -> Result<Vec<InvoiceAccount>> {
        let statement = query(
            "SELECT found.invoice_id, found.supplier, found.iban, found.findings, found.found_at \
             FROM invoice_accounts AS found \
             JOIN invoices ON invoices.organization_id = found.organization_id AND invoices.id = found.invoice_id \
             WHERE found.organization_id = $1 AND found.findings <> '[]' AND invoices.stage = 'arrived' \
                 AND NOT EXISTS (SELECT 1 FROM supplier_accounts AS known \
                     WHERE known.organization_id = found.organization_id AND known.supplier = found.supplier \
                         AND known.iban = found.iban AND known.known_at IS NOT NULL) \
             ORDER BY found.found_at, found.invoice_id LIMIT $2",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(most)).await?;
        rows.iter().map(read_of_invoice).collect()
    }
}

#[async_trait]
impl WriteSupplierAccounts for Handle {
    async fn put_invoice_account(
        &mut self,
        organization: OrganizationId,
        account: &InvoiceAccount,
    ) -> Result<()> {
        let findings: Vec<&str> = account.findings.iter().map(|finding| finding.code()).collect();
        let statement = query(
            "INSERT INTO invoice_accounts (organization_id, invoice_id, supplier, iban, findings, found_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, invoice_id) DO NOTHING",
        )
        .bind(organization)
        .bind(account.invoice)
        .bind(&account.supplier)
        .bind(&account.iban)
        .bind(json(&findings)?)
        .bind(account.found_at);
        self.execute(statement).await.map(drop)
    }

    async fn put_supplier_account(
        &mut self,
        organization: OrganizationId,
        account: &SupplierAccount,
    ) -> Result<()> {
        let call_back = account.call_back.as_ref();
        let confirmed = account.confirmed_by.as_ref();
        let statement = query(
            "INSERT INTO supplier_accounts (organization_id, supplier, iban, note, noted_by, noted_by_name, noted_at, \
                 confirmed_by, confirmed_by_name, known_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (organization_id, supplier, iban) DO UPDATE SET note = excluded.note, \
                 noted_by = excluded.noted_by, noted_by_name = excluded.noted_by_name, noted_at = excluded.noted_at, \
                 confirmed_by = excluded.confirmed_by, confirmed_by_name = excluded.confirmed_by_name, \
                 known_at = excluded.known_at",
        )
        .bind(organization)
        .bind(&account.supplier)
        .bind(&account.iban)
        .bind(call_back.map(|noted| noted.note.clone()))
        .bind(call_back.map(|noted| noted.by))
        .bind(call_back.map(|noted| noted.by_name.clone()))
        .bind(call_back.map(|noted| noted.at))
        .bind(confirmed.map(|(user, _)| *user))
        .bind(confirmed.map(|(_, name)| name.clone()))
        .bind(account.known_at);
        self.execute(statement).await.map(drop)
    }
}
