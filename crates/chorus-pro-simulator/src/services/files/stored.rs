//! Files kept on structures and accounts, and their download.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::archive;
use crate::errors;
use crate::fields::fields;
use crate::files::FileSource;
use crate::input::{Input, Malformed};
use crate::paging::Paging;
use crate::report_pdf::text_pdf;
use crate::services::engagements::visible::numbered;
use crate::services::exchange::{Exchange, Outcome, Refusal, Work};
use crate::services::invoices::download as invoices;
use crate::services::structures::directory::by_identifier;
use crate::world::{AttachmentType, Document, DocumentSubject, Engagement, StoredFile, Structure, World};

/// Largest sum of the files of one download, in bytes (API.md §1.6).
const LARGEST_DOWNLOAD: usize = 120 * 1024 * 1024;

/// The criteria both searches share.
struct Filter {
    kind: Option<i64>,
    label: Option<String>,
}

impl Filter {
    fn read(input: Input<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            kind: input.id("pieceJointeTypeId")?,
            label: input.text("pieceJointeDesignation")?.map(str::to_lowercase),
        })
    }

    fn holds(&self, found: &Found<'_>) -> bool {
        self.kind.is_none_or(|id| found.kind.is_some_and(|kind| kind.id == id))
            && self.label.as_ref().is_none_or(|label| found.label.to_lowercase().contains(label))
    }
}

/// A file that was found, with the link that leads to it.
struct Found<'a> {
    file: &'a StoredFile,
    link: i64,
    label: String,
    kind: Option<&'a AttachmentType>,
}

impl Found<'_> {
    fn row(&self, user: Option<i64>) -> Value {
        json!({
            "pieceJointeId": self.file.id,
            "pieceJointeDesignation": self.label,
            "pieceJointeExtension": self.file.extension,
            "pieceJointeObjetId": self.link,
            "pieceJointeTypeCode": self.kind.map(|kind| &kind.code),
            "pieceJointeTypeLibelle": self.kind.map(|kind| &kind.label),
            "pieceJointeUtilisateurId": user,
        })
    }
}

/// Sorts by a column of the answer; by label when another is asked for.
fn sort(found: &mut [Found<'_>], paging: &Paging) {
    let column = paging.column.clone().unwrap_or_default();
    found.sort_by_cached_key(|found| match column.as_str() {
        "PieceJointeTypeCode" => (found.kind.map(|kind| kind.code.clone()).unwrap_or_default(), found.link),
        "PieceJointeTypeLibelle" => {
            (found.kind.map(|kind| kind.label.clone()).unwrap_or_default(), found.link)
        }
        "PieceJointeExtension" => (found.file.extension.clone(), found.link),
        _ => (found.label.to_lowercase(), found.link),
    });
    if paging.descending {
        found.reverse();
    }
}

fn kind_of<'a>(world: &'a World, code: &str, object: &str) -> Option<&'a AttachmentType> {
    let mut kinds = world.attachment_types.iter().filter(|kind| kind.code == code);
    kinds.clone().find(|kind| kind.object == object).or_else(|| kinds.next())
}

const fn object_of(subject: DocumentSubject) -> &'static str {
    match subject {
        DocumentSubject::Structure => "STRUCTURE",
        DocumentSubject::Mandate => "MANDAT",
        DocumentSubject::BankAccount => "CB",
    }
}

/// A structure the caller is attached to; the files of others do not exist for it.
fn attached<'a>(exchange: &'a Exchange<'_>, id: Option<i64>) -> Result<&'a Structure, Refusal> {
    let id = id.filter(|id| exchange.account.is_attached(*id));
    Ok(id.and_then(|id| exchange.ledger.structure(id)).ok_or(errors::STRUCTURE_NOT_VISIBLE)?)
}

/// `POST /transverses/v1/rechercher/pj/structure`.
pub(crate) fn of_structure(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let structure = attached(exchange, input.id("idStructureCPP")?)?;
    let filter = Filter::read(input)?;
    let world = &exchange.ledger.world;
    let find = |document: &Document| {
        let file = exchange.ledger.file(document.file)?;
        let kind = kind_of(world, &document.kind, object_of(document.subject));
        Some(Found { file, link: document.id, label: document.label.clone(), kind })
    };
    let mut found: Vec<Found<'_>> = structure.documents.iter().filter_map(find).collect();
    found.retain(|found| filter.holds(found));
    let paging = Paging::read(input.object("parametresRecherche")?)?;
    sort(&mut found, &paging);
    let page = paging.cut(found);
    let row = |found: &Found<'_>| {
        let uploader = world.accounts.iter().find(|account| account.login == found.file.account);
        let mut row = found.row(uploader.map(|account| account.id));
        if let Value::Object(row) = &mut row {
            row.insert("pieceJointeStructureCode".to_owned(), structure.identifier.clone().into());
            row.insert("pieceJointeStructureId".to_owned(), structure.id.into());
            row.insert("pieceJointeStructureRaisonSociale".to_owned(), structure.name.clone().into());
        }
        row
    };
    let rows: Vec<Value> = page.items.iter().map(row).collect();
    Ok(fields(json!({"listePiecesJointes": rows, "parametresRetour": page.block()})))
}

/// What an account keeps: the files it stored, without the PDF of invoices and what belongs to structures. That a file
/// of ajouter/fichier is found here, of type DIVERS and under its own number as link, is inferred.
fn own_files<'a>(exchange: &'a Exchange<'_>) -> Vec<&'a StoredFile> {
    let account = exchange.account;
    let own: Vec<i64> = account.attachments.iter().map(|link| link.structure).collect();
    let ledger = &exchange.ledger;
    let mut elsewhere: HashSet<i64> =
        ledger.issued_by(&own).filter_map(|invoice| invoice.main_file).collect();
    let structures = own.iter().filter_map(|id| ledger.structure(*id));
    elsewhere
        .extend(structures.flat_map(|structure| structure.documents.iter().map(|document| document.file)));
    let files = ledger.world.files.iter();
    files.filter(|file| file.account == account.login && !elsewhere.contains(&file.id)).collect()
}

/// `POST /transverses/v1/rechercher/pj/moncompte`.
pub(crate) fn of_account(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let filter = Filter::read(input)?;
    let kind = kind_of(&exchange.ledger.world, "DIVERS", "UTILISATEUR");
    let mut found: Vec<Found<'_>> = own_files(exchange)
        .into_iter()
        .map(|file| Found {
            file,
            link: file.id,
            label: file.name.rsplit_once('.').map_or(file.name.clone(), |(stem, _)| stem.to_owned()),
            kind,
        })
        .collect();
    found.retain(|found| filter.holds(found));
    let paging = Paging::read(input.object("parametresRecherche")?)?;
    sort(&mut found, &paging);
    let page = paging.cut(found);
    let rows: Vec<Value> = page.items.iter().map(|found| found.row(Some(exchange.account.id))).collect();
    Ok(fields(json!({"listePiecesJointes": rows, "parametresRetour": page.block()})))
}

/// What goes into a download.
pub(crate) enum Content {
    /// A stored file with its name; when the world describes a file it does not have, a page with its name stands in.
    Stored(FileSource, String),
    /// A page with a title and lines of text.
    Page(String, Vec<String>),
}

impl Content {
    /// The bytes. Blocking.
    pub(crate) fn read(&self) -> Vec<u8> {
        match self {
            Self::Stored(source, name) => source.read().unwrap_or_else(|| text_pdf(name, &[])),
            Self::Page(title, lines) => text_pdf(title, lines),
        }
    }
}

/// The content of a stored file.
pub(crate) fn content(exchange: &Exchange<'_>, file: &StoredFile) -> Content {
    Content::Stored(exchange.files.source(file.id), file.name.clone())
}

/// `POST /transverses/v1/telecharger/pieceJointe`: the file itself, or a ZIP when there are several (inferred from
/// telecharger/groupe).
pub(crate) fn download(exchange: &mut Exchange<'_>, input: Input<'_>) -> Result<Work, Refusal> {
    let files = match input.text("objetPieceJointe")?.unwrap_or_default() {
        "DEMANDE_PAIEMENT" => return payment_requests(exchange, input.object("demandePaiement")?),
        "ENGAGEMENT_JURIDIQUE" => {
            let number = input.object("engagementJuridique")?.reference("numeroEngagementJuridique")?;
            let found = numbered(exchange, &number.ok_or(errors::ENGAGEMENT_NOT_FOUND)?)?;
            vec![(format!("{}.pdf", found.number), order(found))]
        }
        "UTILISATEUR" => {
            let files = own_files(exchange).into_iter();
            files.map(|file| (file.name.clone(), content(exchange, file))).collect()
        }
        // Nobody can create a ticket here, so none has a file.
        "SOLLICITATION" => Vec::new(),
        object => {
            let subjects =
                [DocumentSubject::Structure, DocumentSubject::Mandate, DocumentSubject::BankAccount];
            let subject = subjects.into_iter().find(|subject| subject.code() == object);
            of_subject(exchange, input.object("structure")?, subject.ok_or(errors::DOCUMENT_OBJECT)?)?
        }
    };
    if files.is_empty() {
        return Err(errors::NO_DOCUMENT.into());
    }
    Ok(Box::new(move || pack(files)))
}

/// The same as telecharger/groupe, with its rights and its traces; only the answer's field has another name.
fn payment_requests(exchange: &mut Exchange<'_>, input: Input<'_>) -> Result<Work, Refusal> {
    let work = invoices::group(exchange, input)?;
    Ok(Box::new(move || {
        let file = work()?.remove("fichierResultat");
        Ok(fields(json!({"pieceJointe": file})))
    }))
}

fn of_subject(
    exchange: &Exchange<'_>,
    criteria: Input<'_>,
    subject: DocumentSubject,
) -> Result<Vec<(String, Content)>, Refusal> {
    let id = match criteria.id("idStructure")? {
        Some(id) => Some(id),
        None => by_identifier(exchange, criteria)?,
    };
    let documents = attached(exchange, id)?.documents.iter().filter(|document| document.subject == subject);
    let files = documents.filter_map(|document| exchange.ledger.file(document.file));
    Ok(files.map(|file| (file.name.clone(), content(exchange, file))).collect())
}

/// The order as a page; the world keeps no file of it.
fn order(engagement: &Engagement) -> Content {
    let mut lines = vec![
        format!("État : {}", engagement.state),
        format!("Date de notification : {}", engagement.notified_on.format("%d/%m/%Y")),
    ];
    let posts = engagement.effective_lines();
    lines.extend(
        posts.iter().map(|line| format!("Poste {} : {} euros TTC", line.number, line.total_with_vat)),
    );
    Content::Page(format!("Engagement juridique {}", engagement.number), lines)
}

/// Reads and encodes; several files become a ZIP. Blocking.
fn pack(files: Vec<(String, Content)>) -> Outcome {
    let mut names: Vec<String> = Vec::new();
    let mut read: Vec<(String, Vec<u8>)> = Vec::new();
    let mut size = 0;
    for (name, content) in files {
        let name = archive::free_name(archive::file_name(&name), &names);
        names.push(name.clone());
        let bytes = content.read();
        size += bytes.len();
        if size > LARGEST_DOWNLOAD {
            return Err(Refusal::TooLarge);
        }
        read.push((name, bytes));
    }
    let bytes = match <[_; 1]>::try_from(read) {
        Ok([(_, bytes)]) => bytes,
        Err(several) => archive::zip(several).ok_or(Refusal::TooLarge)?,
    };
    Ok(fields(json!({"pieceJointe": STANDARD.encode(bytes)})))
}
