//! deposer/flux: a flow is taken in.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::progress::next_at;
use crate::clock::date_text;
use crate::errors;
use crate::fields::fields;
use crate::files::FileStore;
use crate::flows::{Document, OpenedFlow, Piece, Syntax};
use crate::input::Input;
use crate::services::exchange::{Exchange, Refusal, Work};
use crate::world::{Flow, FlowAttachment, FlowInvoice, FlowState, Right, StoredFile};

/// Extensions of a deposited flow (formats.md §9); a ZIP is for the portal, but its name is accepted here and the
/// flow ends as inadmissible.
const EXTENSIONS: [&str; 5] = [".xml", ".pdf", ".zip", ".tar.gz", ".tgz"];

/// The bytes to write once the world is unlocked.
pub(crate) type Writes = Vec<(PathBuf, Arc<[u8]>)>;

/// A flow that has been read, on its way in.
pub(crate) struct Arrival<'a> {
    pub(crate) number: String,
    pub(crate) syntax: &'a Syntax,
    pub(crate) file_name: &'a str,
    pub(crate) signed: bool,
    pub(crate) opened: OpenedFlow,
}

/// `POST /factures/v1/deposer/flux`: keeps the flow and answers at once; the clock does the rest.
pub(crate) fn deposit(exchange: &mut Exchange<'_>, input: Input<'_>) -> Result<Work, Refusal> {
    let name = input.text("nomFichier")?.unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let has_stem = |end: &&str| lower.len() > end.len() && lower.ends_with(*end);
    if name.chars().count() > 200 || !EXTENSIONS.iter().any(has_stem) {
        return Err(errors::FILE_NAME.into());
    }
    let signed = input.flag("avecSignature")?.unwrap_or(false);
    let syntax = input.text("syntaxeFlux")?.and_then(Syntax::find).ok_or(errors::FLOW_SYNTAX)?;
    if exchange.structures(Right::Supplier).is_empty() {
        return Err(errors::NOT_ATTACHED.into());
    }
    let upload = exchange.upload.take();
    let Some(opened) = upload.and_then(|upload| upload.flow) else {
        return Err(errors::FILE_EMPTY.into());
    };
    exchange.ledger.world.last_flow_serial += 1;
    let number = syntax.flow_number(exchange.ledger.world.last_flow_serial);
    let arrival = Arrival { number: number.clone(), syntax, file_name: name, signed, opened };
    let writes = enter(exchange, arrival);
    let answer = fields(json!({
        "numeroFluxDepot": number,
        "dateDepot": date_text(exchange.now),
        "syntaxeFlux": syntax.code,
    }));
    Ok(Box::new(move || {
        write(writes);
        Ok(answer)
    }))
}

/// Keeps a flow, whichever way it came; the clock does the rest.
pub(crate) fn enter(exchange: &mut Exchange<'_>, arrival: Arrival<'_>) -> Writes {
    let Arrival { number, syntax, file_name, signed, opened } = arrival;
    let OpenedFlow { documents, technical_errors } = opened;
    let mut writes = Writes::new();
    let documents =
        documents.into_iter().map(|document| keep(exchange, document, file_name, &mut writes)).collect();
    let mut flow = Flow {
        number,
        syntax: syntax.code.to_owned(),
        file_name: file_name.to_owned(),
        signed,
        account: exchange.account.login.clone(),
        deposited_at: exchange.now,
        state: FlowState::Deposited,
        since: exchange.now,
        next_at: None,
        documents,
        technical_errors,
        invoice_errors: Vec::new(),
        integrated: Vec::new(),
    };
    flow.next_at = next_at(exchange.ledger, &flow, exchange.now);
    exchange.ledger.add_flow(flow);
    writes
}

/// Writes the files of a flow. Blocking; a failure only costs the later download.
pub(crate) fn write(writes: Writes) {
    for (path, bytes) in writes {
        if let Err(error) = FileStore::write(&path, &bytes) {
            tracing::warn!(%error, "a file of a flow was not written");
        }
    }
}

/// Gives numbers to the files of a document.
fn keep(exchange: &mut Exchange<'_>, document: Document, name: &str, writes: &mut Writes) -> FlowInvoice {
    let Document { invoice, main, attachments } = document;
    let main_file = main.map(|piece| store(exchange, piece, name, writes));
    let attachments = attachments
        .into_iter()
        .map(|piece| {
            let label = piece.label.clone();
            FlowAttachment { file: store(exchange, piece, name, writes), label }
        })
        .collect();
    FlowInvoice { main_file, attachments, ..invoice }
}

fn store(exchange: &mut Exchange<'_>, piece: Piece, flow_name: &str, writes: &mut Writes) -> i64 {
    let id = exchange.ledger.world.new_id();
    let name = if piece.name.is_empty() { flow_name.to_owned() } else { piece.name };
    exchange.ledger.add_file(StoredFile {
        id,
        name,
        extension: piece.extension,
        media_type: piece.media_type,
        size: piece.bytes.len() as u64,
        sha256: piece.sha256,
        account: exchange.account.login.clone(),
        received_at: exchange.now,
    });
    writes.extend(exchange.files.path(id).map(|path| (path, Arc::clone(&piece.bytes))));
    exchange.files.keep(id, piece.bytes);
    id
}
