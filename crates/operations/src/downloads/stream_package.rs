//! A package on its way to a person: one ZIP that is made while it leaves, with an index of what is in it and what is not.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;

use domain::{InvoiceId, NamePattern, PackageId, PackageItemState, PackageState, Reason, StructureId};
use storage::{
    Attachment, Document, Invoice, Package, PackageItem, PackageOwner, Snapshot, StructureOverview,
};

use super::Downloads;
use super::begin_package::values_of;
use super::package_view::reached;
use super::wing::StreamTurn;
use crate::ground::{ArchivePieces, Ground, Packing};
use crate::{Actor, OperationError, Result};

/// Invoices that are read together: what is held in memory.
const AT_ONCE: u32 = 100;
/// Files of one package at most: what is known of each is held until its end.
const MOST_FILES: u64 = 50_000;
/// Where the files of the invoices are: nothing that names them meets the index.
const FOLDER: &str = "factures";

/// A file of a package, as it was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFile {
    /// Its path in the archive.
    pub name: String,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: i64,
}

/// Why something of an invoice is not in the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What: a name, or empty for what Chorus Pro did not give.
    pub what: String,
    /// Why.
    pub reason: Reason,
}

/// An invoice of a package, as it was packed.
#[derive(Clone, Debug)]
pub struct PackedInvoice {
    /// The invoice.
    pub invoice: Invoice,
    /// Its structure.
    pub structure: storage::Structure,
    /// Its files.
    pub files: Vec<PackedFile>,
    /// What is not there.
    pub left_out: Vec<LeftOut>,
}

/// Who writes the index of a package, line by line; the words are the interface's. Blocking for moments only.
pub trait PackageIndex: Send {
    /// Adds an invoice.
    ///
    /// # Errors
    /// When it cannot be written.
    fn line(&mut self, packed: &PackedInvoice) -> io::Result<()>;

    /// Ends it: its files with their names, from their beginning. `out_of_reach` invoices were in the package and are not
    /// the person's to see any more.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>, out_of_reach: u64) -> io::Result<Vec<(String, File)>>;
}

/// A package on its way.
pub struct PackageStream {
    /// The package.
    pub package: Package,
    /// The pieces of its ZIP; an error breaks it off.
    pub pieces: ArchivePieces,
}

/// What is packed, and for whom.
struct Leaving {
    ground: Ground,
    documents: documents::DocumentStore,
    actor: Actor,
    package: Package,
    pattern: NamePattern,
    /// Given back at the end.
    _turn: StreamTurn,
}

impl Downloads {
    /// Begins to hand a package out. What a person may see is decided anew; who takes it away is written down, and received
    /// invoices count as given from then on.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or was taken away; [`OperationError::Refused`] when it is not
    /// ready yet, or when the person takes others away at the moment.
    pub async fn open_package(
        &self,
        actor: &Actor,
        id: PackageId,
        index: Box<dyn PackageIndex>,
    ) -> Result<PackageStream> {
        let organization = actor.organization;
        let mut transaction = self.ground.write(organization).await?;
        let package = reached(transaction.as_mut(), actor, id).await?;
        let is_over = package.expires_at.is_some_and(|end| end <= self.ground.now());
        match package.state {
            PackageState::Deleted => return Err(OperationError::NotFound("package")),
            _ if is_over => return Err(OperationError::NotFound("package")),
            PackageState::Preparing => return Err(OperationError::Refused(Reason::PackageNotReady)),
            PackageState::Ready => {}
        }
        let turn = self.streams.turn(actor.user);
        let turn = turn.ok_or(OperationError::Refused(Reason::TooManyDownloads))?;
        transaction.journal(&self.ground.act(actor, "package.download", id, &package.selection)).await?;
        transaction.commit().await?;
        let pattern = NamePattern::parse(&package.choice.pattern).unwrap_or_default();
        let leaving = Leaving {
            ground: self.ground.clone(),
            documents: self.documents.clone(),
            actor: actor.clone(),
            package: package.clone(),
            pattern,
            _turn: turn,
        };
        let (packing, pieces) = Packing::streamed();
        tokio::spawn(async move {
            // Whoever takes it is told by its breaking off.
            if let Err(error) = leaving.pack(packing, index).await {
                tracing::warn!(%error, package = %leaving.package.id, "a package broke off");
            }
        });
        Ok(PackageStream { package, pieces })
    }
}

impl Leaving {
    async fn pack(&self, mut packing: Packing<()>, mut index: Box<dyn PackageIndex>) -> Result<()> {
        let (mut from, mut out_of_reach) = (0, 0);
        loop {
            let mut portion = {
                let mut read = self.ground.read().await?;
                self.portion(read.as_mut(), from).await?
            };
            let Some(last) = portion.last else { break };
            from = last + 1;
            out_of_reach += portion.out_of_reach;
            let mut given = Vec::new();
            for (item, invoice) in portion.invoices {
                let id = invoice.id;
                let Some(overview) = portion.structures.get(&invoice.structure) else { continue };
                let files = Files {
                    pivot: portion.pivots.remove(&id),
                    attachments: portion.attachments.remove(&id).unwrap_or_default(),
                };
                let packed = self.pack_invoice(&mut packing, &item, invoice, overview, files).await?;
                if !packed.files.is_empty() {
                    given.push(id);
                }
                index.line(&packed)?;
            }
            self.note_given(&given).await?;
        }
        for (name, file) in index.finish(out_of_reach)? {
            packing.written(&name, file).await?;
        }
        packing.end().await
    }

    /// The next invoices with what belongs to them. Nothing is held open while they leave.
    async fn portion(&self, read: &mut dyn Snapshot, from: u32) -> Result<Portion> {
        let organization = self.package.organization;
        let items = read.package_items(organization, self.package.id, from, AT_ONCE).await?;
        let last = items.last().map(|item| item.position);
        let ids: Vec<InvoiceId> = items.iter().map(|item| item.invoice).collect();
        let mut known: BTreeMap<InvoiceId, Invoice> = BTreeMap::new();
        for invoice in read.invoices(organization, &ids).await? {
            if let Ok(invoice) = self.actor.reach(Some(invoice)) {
                known.insert(invoice.id, invoice);
            }
        }
        let mut structures = BTreeMap::new();
        for invoice in known.values() {
            if !structures.contains_key(&invoice.structure)
                && let Some(overview) = read.structure(organization, invoice.structure).await?
            {
                structures.insert(invoice.structure, overview);
            }
        }
        let mut attachments: HashMap<InvoiceId, Vec<Attachment>> = HashMap::new();
        if self.package.choice.attachments {
            for attachment in read.attachments_of(organization, &ids).await? {
                // What is prepared for an answer is nobody's yet.
                if attachment.act.is_none() {
                    attachments.entry(attachment.invoice).or_default().push(attachment);
                }
            }
        }
        let pivots = read.pivots_of(organization, &ids).await?;
        let all = items.len();
        let invoices: Vec<(PackageItem, Invoice)> = items
            .into_iter()
            .filter_map(|item| known.remove(&item.invoice).map(|invoice| (item, invoice)))
            .collect();
        let out_of_reach = (all - invoices.len()) as u64;
        Ok(Portion { last, invoices, out_of_reach, structures, attachments, pivots })
    }

    async fn pack_invoice(
        &self,
        packing: &mut Packing<()>,
        item: &PackageItem,
        invoice: Invoice,
        overview: &StructureOverview,
        files: Files,
    ) -> Result<PackedInvoice> {
        let choice = &self.package.choice;
        let name = format!("{FOLDER}/{}", self.pattern.name(&values_of(&invoice, overview)));
        let mut wanted: Vec<(String, Document)> = Vec::new();
        if choice.contents.has_pdf() {
            wanted.extend(invoice.document.clone().map(|document| (format!("{name}.pdf"), document)));
        }
        if choice.contents.has_pivot() {
            wanted.extend(files.pivot.map(|document| (format!("{name}_pivot.xml"), document)));
        }
        for attachment in files.attachments {
            let document = attachment.document;
            wanted.push((format!("{name}_pieces/{}", document.name), document));
        }
        let mut packed = PackedInvoice {
            invoice,
            structure: overview.structure.clone(),
            files: Vec::new(),
            left_out: Vec::new(),
        };
        if item.state == PackageItemState::Missing {
            let reason = item.reason.clone().unwrap_or(Reason::Internal);
            packed.left_out.push(LeftOut { what: String::new(), reason });
        }
        for (name, document) in wanted {
            let left_out = |reason| LeftOut { what: document.name.clone(), reason };
            if packing.count() as u64 >= MOST_FILES {
                packed.left_out.push(left_out(Reason::TooManyFilesInPackage { most: MOST_FILES }));
                continue;
            }
            match packing.document(&self.documents, &name, &document).await {
                Ok(name) => {
                    let Document { sha256, bytes, .. } = document;
                    packed.files.push(PackedFile { name, sha256, bytes });
                }
                // One that is not there is told; one that breaks off in the middle breaks the archive.
                Err(OperationError::File(error)) if error.kind() == io::ErrorKind::NotFound => {
                    tracing::error!(%error, sha256 = document.sha256, "a document is not in its store");
                    packed.left_out.push(left_out(Reason::FileUnreadable));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(packed)
    }

    /// Received invoices whose files have left count as given.
    async fn note_given(&self, given: &[InvoiceId]) -> Result<()> {
        let organization = self.package.organization;
        let mut transaction = self.ground.write(organization).await?;
        transaction.mark_downloaded(organization, given, self.ground.now()).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Files of an invoice besides its PDF.
struct Files {
    pivot: Option<Document>,
    attachments: Vec<Attachment>,
}

/// Some invoices of a package with what belongs to them.
struct Portion {
    /// The last position that was looked at; none at the end.
    last: Option<u32>,
    invoices: Vec<(PackageItem, Invoice)>,
    out_of_reach: u64,
    structures: BTreeMap<StructureId, StructureOverview>,
    attachments: HashMap<InvoiceId, Vec<Attachment>>,
    pivots: BTreeMap<InvoiceId, Document>,
}

impl PackageStream {
    /// The name under which it is saved.
    #[must_use]
    pub fn file_name(&self) -> String {
        match self.package.of {
            PackageOwner::Person(_) => format!("factures-{}.zip", domain::paris_day(self.package.created_at)),
            PackageOwner::Archive(_, month) => format!("archive-{}.zip", month.format("%Y-%m")),
        }
    }
}
