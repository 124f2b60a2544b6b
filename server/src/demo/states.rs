//! What stands in the demonstration so that every state can be looked at: drafts of each kind, what was refused, what
//! waits to be confirmed, accesses that are broken, missing or near the end of their certificate.
//!
//! Nothing is painted on: each state comes about by the operations, or is left as the end of a process leaves it.

use anyhow::Context as _;
use bytes::Bytes;
use chorus_pro_simulator::world::{Account, Structure};
use chorus_pro_simulator::{CertificateFiles, PKCS12_PASSWORD, World};
use chrono::TimeDelta;
use domain::{Direction, InvoiceForm, InvoiceId, InvoiceStatus, ProcessId, StructureId};
use jobs::Kind as _;
use operations::{
    Actor, Credentials, DraftEdit, InvoiceFilter, NewStructure, OperationError, Scope, Submit, new_id,
};
use secrecy::SecretString;
use storage::{LeaseRequest, Turn};

use super::sample::{Paper, blank_pdf, pdf};
use super::seed::{form, paper, put_structure};
use crate::serve::Pupitre;
use crate::system::SystemEntropy;

/// Clients that have a draft, the first ones.
const DRAFTS: usize = 5;
/// Days that the certificate near its end has left.
const LEFT: i64 = 20;
/// A client that has given no access yet.
const WITHOUT_ACCESS: (&str, &str) = ("80112233900010", "SERRURERIE DU GATINAIS");

/// A structure of the world as it stands in Pupitre.
pub(super) type Known<'a> = (&'a Structure, StructureId);

/// A person at work in the demonstration, and the town that is invoiced.
pub(super) struct Work<'a> {
    pub(super) pupitre: &'a Pupitre,
    pub(super) actor: &'a Actor,
    pub(super) town: &'a Structure,
}

impl Work<'_> {
    /// Whether something of a structure stands here that Chorus Pro does not hold.
    async fn has_own(&self, structure: StructureId) -> anyhow::Result<bool> {
        let filter = InvoiceFilter {
            structures: Some(vec![structure]),
            per_page: 200,
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let page = self.pupitre.desk.portfolio.list(self.actor, filter).await?;
        Ok(page.rows.iter().any(|row| !row.status.is_at_chorus_pro()))
    }

    fn paper(&self, rank: usize, supplier: &Structure) -> Paper {
        let service = self.town.services.first().map(|service| service.code.clone()).unwrap_or_default();
        paper(self.pupitre, rank, supplier, self.town, &service)
    }

    /// Drops a document and types a form over what it began.
    async fn draft(
        &self,
        structure: StructureId,
        document: Vec<u8>,
        name: &str,
        form: Option<&InvoiceForm>,
    ) -> anyhow::Result<InvoiceId> {
        let issuing = &self.pupitre.desk.issuing;
        let content = futures::stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(document))]);
        let file = issuing.receive_file(self.actor, content).await?;
        let id = issuing.begin_deposit(self.actor, structure, file, name).await?;
        if let Some(form) = form {
            let begun = issuing.deposit_view(self.actor, id).await?.draft;
            issuing.save_draft(self.actor, id, DraftEdit::over(&begun, form)).await?;
        }
        Ok(id)
    }

    /// A draft of a paper, typed as it stands there.
    async fn typed(&self, structure: StructureId, paper: &Paper) -> anyhow::Result<InvoiceId> {
        self.draft(structure, pdf(paper), &format!("{}.pdf", paper.number), Some(&form(paper))).await
    }

    async fn submit(&self, id: InvoiceId) -> anyhow::Result<()> {
        let issuing = &self.pupitre.desk.issuing;
        let review = issuing.review(self.actor, id).await?;
        Ok(issuing.submit(self.actor, id, &review.seal()).await?)
    }

    /// Drafts of the first clients: complete with an attachment, without recipient, with totals that differ from the
    /// document, of a document that nobody can read, and abandoned.
    pub(super) async fn drafts(&self, clients: &[Known<'_>]) -> anyhow::Result<()> {
        let issuing = &self.pupitre.desk.issuing;
        for (rank, (supplier, structure)) in clients.iter().enumerate().take(DRAFTS) {
            if self.has_own(*structure).await? {
                continue;
            }
            let paper = self.paper(rank, supplier);
            let (document, name) = (pdf(&paper), format!("{}.pdf", paper.number));
            let mut form = form(&paper);
            match rank {
                0 => {
                    let id = self.draft(*structure, document, &name, Some(&form)).await?;
                    let note = "Bon de livraison signé le jour de la pose.\n";
                    let content = futures::stream::iter([Ok::<_, std::convert::Infallible>(
                        Bytes::from_static(note.as_bytes()),
                    )]);
                    let file = issuing.receive_file(self.actor, content).await?;
                    issuing.add_attachment(self.actor, id, file, "bon-de-livraison.txt").await?;
                    self.meet_the_town(*structure).await?;
                }
                1 => {
                    form.recipient_siret.clear();
                    form.recipient_name.clear();
                    form.service_code.clear();
                    self.draft(*structure, document, &name, Some(&form)).await?;
                }
                2 => {
                    form.vat = "0,00".to_owned();
                    self.draft(*structure, document, &name, Some(&form)).await?;
                }
                3 => {
                    self.draft(*structure, blank_pdf(), "numerisation.pdf", None).await?;
                }
                _ => {
                    let id = self.draft(*structure, document, &name, Some(&form)).await?;
                    issuing.discard_draft(self.actor, id).await?;
                }
            }
        }
        Ok(())
    }

    /// What the recipient asks for is known from here on, so that the complete draft can be checked at once.
    async fn meet_the_town(&self, structure: StructureId) -> anyhow::Result<()> {
        match self.pupitre.desk.directory.recipient_card(self.actor, structure, &self.town.identifier).await {
            Ok(_) => Ok(()),
            Err(error @ OperationError::ChorusPro { .. }) => {
                tracing::warn!(%error, "the recipient of the complete draft was not read");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An invoice whose number Chorus Pro has known for long, which only Chorus Pro can say: the original is archived and
    /// stands in no list. It leaves with the others and comes back refused.
    pub(super) async fn refused(&self, world: &World, clients: &[Known<'_>]) -> anyhow::Result<()> {
        let archived = world.invoices.iter().filter(|invoice| invoice.archived).filter_map(|invoice| {
            let client = clients.iter().position(|(structure, _)| structure.id == invoice.supplier)?;
            Some((client, invoice))
        });
        // Rather that of a client without a draft, and one that was not entered on the portal: its number looks its part.
        let (client, original) = archived
            .min_by_key(|(client, invoice)| (*client < DRAFTS, invoice.main_file.is_none()))
            .context("the world has no archived invoice")?;
        let (supplier, structure) = clients.get(client).context("the client is gone")?;
        let number = original.number.clone();
        let filter = InvoiceFilter {
            structures: Some(vec![*structure]),
            text: Some(number.clone()),
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let known = self.pupitre.desk.portfolio.list(self.actor, filter).await?;
        if known.rows.iter().any(|row| row.number == number) {
            return Ok(());
        }
        let paper = Paper { number, ..self.paper(1, supplier) };
        let id = self.typed(*structure, &paper).await?;
        self.submit(id).await
    }

    /// An invoice whose sending was cut off at the one call that counts, by the end of the process that made it. Since then
    /// the password of its client has changed, so nobody can ask Chorus Pro whether it arrived: it waits for a person.
    ///
    /// To be done before any other client has an access: the job that is taken must be that of the invoice.
    pub(super) async fn unconfirmed(&self, client: Known<'_>, account: Credentials) -> anyhow::Result<()> {
        let (supplier, structure) = client;
        if self.has_own(structure).await? {
            return Ok(());
        }
        let paper = self.paper(5, supplier);
        let id = self.typed(structure, &paper).await?;
        self.submit(id).await?;
        let (now, organization) = (self.pupitre.desk.now(), self.actor.organization);
        let after = now + TimeDelta::minutes(1);
        let holder = ProcessId(new_id(now, &SystemEntropy));
        let until = after + TimeDelta::minutes(1);
        let request = LeaseRequest { holder, now: after, until, per_lane: 9 };
        let mut transaction = self.pupitre.system.database().write(Turn::Organization(organization)).await?;
        let job = loop {
            let job = transaction.lease_next(&request).await?.context("no job sends the invoice")?;
            if job.new.kind == Submit::NAME {
                break job;
            }
        };
        transaction.announce(&job.lease(), Some(now)).await?;
        transaction.leave(holder, now, after).await?;
        let mut invoice = transaction.invoice(organization, id).await?.context("the invoice is gone")?;
        invoice.status = InvoiceStatus::Unconfirmed;
        invoice.status_at = now;
        transaction.update_invoice(&mut invoice).await?;
        transaction.commit().await?;
        let changed = Credentials { password: SecretString::from("périmé"), ..account };
        Ok(self.pupitre.desk.connecting.save_credentials(self.actor, structure, changed).await?)
    }

    /// Clients whose access is of another kind: by a certificate that ends soon, and none at all.
    pub(super) async fn accesses(
        &self,
        (account, supplier): (&Account, &Structure),
        files: &CertificateFiles,
    ) -> anyhow::Result<()> {
        let (siret, name) = WITHOUT_ACCESS;
        let structures = self.pupitre.desk.portfolio.structures(self.actor).await?;
        if !structures.iter().any(|known| known.structure.identifier.as_str() == siret) {
            let new = NewStructure {
                identifier_kind: String::new(),
                siret: siret.to_owned(),
                name: name.to_owned(),
                town: String::new(),
                side: domain::Side::Supplier.code().to_owned(),
                environment: domain::Environment::Qualification.code().to_owned(),
            };
            self.pupitre.desk.portfolio.add_structure(self.actor, &new).await?;
        }
        let file = files.clients.iter().find(|client| client.login == account.login);
        let file = &file.context("an account has no certificate")?.file;
        let content = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let credentials = Credentials {
            login: account.login.clone(),
            password: SecretString::from(account.password.clone()),
            certificate: Some(content),
            certificate_password: SecretString::from(PKCS12_PASSWORD),
            ..Credentials::default()
        };
        let right = chorus_pro_simulator::world::Right::Supplier;
        let structure = put_structure(self.pupitre, self.actor, supplier, right, credentials).await?;
        // The simulator's certificates are valid for years: what is told of the end of this one is not.
        let organization = self.actor.organization;
        let ends = self.pupitre.desk.now() + TimeDelta::days(LEFT);
        let mut transaction = self.pupitre.system.database().write(Turn::Organization(organization)).await?;
        let overview =
            transaction.structure(organization, structure).await?.context("the structure is gone")?;
        for attached in overview.accesses {
            let mut access = attached.access;
            let Some(facts) = &mut access.certificate else { continue };
            facts.expires_at = ends.min(facts.expires_at);
            transaction.update_access(&access).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
