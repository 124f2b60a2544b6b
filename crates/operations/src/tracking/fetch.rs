//! The files of invoices from Chorus Pro: PDF and attachments of up to ten invoices in one call, the PIVOT of one.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use apart::Apart;
use chorus_pro::factures::{FactureATelecharger, TelechargerGroupeFacture};
use documents::{DocumentStore, StoredFile};
use domain::{InvoiceId, MAXIMUM_TOTAL_BYTES, Reason, StructureId, ValidationId};
use intake::{Kind as FileKind, Limits};
use jobs::{Failure, Work};
use storage::{Document, Invoice, StructureOverview};
use tokio_util::io::ReaderStream;

use crate::OperationError;
use crate::access::{Clients, Connected, Fault, Use, fault_of, reason_of};
use crate::circuit::account_of;
use crate::ground::archive::{self, Handed};

/// Invoices that Chorus Pro recommends for one call at most (API.md §2, `telecharger/groupe`).
pub(crate) const INVOICES_PER_CALL: usize = 10;
/// Files of one invoice that are kept; nobody attaches more.
const MOST_FILES: usize = 200;
/// What a PDF begins with.
const PDF: &[u8] = b"%PDF-";

/// An invoice of which something is to be fetched.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub invoice: InvoiceId,
    chorus_id: i64,
    number: String,
    /// The PDF and the attachments.
    documents: bool,
    /// The PIVOT.
    pivot: bool,
}

impl Wanted {
    /// What is missing of an invoice; none when nothing is, or when Chorus Pro does not have it. `pivot` says whether the
    /// PIVOT is asked for, and `known` the one that is here.
    pub(crate) fn of(invoice: &Invoice, pivot: bool, known: Option<&Document>) -> Option<Self> {
        let (documents, pivot) = (invoice.document.is_none(), pivot && known.is_none());
        let chorus_id = invoice.chorus_id.filter(|_| documents || pivot)?;
        Some(Self { invoice: invoice.id, chorus_id, number: invoice.number.clone(), documents, pivot })
    }
}

impl Wanted {
    /// An invoice of others, as its validator knows it: PDF and attachments, found in the round under this identifier.
    pub(super) fn of_validation(id: ValidationId, chorus_id: i64, number: &str) -> Self {
        let invoice = InvoiceId(id.0);
        Self { invoice, chorus_id, number: number.to_owned(), documents: true, pivot: false }
    }

    /// The same without PDF and attachments; none where nothing is left.
    pub(crate) fn pivot_only(self) -> Option<Self> {
        self.pivot.then_some(Self { documents: false, ..self })
    }
}

/// The PDF of an invoice, and its attachments by name.
pub(super) struct Documents {
    pub document: StoredFile,
    pub attachments: Vec<(String, StoredFile)>,
}

/// What was fetched of an invoice.
#[derive(Default)]
pub(crate) struct Fetched {
    pub(super) documents: Option<Documents>,
    pub(super) pivot: Option<StoredFile>,
    /// The account that it names (BT-84).
    pub(super) account: Option<String>,
    /// What Chorus Pro says of what it did not give.
    pub(crate) problem: Option<Reason>,
}

/// What became of several invoices.
#[derive(Default)]
pub(crate) struct Round {
    /// Those about which something is known.
    pub fetched: BTreeMap<InvoiceId, Fetched>,
    /// Why the others were not asked for: the way there.
    pub stopped: Option<Reason>,
}

/// Fetches files.
#[derive(Clone)]
pub(crate) struct Fetcher {
    pub(super) documents: DocumentStore,
    clients: Clients,
    apart: Apart,
}

/// Who asks.
struct Asking<'a> {
    work: &'a Work,
    connected: Connected,
    structure: StructureId,
}

/// Why there is no answer.
enum Said {
    /// It is about what was asked for.
    Refused(Reason),
    /// Whose the files are cannot be told.
    Unclear,
    /// The way there, whatever is asked for.
    Way(Reason),
}

/// An answer, or why there is none.
type Got<T> = Result<Result<T, Said>, Failure>;

/// Gives the answer, or goes back with why there is none.
macro_rules! answer {
    ($got:expr) => {
        match $got {
            Ok(got) => got,
            Err(said) => return Ok(Err(said)),
        }
    };
}

impl Fetcher {
    pub(crate) const fn new(documents: DocumentStore, clients: Clients, apart: Apart) -> Self {
        Self { documents, clients, apart }
    }

    /// Fetches what is wanted of invoices of one structure and direction.
    ///
    /// # Errors
    /// Those of the job; what Chorus Pro says is in the round.
    pub(crate) async fn fetch(
        &self,
        work: &Work,
        overview: &StructureOverview,
        use_: Use,
        wanted: &[Wanted],
    ) -> Result<Round, Failure> {
        let connected = match work.call(self.clients.connect(overview, use_)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => {
                return Ok(Round { stopped: Some(reason), ..Round::default() });
            }
            Err(other) => return Err(other.into()),
        };
        let asking = Asking { work, connected, structure: overview.structure.id };
        let mut round = Round::default();
        self.fetch_documents(&asking, wanted, &mut round).await?;
        if round.stopped.is_none() {
            self.fetch_pivots(&asking, wanted, &mut round).await?;
        }
        Ok(round)
    }

    async fn fetch_documents(
        &self,
        asking: &Asking<'_>,
        wanted: &[Wanted],
        round: &mut Round,
    ) -> Result<(), Failure> {
        let mut groups = groups(wanted.iter().filter(|wanted| wanted.documents));
        while let Some(group) = groups.pop() {
            let got = match group[..] {
                [alone] => self.one(asking, alone).await?.map(|documents| vec![documents]),
                _ => self.several(asking, &group).await?,
            };
            match got {
                Ok(documents) => {
                    for (wanted, documents) in group.into_iter().zip(documents) {
                        round.fetched.entry(wanted.invoice).or_default().documents = Some(documents);
                    }
                }
                Err(Said::Way(reason)) => {
                    round.stopped = Some(reason);
                    return Ok(());
                }
                // One of them may be the cause, or all of them together too large.
                Err(Said::Refused(_)) if group.len() > 1 => {
                    let (first, second) = group.split_at(group.len() / 2);
                    groups.extend([second.to_vec(), first.to_vec()]);
                }
                Err(Said::Unclear) if group.len() > 1 => {
                    groups.extend(group.into_iter().rev().map(|alone| vec![alone]));
                }
                Err(Said::Refused(reason)) => not_given(round, &group, &reason),
                Err(Said::Unclear) => not_given(round, &group, &Reason::AnswerNotUnderstood),
            }
        }
        Ok(())
    }

    /// One a call: ten in one file would be no document of one invoice.
    async fn fetch_pivots(
        &self,
        asking: &Asking<'_>,
        wanted: &[Wanted],
        round: &mut Round,
    ) -> Result<(), Failure> {
        for alone in wanted.iter().filter(|wanted| wanted.pivot) {
            let mut input = TelechargerGroupeFacture::new("PIVOT".to_owned());
            input.liste_facture = vec![FactureATelecharger::new(alone.chorus_id)];
            match self.download(asking, &input).await? {
                Ok((file, FileKind::Xml { .. })) => {
                    let kept = self.keep(file).await?;
                    let account = account_of(&self.documents, &self.apart, &kept.sha256).await?;
                    let fetched = round.fetched.entry(alone.invoice).or_default();
                    (fetched.pivot, fetched.account) = (Some(kept), account);
                }
                Ok(_) | Err(Said::Unclear) => not_given(round, &[alone], &Reason::AnswerNotUnderstood),
                Err(Said::Refused(reason)) => not_given(round, &[alone], &reason),
                Err(Said::Way(reason)) => {
                    round.stopped = Some(reason);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The files of one invoice.
    async fn one(&self, asking: &Asking<'_>, wanted: &Wanted) -> Got<Documents> {
        let (all, kind) = answer!(self.download(asking, &pdfs(&[wanted], true)).await?);
        if kind == FileKind::Pdf {
            let document = self.keep(all).await?;
            return Ok(Ok(Documents { document, attachments: Vec::new() }));
        }
        if !kind.is_archive() {
            return Ok(Err(Said::Unclear));
        }
        // Which of the files is the invoice itself, the answer without attachments tells.
        let document = answer!(self.alone(asking, wanted).await?);
        let mut files = Vec::new();
        let opened = self.open(asking, all, kind, |_, name, file| files.push((name, file))).await?;
        answer!(opened);
        Ok(Ok(assembled(document, files)))
    }

    /// The PDF of one invoice without its attachments.
    async fn alone(&self, asking: &Asking<'_>, wanted: &Wanted) -> Got<StoredFile> {
        match answer!(self.download(asking, &pdfs(&[wanted], false)).await?) {
            (alone, FileKind::Pdf) => Ok(Ok(self.keep(alone).await?)),
            _ => Ok(Err(Said::Unclear)),
        }
    }

    /// The files of several invoices, in their order: one folder for each, named by its number.
    async fn several(&self, asking: &Asking<'_>, group: &[&Wanted]) -> Got<Vec<Documents>> {
        let files = answer!(self.folders(asking, group, true).await?);
        // Where there is one file, it is the invoice itself.
        let with_more: Vec<usize> = (0..group.len()).filter(|place| files[*place].len() > 1).collect();
        let mut mains: BTreeMap<usize, StoredFile> = BTreeMap::new();
        match with_more[..] {
            [] => {}
            [place] => {
                mains.insert(place, answer!(self.alone(asking, group[place]).await?));
            }
            _ => {
                let asked: Vec<&Wanted> = with_more.iter().map(|place| group[*place]).collect();
                let alone = answer!(self.folders(asking, &asked, false).await?);
                for (place, mut files) in with_more.iter().zip(alone) {
                    let (Some((_, file)), true) = (files.pop(), files.is_empty()) else {
                        return Ok(Err(Said::Unclear));
                    };
                    mains.insert(*place, file);
                }
            }
        }
        let mut documents = Vec::new();
        for (place, mut files) in files.into_iter().enumerate() {
            let main = mains.remove(&place).or_else(|| files.pop().map(|(_, file)| file));
            let Some(main) = main else { return Ok(Err(Said::Unclear)) };
            if !main.head.windows(PDF.len()).any(|start| start == PDF) {
                return Ok(Err(Said::Unclear));
            }
            documents.push(assembled(main, files));
        }
        Ok(Ok(documents))
    }

    /// What is in the folder of each invoice of a group.
    async fn folders(
        &self,
        asking: &Asking<'_>,
        group: &[&Wanted],
        with_attachments: bool,
    ) -> Got<Vec<Vec<(String, StoredFile)>>> {
        let (all, kind) = answer!(self.download(asking, &pdfs(group, with_attachments)).await?);
        if kind != FileKind::Zip {
            return Ok(Err(Said::Unclear));
        }
        let places: BTreeMap<String, usize> =
            group.iter().enumerate().map(|(place, wanted)| (told_by(&wanted.number), place)).collect();
        let mut files: Vec<Vec<(String, StoredFile)>> = group.iter().map(|_| Vec::new()).collect();
        let mut strange = false;
        let opened = self.open(asking, all, kind, |path, name, file| {
            let folder = path.split_once(['/', '\\']).map(|(folder, _)| told_by(folder));
            match folder.and_then(|folder| places.get(&folder)) {
                Some(place) => files[*place].push((name, file)),
                None => strange = true,
            }
        });
        answer!(opened.await?);
        if strange || files.iter().any(Vec::is_empty) { Ok(Err(Said::Unclear)) } else { Ok(Ok(files)) }
    }

    /// Keeps every file of an archive, and hands it over with its path there and its name.
    async fn open(
        &self,
        asking: &Asking<'_>,
        archive: std::fs::File,
        kind: FileKind,
        mut take: impl FnMut(&str, String, StoredFile) + Send,
    ) -> Got<()> {
        let limits = Limits {
            file_bytes: MAXIMUM_TOTAL_BYTES,
            files: u32::try_from(INVOICES_PER_CALL * MOST_FILES).unwrap_or(u32::MAX),
            depth: 0,
            ..Limits::default()
        };
        let mut opening = archive::open(archive, kind, limits);
        while let Some(handed) = opening.next().await {
            let Handed::File { name, path, pieces } = handed else { continue };
            asking.work.renew().await?;
            // What breaks off in a file ends the opening too, which says why.
            match self.documents.receive(pieces.content(), MAXIMUM_TOTAL_BYTES).await {
                // Names are told apart over all folders: what stands in one has its own.
                Ok(file) if path.is_empty() => take("", name, file),
                Ok(file) => take(&path, intake::safe_name(&path), file),
                Err(error) => {
                    tracing::warn!(%error, structure = %asking.structure, "a file of an invoice was not received whole");
                    return Ok(Err(Said::Unclear));
                }
            }
        }
        let ended = opening.end().await.map_err(|error| Failure::Other(Box::new(error)))?;
        if let Err(error) = ended {
            tracing::warn!(?error, structure = %asking.structure, "files of invoices were not opened to their end");
            return Ok(Err(Said::Unclear));
        }
        Ok(Ok(()))
    }

    /// A file that goes with its handle.
    async fn download(
        &self,
        asking: &Asking<'_>,
        input: &TelechargerGroupeFacture,
    ) -> Got<(std::fs::File, FileKind)> {
        let disk = |error: io::Error| Failure::Other(Box::new(error));
        let file = tempfile::tempfile().map_err(disk)?;
        let mut writer = tokio::fs::File::from_std(file);
        let Asking { work, connected, structure } = asking;
        let answer = Box::pin(work.call(connected.client.download(input, &mut writer))).await?;
        let fault = answer.as_ref().err().map(|error| (fault_of(error), reason_of(error)));
        let downloaded = match (self.clients.heed(&connected.access, *structure, answer).await, fault) {
            (Ok(downloaded), _) => downloaded,
            (Err(OperationError::ChorusPro { log, .. }), Some((fault, reason))) => {
                tracing::warn!(structure = %structure, log, "files not fetched");
                let refused = fault == Fault::Refusal;
                return Ok(Err(if refused { Said::Refused(reason) } else { Said::Way(reason) }));
            }
            (Err(other), _) => return Err(other.into()),
        };
        if downloaded.length.is_none() {
            return Ok(Err(Said::Unclear));
        }
        Ok(Ok(archive::fetched(writer).await.map_err(disk)?))
    }

    async fn keep(&self, file: std::fs::File) -> Result<StoredFile, Failure> {
        let content = ReaderStream::new(tokio::fs::File::from_std(file));
        let received = self.documents.receive(content, MAXIMUM_TOTAL_BYTES).await;
        received.map_err(|error| Failure::Other(Box::new(error)))
    }
}

/// Invoices for one call each: ten at most, and never two that a folder could not tell apart.
fn groups<'a>(wanted: impl Iterator<Item = &'a Wanted>) -> Vec<Vec<&'a Wanted>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<&Wanted>)> = Vec::new();
    for one in wanted {
        let number = told_by(&one.number);
        let fits = |(numbers, group): &&mut (BTreeSet<String>, Vec<&Wanted>)| {
            group.len() < INVOICES_PER_CALL && !number.is_empty() && !numbers.contains(&number)
        };
        match groups.iter_mut().find(fits) {
            Some((numbers, group)) => {
                numbers.insert(number);
                group.push(one);
            }
            // One without a number stays alone, for nothing would be told by it.
            None if number.is_empty() => groups.insert(0, (BTreeSet::new(), vec![one])),
            None => groups.push((BTreeSet::from([number]), vec![one])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What is left of a number in the name of a folder, whatever signs it may not have there.
fn told_by(number: &str) -> String {
    number.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Asks for PDFs.
fn pdfs(group: &[&Wanted], with_attachments: bool) -> TelechargerGroupeFacture {
    let mut input = TelechargerGroupeFacture::new("PDF".to_owned());
    input.avec_pieces_jointes_complementaires = Some(if with_attachments { "Oui" } else { "Non" }.to_owned());
    input.liste_facture = group.iter().map(|wanted| FactureATelecharger::new(wanted.chorus_id)).collect();
    input
}

fn assembled(document: StoredFile, files: Vec<(String, StoredFile)>) -> Documents {
    let attachments = files.into_iter().filter(|(_, file)| file.sha256 != document.sha256);
    Documents { attachments: attachments.take(MOST_FILES).collect(), document }
}

fn not_given(round: &mut Round, group: &[&Wanted], reason: &Reason) {
    for wanted in group {
        let fetched = round.fetched.entry(wanted.invoice).or_default();
        fetched.problem.get_or_insert_with(|| reason.clone());
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn wanted(place: u128, number: &str) -> Wanted {
        Wanted {
            invoice: InvoiceId(Uuid::from_u128(place)),
            chorus_id: 1,
            number: number.to_owned(),
            documents: true,
            pivot: false,
        }
    }

    #[test]
    fn ten_go_together_and_never_two_of_one_number() {
        let mut all: Vec<Wanted> = (0..23).map(|place| wanted(place, &format!("FA-{place}"))).collect();
        all.push(wanted(100, "fa 7"));
        all.push(wanted(101, "…"));
        let groups = groups(all.iter());
        assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 25);
        for group in &groups {
            assert!(group.len() <= INVOICES_PER_CALL);
            let numbers: BTreeSet<String> = group.iter().map(|wanted| told_by(&wanted.number)).collect();
            assert_eq!(numbers.len(), group.len());
        }
        let alone = groups.iter().find(|group| group.iter().any(|wanted| wanted.number == "…")).unwrap();
        assert_eq!(alone.len(), 1, "nothing would tell its folder");
    }

    #[test]
    fn a_number_is_known_in_the_name_of_a_folder() {
        assert_eq!(told_by("FA/2026-118"), told_by("FA_2026_118"));
        assert_ne!(told_by("FA-1"), told_by("FA-11"));
    }
}
