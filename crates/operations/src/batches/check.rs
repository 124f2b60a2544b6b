//! The dry run: each invoice of a table passes the checks that one passes which is typed.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use domain::{
    BatchColumn, BatchItemState, CheckContext, Environment, Field, InvoiceForm, InvoiceStatus, Notes, Reason,
    Remark, Severity, Siret, StructureId, StructureIdentifier, paris_day,
};
use spreadsheet::Sheet;
use storage::{Batch, BatchFile, BatchItem, Document, Snapshot, Structure, fold};

use super::batch_view::ALL;
use super::match_files::{Matched, Sought, match_files, same_name};
use super::rows::{Group, Places, groups};
use super::totals::{form_of, signed_gross};
use crate::directory::known_recipient;
use crate::ground::Ground;
use crate::issuing::issuers;
use crate::{Actor, RecipientCard, Result};

/// What is checked together.
pub(super) struct Table<'t> {
    pub batch: &'t Batch,
    pub sheet: &'t Sheet,
    pub files: &'t [BatchFile],
}

/// An invoice on its way through the checks.
struct Judged {
    item: BatchItem,
    notes: Notes,
    /// The first of its rows of which a draft was made: its own are the rest of that invoice.
    begun: Option<u32>,
}

/// The invoices of a batch that are drafts already.
struct Made {
    items: Vec<BatchItem>,
    rows: HashSet<u32>,
    documents: HashSet<String>,
}

impl Made {
    async fn of(read: &mut dyn Snapshot, batch: &Batch) -> Result<Self> {
        let made = Some(BatchItemState::Made);
        let items = read.batch_items(batch.organization, batch.id, made, 0, ALL).await?;
        let rows = items.iter().flat_map(|item| item.rows.iter().copied()).collect();
        let documents = items.iter().filter_map(|item| item.document.as_ref());
        let documents = documents.map(|document| document.sha256.clone()).collect();
        Ok(Self { items, rows, documents })
    }

    /// Whether a file has gone with a draft.
    fn has(&self, file: &BatchFile) -> bool {
        self.documents.contains(&file.document.sha256)
    }
}

/// The invoices of a table as they stand, without those that are drafts already.
pub(super) async fn items_of(
    ground: &Ground,
    read: &mut dyn Snapshot,
    actor: &Actor,
    table: &Table<'_>,
) -> Result<Vec<BatchItem>> {
    let batch = table.batch;
    let made = Made::of(read, batch).await?;
    let places = Places::of(&batch.columns);
    let all = groups(table.sheet, &places);
    let structures = ground.within_reach(actor, read).await?;
    let issuers = issuers(actor, &structures);
    let (gone, files): (Vec<&BatchFile>, Vec<&BatchFile>) =
        table.files.iter().partition(|file| made.has(file));
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    // Among all of them: a PDF of one that is a draft already is not that of another one.
    let matched = match_files(&all.iter().map(sought).collect::<Vec<_>>(), &names);
    let mut judged = Vec::with_capacity(all.len());
    for (mut group, matched) in all.into_iter().zip(matched) {
        let begun = group.leave_out(&made.rows);
        if group.rows.is_empty() {
            continue;
        }
        let matched = match matched {
            Matched::One(place) => files.get(place).map_or(Found::Nothing, |file| Found::One(&file.document)),
            // It was given, and is that of another one.
            Matched::Missing => {
                let named = group.text(BatchColumn::File);
                let used = gone.iter().find(|file| same_name(&file.name, &named));
                used.map_or(Found::Missing, |file| Found::Several(file.name.clone()))
            }
            Matched::Several(names) => Found::Several(names),
            Matched::None => Found::Nothing,
        };
        judged.push(judge(batch, &group, matched, begun, &issuers));
    }
    let mut recipients = Recipients::default();
    let today = paris_day(ground.now());
    for one in &mut judged {
        let structure = issuers.iter().find(|known| Some(known.id) == one.item.structure);
        let environment = structure.map_or(Environment::Qualification, |structure| structure.environment);
        let siret = one.item.form.recipient_siret.clone();
        let recipient = recipients.of(read, batch, environment, &siret).await?;
        if let Some(recipient) = &recipient {
            one.item.form.recipient_name.clone_from(&recipient.entry.name);
        }
        let rules = recipient.map(|card| card.rules());
        let context = CheckContext { today, environment, recipient: rules };
        one.notes.extend(one.item.form.check(&context).1);
        if context.recipient.is_none() && Siret::parse(&siret).is_ok() {
            one.notes.warn(Field::RecipientSiret, Remark::RecipientNotKnown);
        }
    }
    tell_repeated(&made.items, &mut judged);
    tell_numbers(read, batch, &mut judged).await?;
    Ok(judged.into_iter().map(Judged::settled).collect())
}

fn sought(group: &Group<'_>) -> Sought {
    Sought { number: group.text(BatchColumn::Number), file: group.text(BatchColumn::File) }
}

/// What was found of the PDF of an invoice.
enum Found<'f> {
    /// Nothing, and none is named.
    Nothing,
    /// This one.
    One(&'f Document),
    /// The one that is named was not given.
    Missing,
    /// There is a doubt: the names.
    Several(String),
}

/// What an invoice says by itself; `begun` of the rest of one that is a draft already, whose PDF has gone with it.
fn judge(
    batch: &Batch,
    group: &Group<'_>,
    found: Found<'_>,
    begun: Option<u32>,
    issuers: &[&Structure],
) -> Judged {
    let mut notes = Notes::default();
    let found = match begun {
        Some(row) => {
            notes.error(Field::Number, Remark::PartlyMade { row });
            None
        }
        None => Some(found),
    };
    group.faults(&mut notes);
    let structure = match structure_of(batch, &group.text(BatchColumn::Issuer), issuers) {
        Ok(structure) => Some(structure),
        Err(remark) => {
            notes.error(Field::Issuer, remark);
            None
        }
    };
    if let Some(row) = group.repeats.filter(|_| begun.is_none()) {
        notes.error(Field::Number, Remark::NumberRepeated { row });
    }
    let typed = batch.entries && matches!(found, None | Some(Found::Nothing));
    let document = match found {
        Some(Found::One(document)) => Some(document.clone()),
        Some(Found::Missing) => {
            notes.error(Field::Document, Remark::FileNotGiven { name: group.text(BatchColumn::File) });
            None
        }
        Some(Found::Several(names)) => {
            notes.error(Field::Document, Remark::FilesAlike { names });
            None
        }
        Some(Found::Nothing) => {
            if !batch.entries {
                notes.error(Field::Document, Remark::FileAwaited);
            }
            None
        }
        None => None,
    };
    let form = form_of(group, typed, &mut notes);
    let item = BatchItem {
        organization: batch.organization,
        batch: batch.id,
        position: group.position(),
        rows: group.rows.iter().map(|row| row.number).collect(),
        cells: group.cells(),
        structure,
        gross_cents: signed_gross(&form),
        form,
        document,
        state: BatchItemState::Ready,
        lack: None,
        more: 0,
        invoice: None,
    };
    Judged { item, notes, begun }
}

/// The structure that a row names, else the chosen one, else the only one.
fn structure_of(
    batch: &Batch,
    named: &str,
    issuers: &[&Structure],
) -> std::result::Result<StructureId, Remark> {
    let chosen = |structure: &&&Structure| Some(structure.id) == batch.structure;
    if named.is_empty() {
        let only = issuers.first().filter(|_| issuers.len() == 1);
        let structure = issuers.iter().find(chosen).or(only);
        return structure.map(|structure| structure.id).ok_or(Remark::IssuerNotChosen);
    }
    let is_named = |known: &&&Structure| {
        let read = StructureIdentifier::parse(known.identifier.kind(), named);
        read.is_ok_and(|read| read == known.identifier)
    };
    let called: Vec<&&Structure> = issuers.iter().filter(is_named).collect();
    match called[..] {
        [] => Err(Remark::IssuerNotFound),
        [one] => Ok(one.id),
        // One SIRET in both environments: what was chosen says which.
        _ => called
            .iter()
            .find(|structure| Some(structure.id) == batch.structure)
            .map(|structure| structure.id)
            .ok_or(Remark::IssuerAmbiguous { count: called.len() }),
    }
}

/// Recipients, each read once.
#[derive(Default)]
struct Recipients(HashMap<(Environment, String), Option<RecipientCard>>);

impl Recipients {
    async fn of(
        &mut self,
        read: &mut dyn Snapshot,
        batch: &Batch,
        environment: Environment,
        siret: &str,
    ) -> Result<Option<RecipientCard>> {
        let key = (environment, siret.to_owned());
        if let Some(known) = self.0.get(&key) {
            return Ok(known.clone());
        }
        let known = known_recipient(read, batch.organization, environment, siret).await?;
        self.0.insert(key, known.clone());
        Ok(known)
    }
}

/// Says which invoices have the number of another one of their structure before them, however their rows name it.
fn tell_repeated(made: &[BatchItem], judged: &mut [Judged]) {
    let mut first: HashMap<(StructureId, String), u32> = HashMap::new();
    for item in made {
        if let Some(key) = numbered(item) {
            first.entry(key).or_insert(item.position);
        }
    }
    for one in judged.iter_mut().filter(|one| one.begun.is_none()) {
        let Some(key) = numbered(&one.item) else { continue };
        let known = match first.entry(key) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                free.insert(one.item.position);
                continue;
            }
        };
        let told = one.notes.iter().any(|note| matches!(note.remark, Remark::NumberRepeated { .. }));
        if !told {
            one.notes.error(Field::Number, Remark::NumberRepeated { row: known });
        }
    }
}

/// What tells an invoice from the others of its structure.
fn numbered(item: &BatchItem) -> Option<(StructureId, String)> {
    let number = fold(&number_of(&item.form));
    if number.is_empty() { None } else { Some((item.structure?, number)) }
}

/// Says which numbers are in use.
async fn tell_numbers(read: &mut dyn Snapshot, batch: &Batch, judged: &mut [Judged]) -> Result<()> {
    let structures: HashSet<StructureId> = judged.iter().filter_map(|one| one.item.structure).collect();
    for structure in structures {
        let of_it = |one: &&mut Judged| one.item.structure == Some(structure);
        let numbers: Vec<String> =
            judged.iter_mut().filter(of_it).map(|one| number_of(&one.item.form)).collect();
        let used = numbers_used(read, batch, structure, &numbers).await?;
        for one in judged.iter_mut().filter(of_it).filter(|one| one.begun.is_none()) {
            if let Some(remark) = used.get(&number_of(&one.item.form)) {
                one.notes.error(Field::Number, remark.clone());
            }
        }
    }
    Ok(())
}

/// The number of an invoice, as its draft will have it.
pub(super) fn number_of(form: &InvoiceForm) -> String {
    form.number.trim().to_owned()
}

/// What there is to say of numbers that are in use.
pub(super) async fn numbers_used(
    read: &mut dyn Snapshot,
    batch: &Batch,
    structure: StructureId,
    numbers: &[String],
) -> Result<HashMap<String, Remark>> {
    let asked: Vec<String> = numbers.iter().filter(|number| !number.is_empty()).cloned().collect();
    let mut told = HashMap::new();
    for (number, status) in read.numbers_in_use(batch.organization, structure, batch.id, &asked).await? {
        let is_draft = matches!(status, InvoiceStatus::Draft | InvoiceStatus::Refused);
        let remark = if is_draft { Remark::NumberInDraft } else { Remark::from(Reason::NumberTaken) };
        // One that was sent says more than a draft of it.
        if !is_draft || !told.contains_key(&number) {
            told.insert(number, remark);
        }
    }
    Ok(told)
}

impl Judged {
    /// The invoice with what is said of it.
    fn settled(self) -> BatchItem {
        let Self { mut item, notes, .. } = self;
        hold(&mut item, &notes);
        item
    }
}

/// Says of an invoice how it stands: held where something is to be corrected.
pub(super) fn hold(item: &mut BatchItem, notes: &Notes) {
    let refused = notes.refuse();
    item.state = if refused { BatchItemState::Held } else { BatchItemState::Ready };
    let severity = if refused { Severity::Error } else { Severity::Warning };
    let mut of_weight = notes.iter().filter(|note| note.severity == severity);
    item.lack = of_weight.next().cloned();
    item.more = u32::try_from(of_weight.count()).unwrap_or(u32::MAX);
}
