//! Taking a table in, with its PDFs or without, and PDFs that come later.

use std::collections::{HashMap, HashSet};
use std::io;
use std::time::Duration;

use documents::StoredFile;
use domain::{BatchId, BatchState, Notes, Permission, Reason, Remark, Siret, StartField, StructureId};
use spreadsheet::Sheet;
use storage::{Batch, BatchFile, BatchItem, Document};
use tokio::time::Instant;

use super::Batches;
use super::check::{Table, items_of};
use super::recognise_columns::{recognise_columns, titles_of};
use super::wing::{tell, within_reach};
use crate::issuing::{KeptPart, pdf_document};
use crate::{Actor, OperationError, Result};

/// Most PDFs of one batch.
pub(super) const MOST_FILES: usize = 5_000;
/// Most tables that are taken at once.
const MOST_TABLES: usize = 10;
/// How often files are kept anew where somebody changes the batch meanwhile.
const MOST_TRIES: usize = 3;
/// Longest name of a file that is kept, characters.
const LONGEST_NAME: usize = 200;
/// Characters of a cell that the sample shows.
const LONGEST_SAMPLE: usize = 60;
/// How long Chorus Pro is asked for the recipients of a batch; those that are not known then stay so, which is said.
const ASKING: Duration = Duration::from_secs(10);
/// Invoices that are looked at for their recipients.
const MOST_ASKED: u32 = 5_000;

/// What came of files that were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BegunBatches {
    /// A batch for each table.
    pub batches: Vec<BatchId>,
    /// How many PDFs were kept.
    pub files: usize,
    /// What was not taken, by name, with why.
    pub refused: Vec<(String, Reason)>,
}

/// Files told by their bytes.
#[derive(Default)]
struct Given {
    tables: Vec<(String, StoredFile)>,
    pdfs: Vec<BatchFile>,
    refused: Vec<(String, Reason)>,
}

impl Batches {
    /// Takes tables in with their PDFs, loose or in archives: each table is a batch, read and checked. `structure` issues
    /// the rows that name none.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when there is no table, [`OperationError::NotFound`] when the structure is out of reach.
    pub async fn begin_batch(
        &self,
        actor: &Actor,
        structure: Option<StructureId>,
        files: Vec<(String, StoredFile)>,
    ) -> Result<BegunBatches> {
        actor.require(Permission::Deposit)?;
        if let Some(structure) = structure {
            actor.require_whole_structure(structure)?;
        }
        let (batches, actor) = (self.clone(), actor.clone());
        // Of its own: who sent it may leave, and what was given is taken all the same.
        let taking = tokio::spawn(async move { batches.begin(&actor, structure, files).await });
        taking.await.map_err(io::Error::other)?
    }

    async fn begin(
        &self,
        actor: &Actor,
        structure: Option<StructureId>,
        files: Vec<(String, StoredFile)>,
    ) -> Result<BegunBatches> {
        let given = self.sort(actor, files).await?;
        if given.tables.is_empty() && given.refused.is_empty() {
            return Err(OperationError::Invalid(Notes::of_error(StartField::File, Remark::TableNotGiven)));
        }
        let mut begun = BegunBatches { refused: given.refused, ..BegunBatches::default() };
        let pdfs = with_free_names(&[], &given.pdfs, &HashSet::new());
        for (name, file) in given.tables {
            self.keep_table(actor, structure, &name, file, &pdfs, &mut begun).await?;
        }
        begun.files = pdfs.len();
        Ok(begun)
    }

    /// Takes in more files for a batch: PDFs of its rows, and a corrected table, which becomes a batch of its own with the
    /// PDFs of this one.
    ///
    /// # Errors
    /// [`OperationError::Refused`] while drafts are being made, or when the batch was given up.
    pub async fn add_files(
        &self,
        actor: &Actor,
        id: BatchId,
        files: Vec<(String, StoredFile)>,
    ) -> Result<BegunBatches> {
        let batch = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        require_open(&batch)?;
        let (batches, actor) = (self.clone(), actor.clone());
        let taking = tokio::spawn(async move { batches.add(&actor, id, files).await });
        taking.await.map_err(io::Error::other)?
    }

    async fn add(
        &self,
        actor: &Actor,
        id: BatchId,
        files: Vec<(String, StoredFile)>,
    ) -> Result<BegunBatches> {
        let given = self.sort(actor, files).await?;
        let mut begun =
            BegunBatches { refused: given.refused, files: given.pdfs.len(), ..BegunBatches::default() };
        let batch = if given.pdfs.is_empty() {
            within_reach(actor, self.ground.read().await?.as_mut(), id).await?
        } else {
            self.keep_files(actor, id, &given.pdfs).await?
        };
        let files = self.ground.read().await?.batch_files(actor.organization, id).await?;
        for (name, file) in given.tables {
            self.keep_table(actor, batch.structure, &name, file, &files, &mut begun).await?;
        }
        Ok(begun)
    }

    /// Keeps PDFs with a batch and checks it with them; where somebody changes it at the same time, once more.
    async fn keep_files(&self, actor: &Actor, id: BatchId, files: &[BatchFile]) -> Result<Batch> {
        let mut tries = 0;
        loop {
            let batch = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
            match self.check_and_keep(actor, batch, &[], files).await {
                Err(OperationError::ChangedMeanwhile) if tries < MOST_TRIES => tries += 1,
                kept => return kept,
            }
        }
    }

    /// Tells files by their bytes; those of archives one by one.
    async fn sort(&self, actor: &Actor, files: Vec<(String, StoredFile)>) -> Result<Given> {
        let mut given = Given::default();
        for (name, file) in files {
            for (name, part) in self.issuing.kept_parts(actor, file, &name).await? {
                let name = end_of(&name);
                match part {
                    Ok(KeptPart::Table(_)) if given.tables.len() >= MOST_TABLES => {
                        given.refused.push((name, Reason::TooManyTables { most: MOST_TABLES }));
                    }
                    Ok(KeptPart::Table(file)) => given.tables.push((name, file)),
                    Ok(KeptPart::Pdf(_)) if given.pdfs.len() >= MOST_FILES => {
                        given.refused.push((name, Reason::BatchTooManyFiles { most: MOST_FILES }));
                    }
                    Ok(KeptPart::Pdf(file)) => match pdf_document(&file, base_name(&name)) {
                        Ok(document) => {
                            let added_at = self.ground.now();
                            given.pdfs.push(BatchFile { name, document, added_at });
                        }
                        Err(OperationError::Refused(reason)) => given.refused.push((name, reason)),
                        Err(other) => return Err(other),
                    },
                    Err(reason) => given.refused.push((name, reason)),
                }
            }
        }
        Ok(given)
    }

    async fn keep_table(
        &self,
        actor: &Actor,
        structure: Option<StructureId>,
        name: &str,
        file: StoredFile,
        files: &[BatchFile],
        begun: &mut BegunBatches,
    ) -> Result<()> {
        let sheet = match self.read_table(&file.sha256).await {
            Ok(sheet) => sheet,
            Err(OperationError::Refused(reason)) => {
                begun.refused.push((name.to_owned(), reason));
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        let (batch, items) = self.new_batch(actor, structure, name, file, &sheet, files).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        if let Some(structure) = structure {
            let overview = transaction.structure(actor.organization, structure).await?;
            overview.ok_or(OperationError::NotFound("structure"))?;
        }
        transaction.insert_batch(&batch).await?;
        for file in files {
            transaction.put_batch_file(actor.organization, batch.id, file).await?;
        }
        transaction.replace_batch_items(actor.organization, batch.id, &items).await?;
        let sha256 = &batch.document.sha256;
        transaction.journal(&self.ground.act(actor, "batch.begin", batch.id, sha256)).await?;
        tell(transaction.as_mut(), &batch).await?;
        transaction.commit().await?;
        begun.batches.push(batch.id);
        Ok(())
    }

    async fn new_batch(
        &self,
        actor: &Actor,
        structure: Option<StructureId>,
        name: &str,
        file: StoredFile,
        sheet: &Sheet,
        files: &[BatchFile],
    ) -> Result<(Batch, Vec<BatchItem>)> {
        let now = self.ground.now();
        let mut read = self.ground.read().await?;
        let columns = recognise_columns(read.as_mut(), actor.organization, &sheet.header).await?;
        let titles = titles_of(&sheet.header);
        let first = sheet.rows.first();
        let sample = (0..titles.len()).map(|place| {
            first.map(|row| row.text(place)).unwrap_or_default().chars().take(LONGEST_SAMPLE).collect()
        });
        // Where PDFs come along or are named, one that is missing is missing.
        let names_files = columns.contains(&Some(domain::BatchColumn::File));
        let batch = Batch {
            id: self.ground.id(),
            organization: actor.organization,
            document: Document {
                sha256: file.sha256,
                name: table_name(name),
                bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            },
            sample: sample.collect(),
            titles,
            columns,
            structure,
            entries: files.is_empty() && !names_files,
            state: BatchState::Prepared,
            reason: None,
            created_by: actor.user,
            created_by_name: actor.name.clone(),
            started_by: None,
            created_at: now,
            updated_at: now,
            started_at: None,
            ended_at: None,
            version: 1,
        };
        let items =
            items_of(&self.ground, read.as_mut(), actor, &Table { batch: &batch, sheet, files }).await?;
        Ok((batch, items))
    }

    /// Asks Chorus Pro for the recipients of a batch that are not known yet, for a while, and checks it anew.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn meet_batch_recipients(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let mut read = self.ground.read().await?;
        let batch = within_reach(actor, read.as_mut(), id).await?;
        let items = read.batch_items(actor.organization, id, None, 0, MOST_ASKED).await?;
        drop(read);
        let unknown = items.into_iter().filter(|item| item.form.recipient_name.is_empty());
        let asked: HashSet<(StructureId, String)> = unknown
            .filter(|item| Siret::parse(&item.form.recipient_siret).is_ok())
            .filter_map(|item| Some((item.structure?, item.form.recipient_siret)))
            .collect();
        if asked.is_empty() || !batch.state.may_change() {
            return Ok(());
        }
        let until = Instant::now() + ASKING;
        let mut silent: HashSet<StructureId> = HashSet::new();
        for (structure, siret) in asked {
            if silent.contains(&structure) {
                continue;
            }
            let asking = self.directory.recipient_card(actor, structure, &siret);
            match tokio::time::timeout_at(until, asking).await {
                Ok(Ok(_) | Err(OperationError::Refused(_) | OperationError::NotFound(_))) => {}
                // Silence, once, is enough.
                Ok(Err(OperationError::ChorusPro { reason, .. })) => {
                    tracing::info!(?reason, "recipients of a batch not asked for");
                    silent.insert(structure);
                }
                Ok(Err(other)) => return Err(other),
                Err(_) => break,
            }
        }
        self.check_batch(actor, id).await
    }
}

/// Whether files may be added to a batch, and its rows checked anew.
pub(super) fn require_open(batch: &Batch) -> Result<()> {
    match batch.state {
        BatchState::Running => Err(OperationError::Refused(Reason::BatchRunning)),
        BatchState::Cancelled => Err(OperationError::Refused(Reason::BatchCancelled)),
        BatchState::Prepared | BatchState::Paused | BatchState::Done => Ok(()),
    }
}

/// A name without the folders of the archive that it came from.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The end of a name: there stand what kind of file it is and what tells it from its like.
fn end_of(name: &str) -> String {
    let beyond = name.chars().count().saturating_sub(LONGEST_NAME);
    name.chars().skip(beyond).collect()
}

/// New files under names that no other document has: the second `facture.pdf` is called `facture (2).pdf`. What is there
/// already is left out. A file takes the place of one of its name that could not be used, told by its SHA-256.
pub(super) fn with_free_names(
    known: &[BatchFile],
    new: &[BatchFile],
    unusable: &HashSet<String>,
) -> Vec<BatchFile> {
    let (mut taken, mut by_document) = (HashSet::new(), HashMap::<String, Vec<String>>::new());
    for file in known.iter().filter(|file| !unusable.contains(&file.document.sha256)) {
        taken.insert(file.name.clone());
        by_document.entry(file.document.sha256.clone()).or_default().push(file.name.clone());
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut named = Vec::with_capacity(new.len());
    for file in new {
        let names = by_document.entry(file.document.sha256.clone()).or_default();
        if names.iter().any(|name| is_called(name, &file.name)) {
            continue;
        }
        let count = counts.entry(&file.name).or_insert(1);
        let mut name = numbered_name(&file.name, *count);
        while taken.contains(&name) {
            *count += 1;
            name = numbered_name(&file.name, *count);
        }
        taken.insert(name.clone());
        names.push(name.clone());
        named.push(BatchFile { name, ..file.clone() });
    }
    named
}

/// A name in two: before `.pdf`, and that.
fn parts_of(name: &str) -> (&str, &str) {
    let cut = name.len().saturating_sub(4);
    let is_pdf = name.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(".pdf"));
    if is_pdf { name.split_at(cut) } else { (name, "") }
}

/// The name of the file that is the first, the second and so on of its name.
fn numbered_name(name: &str, count: usize) -> String {
    let (stem, ending) = parts_of(name);
    if count == 1 { name.to_owned() } else { end_of(&format!("{stem} ({count}){ending}")) }
}

/// Whether a file is called so, or so with a number.
fn is_called(name: &str, so: &str) -> bool {
    let (stem, ending) = parts_of(so);
    let between = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(ending));
    between.is_some_and(|between| {
        let number = between.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
        between.is_empty() || number.is_some_and(|number| number.parse::<usize>().is_ok())
    })
}

/// The name of a table, for who downloads it again: letters, digits, `-`, `_` and `.`.
fn table_name(name: &str) -> String {
    let plain =
        |sign: char| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' };
    let name: String = base_name(name).chars().map(plain).take(100).collect();
    if name.trim_matches(['.', '_']).is_empty() { "tableau".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn file(name: &str, sha256: &str) -> BatchFile {
        let document = Document { sha256: sha256.to_owned(), name: name.to_owned(), bytes: 1 };
        BatchFile { name: name.to_owned(), document, added_at: DateTime::UNIX_EPOCH }
    }

    fn named(known: &[(&str, &str)], new: &[(&str, &str)], unusable: &[&str]) -> Vec<(String, String)> {
        let files =
            |of: &[(&str, &str)]| of.iter().map(|(name, sha256)| file(name, sha256)).collect::<Vec<_>>();
        let unusable: HashSet<String> = unusable.iter().map(|sha256| (*sha256).to_owned()).collect();
        let named = with_free_names(&files(known), &files(new), &unusable);
        named.into_iter().map(|file| (file.name, file.document.sha256)).collect()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, sha256)| ((*name).to_owned(), (*sha256).to_owned())).collect()
    }

    #[test]
    fn another_document_of_the_same_name_has_a_name_of_its_own() {
        let given = [("f.pdf", "a"), ("f.pdf", "b"), ("f.pdf", "a"), ("f.PDF", "c"), ("f.pdf", "d")];
        let told = [("f.pdf", "a"), ("f (2).pdf", "b"), ("f.PDF", "c"), ("f (3).pdf", "d")];
        assert_eq!(named(&[], &given, &[]), pairs(&told));
        let known = [("f.pdf", "a"), ("f (2).pdf", "b")];
        let again = [("f.pdf", "b"), ("f.pdf", "c"), ("f.pdf", "a")];
        assert_eq!(named(&known, &again, &[]), pairs(&[("f (3).pdf", "c")]));
        assert_eq!(named(&known, &[("f.pdf", "c")], &["a"]), pairs(&[("f.pdf", "c")]), "a mended one");
        assert_eq!(named(&[("f bis.pdf", "a")], &[("f.pdf", "a")], &[]), pairs(&[("f.pdf", "a")]));
    }

    #[test]
    fn of_a_name_that_is_too_long_its_end_is_kept() {
        let long = format!("{}FA-12.pdf", "é".repeat(300));
        let end = end_of(&long);
        assert_eq!((end.chars().count(), end.ends_with("éFA-12.pdf")), (LONGEST_NAME, true));
        assert!(numbered_name(&end, 2).ends_with("FA-12 (2).pdf"));
        assert_eq!(numbered_name(&end, 2).chars().count(), LONGEST_NAME);
    }
}
