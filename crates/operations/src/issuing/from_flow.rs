//! A draft of what Chorus Pro refused in a flow: its data fill the form, its PDF is the PDF, its XML stays with it.

use apart::{ApartError, Argument, Task};
use domain::{FlowId, InvoiceForm, InvoiceId, LineForm, MOST_LINES, Reason, StructureId, VatLineForm};
use serde::{Deserialize, Serialize};
use storage::{Document, Transaction};

use super::Issuing;
use super::deposit::pdf_document;
use super::found_inside::{FoundIn, in_xml, main_document};
use super::new_draft::issuer;
use super::read_document::{OwnReading, from_invoice, prefill, typed};
use super::recognise::ask_for_reading;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

/// Reads the XML of an invoice; the answer is a [`ReadXml`] in JSON, none where it cannot be read.
pub(crate) const READ_XML: Task = Task {
    name: "xml",
    run: |xml, Argument(..)| {
        let read = einvoice::read(&xml).ok().map(|invoice| {
            let mut reading = from_invoice(&invoice);
            let vat_lines = std::mem::take(&mut reading.vat_lines);
            let main = main_document(&invoice);
            // The invoice itself is not attached to it.
            reading.inside = in_xml(&invoice, FoundIn::Xml);
            reading.inside.retain(|found| Some(found.place) != main);
            ReadXml { reading, vat_lines, lines: lines_of(&invoice), main }
        });
        // Plain texts and numbers: they always serialise.
        serde_json::to_vec(&read).unwrap_or_default()
    },
};

/// What the XML of an invoice gives.
#[derive(Debug, Serialize, Deserialize)]
struct ReadXml {
    reading: OwnReading,
    vat_lines: Vec<VatLineForm>,
    lines: Vec<LineForm>,
    /// Which of its documents is the invoice itself.
    main: Option<usize>,
}

/// The lines as one would type them, where the form takes that many.
fn lines_of(invoice: &einvoice::Invoice) -> Vec<LineForm> {
    if invoice.line_count > MOST_LINES || invoice.lines.len() != invoice.line_count {
        return Vec::new();
    }
    let plain = |value: rust_decimal::Decimal| value.normalize().to_string().replace('.', ",");
    let line = |line: &einvoice::Line| {
        let text = |text: &Option<String>| super::plain::plain(text.as_deref().unwrap_or_default());
        let per = line.price_quantity.filter(|per| !per.is_zero());
        let price = line.net_price.map(|price| per.and_then(|per| price.checked_div(per)).unwrap_or(price));
        LineForm {
            reference: text(&line.item_identifier),
            name: text(&line.name),
            quantity: line.quantity.map(plain).unwrap_or_default(),
            price: price.map(|price| typed(price.round_dp(6))).unwrap_or_default(),
            rate: line.vat_rate.map(plain).unwrap_or_default(),
            ..LineForm::default()
        }
    };
    invoice.lines.iter().map(line).collect()
}

/// A file of a flow as it was read.
pub(crate) struct PartOfFlow {
    reading: OwnReading,
    vat_lines: Vec<VatLineForm>,
    lines: Vec<LineForm>,
    pdf: Option<Document>,
    xml: Option<Document>,
}

impl Issuing {
    /// Reads a file of a flow and keeps it.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is no invoice that can be read.
    pub(crate) async fn read_part(&self, name: &str, content: Vec<u8>) -> Result<PartOfFlow> {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let file = self.keep_bytes(content).await?;
        if einvoice::pdf::looks_like_pdf(&file.head) {
            let document = pdf_document(&file, &base)?;
            let mut reading = self.read_document(&file.sha256).await?;
            let vat_lines = std::mem::take(&mut reading.vat_lines);
            return Ok(PartOfFlow { reading, vat_lines, lines: Vec::new(), pdf: Some(document), xml: None });
        }
        let ReadXml { mut reading, vat_lines, lines, main } = self.read_xml(&file.sha256).await?;
        let with_extension = if base.to_lowercase().ends_with(".xml") { base } else { format!("{base}.xml") };
        let mended = domain::mend_attachment_name(&with_extension)
            .map_err(|error| OperationError::Refused(Reason::NameUnusable { error }))?;
        let xml = Document {
            sha256: file.sha256,
            name: mended.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        };
        let pdf = match main {
            Some(place) => self.main_pdf(&xml, place, &mut reading).await?,
            None => None,
        };
        Ok(PartOfFlow { reading, vat_lines, lines, pdf, xml: Some(xml) })
    }

    async fn read_xml(&self, sha256: &str) -> Result<ReadXml> {
        let unreadable = || OperationError::Refused(Reason::FlowPartUnreadable);
        let file = self.documents.open(sha256).await?;
        match self.apart.run(READ_XML, file.bytes(), file.into_stream()).await {
            Ok(answer) => {
                let read: Option<ReadXml> = serde_json::from_slice(&answer).map_err(std::io::Error::other)?;
                read.ok_or_else(unreadable)
            }
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256, why, "the XML of an invoice was given up");
                Err(unreadable())
            }
            Err(ApartError::Busy) => Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(ApartError::Failed(error)) => Err(OperationError::File(error)),
        }
    }

    /// The PDF of the invoice that stands in its XML; none where its recipient could not open it.
    async fn main_pdf(
        &self,
        xml: &Document,
        place: usize,
        reading: &mut OwnReading,
    ) -> Result<Option<Document>> {
        let Some(content) = self.take_inside(&xml.sha256, FoundIn::Xml, place).await? else {
            return Ok(None);
        };
        let file = self.keep_bytes(content).await?;
        let name = format!("{}.pdf", xml.name.rsplit_once('.').map_or(xml.name.as_str(), |(stem, _)| stem));
        let document = pdf_document(&file, &name)?;
        match self.read_document(&file.sha256).await {
            Ok(of_pdf) => {
                // The XML speaks for the invoice; the PDF tells what is inside it.
                reading.data = of_pdf.data;
                reading.inside.extend(of_pdf.inside);
                Ok(Some(document))
            }
            Err(OperationError::Refused(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Makes a draft of a file of a flow, in the transaction in which that flow notes it.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Refused`] when it does not issue.
    pub(crate) async fn draft_of_part(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        structure: StructureId,
        flow: FlowId,
        part: PartOfFlow,
    ) -> Result<InvoiceId> {
        let PartOfFlow { reading, vat_lines, lines, pdf, xml } = part;
        let overview = issuer(transaction, actor, structure).await?;
        let mut form = InvoiceForm::new();
        prefill(&mut form, &reading.fields, true);
        if !vat_lines.is_empty() {
            form.vat_lines = vat_lines;
        }
        if pdf.is_none() {
            // Whoever types it line by line begins with what the XML says.
            form.lines = lines;
        }
        let (mut invoice, mut draft) = self.new_draft(actor, structure, form);
        draft.own_reading = reading.to_keep();
        draft.from_flow = Some(flow);
        draft.source = xml;
        invoice.document = pdf;
        transaction.insert_invoice(&invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.insert_event(&self.ground.event(&invoice, "FROM_FLOW", Some(&actor.name))).await?;
        if invoice.document.is_some() {
            ask_for_reading(&self.ground, transaction, &invoice, &overview).await?;
        }
        transaction.journal(&self.ground.act(actor, "invoice.draft", invoice.id, flow.to_string())).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        Ok(invoice.id)
    }
}
