//! EDI links, and the files that came by them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Direction, EdiFileId, EdiLinkId, FlowWay, InvoiceId, OrganizationId, Reason, StructureId};
use storage::{
    AccessState, Document, EdiFate, EdiFile, EdiLink, EdiPlace, EdiTold, Flow, ReadEdi, Result, WriteEdi,
};

use super::accesses::{read_state, state_parts};
use super::flows::{flow_columns, read_flow};
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

macro_rules! link {
    ($rest:literal) => {
        concat!(
            "SELECT edi_links.id, edi_links.organization_id, structure_id, edi_links.application, syntaxes, root, \
                 host, port, user_name, sealed_key, public_key, host_key, outbox, inbox, processed, state, \
                 state_reason, state_since, generation, collected_at, problem, created_at, updated_at, \
                 next_sequence \
             FROM edi_links LEFT JOIN edi_sequences \
                 ON edi_sequences.organization_id = edi_links.organization_id \
                 AND edi_sequences.application = edi_links.application \
             WHERE edi_links.organization_id = $1",
            $rest
        )
    };
}

macro_rules! file {
    ($rest:literal) => {
        concat!(
            "SELECT id, organization_id, structure_id, document_sha256, document_name, document_bytes, fate, told, \
                 contents, received_at, cleared_at \
             FROM edi_files WHERE organization_id = $1",
            $rest
        )
    };
}

/// The same without what was read of it.
macro_rules! listed_file {
    ($rest:literal) => {
        concat!(
            "SELECT id, organization_id, structure_id, document_sha256, document_name, document_bytes, fate, told, \
                 'null' AS contents, received_at, cleared_at \
             FROM edi_files WHERE organization_id = $1",
            $rest
        )
    };
}

fn read_link(row: &Row) -> Result<EdiLink> {
    let fields = row.of("edi_links");
    let place = match fields.opt_text("host")? {
        Some(host) => {
            let port = fields.integer("port")?;
            EdiPlace::Sftp {
                host,
                port: u16::try_from(port).map_err(|_| fields.unreadable("port", port.to_string()))?,
                user: fields.text("user_name")?,
                sealed_key: fields.text("sealed_key")?,
                public_key: fields.text("public_key")?,
                host_key: fields.opt_text("host_key")?,
            }
        }
        None => EdiPlace::Folder { root: fields.text("root")? },
    };
    Ok(EdiLink {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        application: fields.text("application")?,
        next_sequence: fields.opt_integer("next_sequence")?.unwrap_or(1),
        syntaxes: fields.json("syntaxes")?,
        place,
        outbox: fields.text("outbox")?,
        inbox: fields.text("inbox")?,
        processed: fields.text("processed")?,
        state: read_state(fields)?,
        state_since: fields.time("state_since")?,
        generation: fields.integer("generation")?,
        collected_at: fields.opt_time("collected_at")?,
        problem: fields.opt_reason("problem")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
    })
}

fn read_file(row: &Row) -> Result<EdiFile> {
    let fields = row.of("edi_files");
    Ok(EdiFile {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        document: Document {
            sha256: fields.text("document_sha256")?,
            name: fields.text("document_name")?,
            bytes: fields.integer("document_bytes")?,
        },
        fate: fields.code("fate", EdiFate::from_code)?,
        told: fields.json("told")?,
        contents: fields.json("contents")?,
        received_at: fields.time("received_at")?,
        cleared_at: fields.opt_time("cleared_at")?,
    })
}

#[async_trait]
impl ReadEdi for Handle {
    async fn edi_link(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<EdiLink>> {
        let statement = query(link!(" AND structure_id = $2")).bind(organization).bind(structure);
        self.fetch_optional(statement).await?.as_ref().map(read_link).transpose()
    }

    async fn edi_links(&mut self, organization: OrganizationId) -> Result<Vec<EdiLink>> {
        let statement = query(link!(" ORDER BY edi_links.id")).bind(organization);
        self.fetch_all(statement).await?.iter().map(read_link).collect()
    }

    async fn edi_files(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<EdiFile>> {
        let statement =
            query(listed_file!(" AND structure_id = $2 ORDER BY received_at DESC, id DESC LIMIT $3"))
                .bind(organization)
                .bind(structure)
                .bind(most);
        self.fetch_all(statement).await?.iter().map(read_file).collect()
    }

    async fn edi_file(&mut self, organization: OrganizationId, id: EdiFileId) -> Result<Option<EdiFile>> {
        let statement = query(file!(" AND id = $2")).bind(organization).bind(id);
        self.fetch_optional(statement).await?.as_ref().map(read_file).transpose()
    }

    async fn edi_file_with(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        sha256: &str,
    ) -> Result<Option<EdiFile>> {
        let statement = query(file!(" AND structure_id = $2 AND document_sha256 = $3"))
            .bind(organization)
            .bind(structure)
            .bind(sha256);
        self.fetch_optional(statement).await?.as_ref().map(read_file).transpose()
    }

    async fn edi_flow(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Option<Flow>> {
        let sql = concat!(
            "SELECT ",
            flow_columns!(),
            " FROM flows WHERE organization_id = $1 AND structure_id = $2 AND way = $3 AND number = $4"
        );
        let statement = query(sql).bind(organization).bind(structure).bind(FlowWay::Edi.code()).bind(number);
        self.fetch_optional(statement).await?.as_ref().map(read_flow).transpose()
    }

    async fn received_with_number(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        supplier: &str,
        number: &str,
    ) -> Result<Vec<InvoiceId>> {
        let statement = query(
            "SELECT id FROM invoices WHERE organization_id = $1 AND direction = $2 AND number = $3 \
                 AND structure_id = $4 AND partner_siret = $5 ORDER BY seq",
        )
        .bind(organization)
        .bind(Direction::Received.code())
        .bind(number)
        .bind(structure)
        .bind(supplier);
        self.fetch_all(statement).await?.iter().map(|row| row.of("invoices").id("id")).collect()
    }
}

#[async_trait]
impl WriteEdi for Handle {
    async fn put_edi_link(&mut self, link: &EdiLink) -> Result<()> {
        let (state, reason) = state_parts(&link.state)?;
        let (root, server) = match &link.place {
            EdiPlace::Folder { root } => (Some(root.as_str()), None),
            EdiPlace::Sftp { host, port, user, sealed_key, public_key, host_key } => (
                None,
                Some((
                    host.as_str(),
                    i64::from(*port),
                    user.as_str(),
                    sealed_key.as_str(),
                    public_key.as_str(),
                    host_key.as_deref(),
                )),
            ),
        };
        let statement = query(
            "INSERT INTO edi_links (organization_id, id, structure_id, application, syntaxes, root, host, port, \
                 user_name, sealed_key, public_key, host_key, outbox, inbox, processed, state, state_reason, \
                 state_since, generation, collected_at, problem, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23) \
             ON CONFLICT (organization_id, structure_id) DO UPDATE SET application = excluded.application, \
                 syntaxes = excluded.syntaxes, root = excluded.root, host = excluded.host, port = excluded.port, \
                 user_name = excluded.user_name, sealed_key = excluded.sealed_key, \
                 public_key = excluded.public_key, host_key = excluded.host_key, outbox = excluded.outbox, \
                 inbox = excluded.inbox, processed = excluded.processed, state = excluded.state, \
                 state_reason = excluded.state_reason, state_since = excluded.state_since, \
                 generation = excluded.generation, updated_at = excluded.updated_at",
        )
        .bind(link.organization)
        .bind(link.id)
        .bind(link.structure)
        .bind(&link.application)
        .bind(json(&link.syntaxes)?)
        .bind(root)
        .bind(server.map(|server| server.0))
        .bind(server.map(|server| server.1))
        .bind(server.map(|server| server.2))
        .bind(server.map(|server| server.3))
        .bind(server.map(|server| server.4))
        .bind(server.and_then(|server| server.5))
        .bind(&link.outbox)
        .bind(&link.inbox)
        .bind(&link.processed)
        .bind(state)
        .bind(reason)
        .bind(link.state_since)
        .bind(link.generation)
        .bind(link.collected_at)
        .bind(link.problem.as_ref().map(json).transpose()?)
        .bind(link.created_at)
        .bind(link.updated_at);
        self.execute(statement).await?;
        let statement = query(
            "INSERT INTO edi_sequences (organization_id, application, next_sequence) VALUES ($1, $2, $3) \
             ON CONFLICT (organization_id, application) DO UPDATE SET next_sequence = excluded.next_sequence \
             WHERE edi_sequences.next_sequence < excluded.next_sequence",
        )
        .bind(link.organization)
        .bind(&link.application)
        .bind(link.next_sequence);
        self.execute(statement).await.map(drop)
    }

    async fn take_edi_sequence(&mut self, organization: OrganizationId, application: &str) -> Result<i64> {
        let statement = query(
            "INSERT INTO edi_sequences (organization_id, application, next_sequence) VALUES ($1, $2, 2) \
             ON CONFLICT (organization_id, application) DO UPDATE \
                 SET next_sequence = edi_sequences.next_sequence + 1 \
             RETURNING next_sequence",
        )
        .bind(organization)
        .bind(application);
        let row = self.fetch_optional(statement).await?;
        let next = row.map(|row| row.of("edi_sequences").integer("next_sequence")).transpose()?;
        // A statement that returns gives its row.
        Ok(next.unwrap_or(2) - 1)
    }

    async fn set_edi_state(
        &mut self,
        organization: OrganizationId,
        id: EdiLinkId,
        generation: i64,
        state: &AccessState,
        since: DateTime<Utc>,
    ) -> Result<bool> {
        let (code, reason) = state_parts(state)?;
        let statement = query(
            "UPDATE edi_links SET state = $1, state_reason = $2, state_since = $3 \
             WHERE organization_id = $4 AND id = $5 AND generation = $6",
        )
        .bind(code)
        .bind(reason)
        .bind(since)
        .bind(organization)
        .bind(id)
        .bind(generation);
        Ok(self.execute(statement).await? == 1)
    }

    async fn set_edi_collected(
        &mut self,
        organization: OrganizationId,
        id: EdiLinkId,
        at: DateTime<Utc>,
        problem: Option<&Reason>,
    ) -> Result<()> {
        let sql =
            "UPDATE edi_links SET collected_at = $1, problem = $2 WHERE organization_id = $3 AND id = $4";
        let statement = query(sql).bind(at).bind(problem.map(json).transpose()?).bind(organization).bind(id);
        self.execute(statement).await.map(drop)
    }

    async fn insert_edi_file(&mut self, file: &EdiFile) -> Result<()> {
        let statement = query(
            "INSERT INTO edi_files (organization_id, id, structure_id, document_sha256, document_name, \
                 document_bytes, fate, told, contents, received_at, cleared_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(file.organization)
        .bind(file.id)
        .bind(file.structure)
        .bind(&file.document.sha256)
        .bind(&file.document.name)
        .bind(file.document.bytes)
        .bind(file.fate.code())
        .bind(json(&file.told)?)
        .bind(json(&file.contents)?)
        .bind(file.received_at)
        .bind(file.cleared_at);
        self.execute(statement).await.map(drop)
    }

    async fn set_edi_file_told(
        &mut self,
        organization: OrganizationId,
        id: EdiFileId,
        fate: EdiFate,
        told: &[EdiTold],
    ) -> Result<()> {
        let sql = "UPDATE edi_files SET fate = $1, told = $2 WHERE organization_id = $3 AND id = $4";
        let statement = query(sql).bind(fate.code()).bind(json(&told)?).bind(organization).bind(id);
        changed_one(self.execute(statement).await?, "edi_files")
    }

    async fn set_edi_file_cleared(
        &mut self,
        organization: OrganizationId,
        id: EdiFileId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query("UPDATE edi_files SET cleared_at = $1 WHERE organization_id = $2 AND id = $3")
            .bind(at)
            .bind(organization)
            .bind(id);
        changed_one(self.execute(statement).await?, "edi_files")
    }
}
