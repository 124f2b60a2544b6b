//! The deposit: from the dropped PDF to a draft that keeps everything one types.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CheckContext, Direction, EventId, Field, FieldNote, InvoiceForm, InvoiceId, InvoiceKind, InvoiceStatus,
    MAXIMUM_FILE_BYTES, OutboxId, Permission, Siret, StructureId, mend_attachment_name, paris_day,
    parse_amount, parse_day, to_cents,
};
use serde_json::{Map, Value};
use storage::{
    Attachment, Attempt, Document, Event, EventKind, Invoice, Origin, OutboxItem, OutboxKind, OutboxState,
    Structure,
};

use crate::entropy::new_id;
use crate::find_recipient::RecipientCard;
use crate::read_document::{OwnReading, prefill};
use crate::{Actor, OperationError, Operations, Result, StoredFile};

/// Where the reading by Chorus Pro stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// The structure has no working credentials.
    NotPossible,
    /// Asked, not answered yet.
    Waiting,
    /// Answered with at least one value.
    Done,
    /// Answered without any value: the PDF holds no text that it knows.
    Nothing,
    /// Given up; the sentence says why.
    Failed(String),
}

/// A field where the readings and the form do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// What the embedded invoice says.
    pub own: Option<String>,
    /// What Chorus Pro recognised.
    pub recognised: Option<String>,
}

/// Everything the deposit page shows.
#[derive(Clone, Debug)]
pub struct DepositView {
    /// The draft.
    pub invoice: Invoice,
    /// Its structure.
    pub structure: Structure,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// What the checks say of the form as saved.
    pub notes: Vec<FieldNote>,
    /// What the checks knew.
    pub context: CheckContext,
    /// The recipient, when it is known.
    pub recipient: Option<RecipientCard>,
    /// Recipients this structure used, latest first.
    pub recent_recipients: Vec<(Siret, String)>,
    /// Where readings differ.
    pub differences: Vec<Difference>,
    /// Where the reading by Chorus Pro stands.
    pub recognition: Recognition,
    /// Tries so far.
    pub attempts: Vec<Attempt>,
    /// When all this was read: a page listens for what changed since.
    pub read_at: DateTime<Utc>,
}

impl Operations {
    /// Makes a draft of an uploaded PDF and asks Chorus Pro to read it.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with the sentence for the user when the file is not acceptable.
    pub async fn begin_deposit(
        &self,
        actor: &Actor,
        structure: StructureId,
        file: StoredFile,
        file_name: &str,
    ) -> Result<InvoiceId> {
        actor.require(Permission::Deposit)?;
        let overview = self.structure(actor, structure).await?;
        if !overview.structure.side.issues() {
            return Err(OperationError::Refused("Cette structure n’émet pas de factures.".to_owned()));
        }
        let document = pdf_document(&file, file_name)?;
        let reading = self.read_document(&file.sha256).await;
        let invoice = self.new_draft(actor, &overview.structure, document, reading);
        let mut unit = self.storage().begin().await?;
        unit.insert_invoice(&invoice).await?;
        let event = self.local_event(&invoice, "DRAFT", Some(&actor.name), invoice_source(&invoice));
        unit.insert_event(&event).await?;
        if overview.connection.is_some() {
            unit.enqueue(&self.outbox_item(&invoice, OutboxKind::Recognise, self.now())).await?;
        }
        let entry =
            self.entry(Some(actor.organization), Some(actor.user), "invoice.draft", invoice.id, file.sha256);
        unit.journal(&entry).await?;
        unit.commit().await?;
        self.wake_worker();
        self.tell(invoice.organization, invoice.structure, Some(invoice.id));
        Ok(invoice.id)
    }

    fn new_draft(
        &self,
        actor: &Actor,
        structure: &Structure,
        document: Document,
        reading: OwnReading,
    ) -> Invoice {
        let now = self.now();
        let mut form = InvoiceForm::new();
        prefill(&mut form, &reading.fields, true);
        if !reading.vat_lines.is_empty() {
            form.vat_lines = reading.vat_lines;
        }
        let mut invoice = Invoice {
            id: InvoiceId(new_id(now, self.entropy())),
            organization: actor.organization,
            structure: structure.id,
            direction: Direction::Issued,
            origin: Origin::Pupitre,
            status: InvoiceStatus::Draft,
            status_at: now,
            status_comment: None,
            number: String::new(),
            kind: InvoiceKind::Facture,
            date: None,
            partner_name: String::new(),
            partner_siret: String::new(),
            service_code: None,
            engagement: None,
            currency: "EUR".to_owned(),
            net_cents: None,
            vat_cents: None,
            gross_cents: None,
            due_cents: None,
            form: InvoiceForm::default(),
            document: Some(document),
            own_reading: Value::Object(reading.fields),
            recognised: Value::Null,
            chorus_document_id: None,
            chorus_id: None,
            created_by: Some(actor.user),
            created_at: now,
            updated_at: now,
            submitted_at: None,
            deposited_on: None,
            arrived_at: None,
            checked_at: None,
            version: 1,
        };
        apply_form(&mut invoice, form, paris_day(now));
        invoice
    }

    /// The deposit page of a draft or of an invoice that Chorus Pro refused on arrival.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn deposit_view(&self, actor: &Actor, id: InvoiceId) -> Result<DepositView> {
        actor.require(Permission::Deposit)?;
        let read_at = self.now();
        let invoice = actor.reach(self.storage().invoice(actor.organization, id).await?)?;
        Ok(DepositView { read_at, ..self.view_of(actor, invoice).await? })
    }

    pub(crate) async fn view_of(&self, actor: &Actor, invoice: Invoice) -> Result<DepositView> {
        let read_at = self.now();
        let overview = self.structure(actor, invoice.structure).await?;
        let storage = self.storage();
        let recipient = self
            .known_recipient(
                actor.organization,
                overview.structure.environment,
                &invoice.form.recipient_siret,
            )
            .await?;
        let context = self.check_context(&overview.structure, recipient.as_ref(), &invoice.form);
        let notes = invoice.form.check(&context).1;
        let recognise = storage.outbox_item(actor.organization, invoice.id, OutboxKind::Recognise).await?;
        let attempts = storage.attempts(actor.organization, invoice.id).await?;
        let recognition = recognition(&invoice, recognise.as_ref(), &attempts);
        Ok(DepositView {
            attachments: storage.attachments(actor.organization, invoice.id).await?,
            recent_recipients: storage.recent_recipients(actor.organization, invoice.structure, 5).await?,
            differences: differences(&invoice, context.today),
            structure: overview.structure,
            invoice,
            notes,
            context,
            recipient,
            recognition,
            attempts,
            read_at,
        })
    }

    pub(crate) fn check_context(
        &self,
        structure: &Structure,
        recipient: Option<&RecipientCard>,
        form: &InvoiceForm,
    ) -> CheckContext {
        CheckContext {
            today: paris_day(self.now()),
            environment: structure.environment,
            recipient: recipient.map(|card| card.rules_for(&form.service_code)),
        }
    }

    /// Keeps the form as typed; gives what the checks say of it.
    ///
    /// # Errors
    /// [`OperationError::Refused`] once the invoice has left.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        id: InvoiceId,
        mut form: InvoiceForm,
    ) -> Result<Vec<FieldNote>> {
        actor.require(Permission::Deposit)?;
        let before = actor.reach(self.storage().invoice(actor.organization, id).await?)?;
        let environment = self.structure(actor, before.structure).await?.structure.environment;
        // The name shown beside a SIRET is the one Chorus Pro gave, never one that was typed.
        let recipient = self.known_recipient(actor.organization, environment, &form.recipient_siret).await?;
        form.recipient_name = recipient.map(|card| card.entry.name).unwrap_or_default();
        let mut unit = self.storage().begin().await?;
        let mut invoice = actor.reach(unit.invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        if invoice.form != form {
            apply_form(&mut invoice, form, paris_day(self.now()));
            invoice.updated_at = self.now();
            unit.update_invoice(&mut invoice).await?;
        }
        unit.commit().await?;
        Ok(self.view_of(actor, invoice).await?.notes)
    }

    /// Drops a draft; it stays in the list as abandoned.
    ///
    /// # Errors
    /// [`OperationError::Refused`] once the invoice has left.
    pub async fn discard_draft(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut unit = self.storage().begin().await?;
        let mut invoice = actor.reach(unit.invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        self.set_status(&mut invoice, InvoiceStatus::Cancelled, None);
        unit.update_invoice(&mut invoice).await?;
        unit.insert_event(&self.local_event(&invoice, "CANCELLED", Some(&actor.name), None)).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "invoice.discard", id, ""))
            .await?;
        unit.commit().await?;
        self.tell(invoice.organization, invoice.structure, Some(id));
        Ok(())
    }

    pub(crate) fn set_status(&self, invoice: &mut Invoice, status: InvoiceStatus, comment: Option<String>) {
        let now = self.now();
        invoice.status = status;
        invoice.status_at = now;
        invoice.status_comment = comment;
        invoice.updated_at = now;
    }

    pub(crate) fn local_event(
        &self,
        invoice: &Invoice,
        code: &str,
        author: Option<&str>,
        comment: Option<String>,
    ) -> Event {
        let now = self.now();
        Event {
            id: EventId(new_id(now, self.entropy())),
            organization: invoice.organization,
            invoice: invoice.id,
            happened_at: now,
            kind: EventKind::Local,
            code: code.to_owned(),
            author: author.map(ToOwned::to_owned),
            comment,
            foreign_key: None,
        }
    }

    pub(crate) fn outbox_item(
        &self,
        invoice: &Invoice,
        kind: OutboxKind,
        not_before: DateTime<Utc>,
    ) -> OutboxItem {
        let now = self.now();
        OutboxItem {
            id: OutboxId(new_id(now, self.entropy())),
            organization: invoice.organization,
            structure: invoice.structure,
            invoice: invoice.id,
            kind,
            state: OutboxState::Waiting,
            not_before,
            lease_until: None,
            tries: 0,
            sent_at: None,
            created_at: now,
        }
    }
}

/// Accepts a PDF by its first bytes and size, and gives it a name that Chorus Pro takes.
fn pdf_document(file: &StoredFile, file_name: &str) -> Result<Document> {
    if file.bytes == 0 {
        return Err(OperationError::Refused(
            "Ce fichier est vide. Choisissez le PDF de la facture.".to_owned(),
        ));
    }
    if file.bytes > MAXIMUM_FILE_BYTES {
        return Err(OperationError::Refused(too_large()));
    }
    if !einvoice::pdf::looks_like_pdf(&file.head) {
        return Err(OperationError::Refused(
            "Ce fichier n’est pas un PDF. Exportez la facture en PDF depuis votre logiciel, puis déposez-la."
                .to_owned(),
        ));
    }
    let with_extension = if file_name.to_lowercase().ends_with(".pdf") {
        file_name.to_owned()
    } else {
        format!("{file_name}.pdf")
    };
    let mended =
        mend_attachment_name(&with_extension).map_err(|error| OperationError::Refused(error.to_string()))?;
    Ok(Document {
        sha256: file.sha256.clone(),
        name: mended.name,
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
    })
}

pub(crate) fn too_large() -> String {
    "Ce fichier dépasse 10 Mo, la limite de Chorus Pro. Réduisez la qualité des images, puis réessayez."
        .to_owned()
}

pub(crate) fn require_unsent(invoice: &Invoice) -> Result<()> {
    if invoice.status.is_unsent() {
        Ok(())
    } else {
        Err(OperationError::Refused(
            "Cette facture a déjà été envoyée ; elle ne peut plus être modifiée ici.".to_owned(),
        ))
    }
}

fn invoice_source(invoice: &Invoice) -> Option<String> {
    invoice.document.as_ref().map(|document| document.name.clone())
}

/// Keeps the form and what can already be read of it for the list.
pub(crate) fn apply_form(invoice: &mut Invoice, form: InvoiceForm, today: NaiveDate) {
    let text = |value: &str| {
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let cents = |value: &str| parse_amount(value).ok().and_then(to_cents);
    invoice.number = form.number.trim().chars().take(40).collect();
    invoice.kind = InvoiceKind::from_code(&form.kind).unwrap_or(InvoiceKind::Facture);
    invoice.date = parse_day(&form.date, today);
    invoice.partner_siret =
        Siret::parse(&form.recipient_siret).map_or_else(|_| String::new(), |siret| siret.as_str().to_owned());
    form.recipient_name.trim().clone_into(&mut invoice.partner_name);
    invoice.service_code = text(&form.service_code);
    invoice.engagement = text(&form.engagement);
    invoice.currency = text(&form.currency).unwrap_or_else(|| "EUR".to_owned()).chars().take(3).collect();
    invoice.net_cents = cents(&form.net);
    invoice.vat_cents = cents(&form.vat);
    invoice.gross_cents = cents(&form.gross);
    invoice.due_cents = cents(&form.due);
    invoice.form = form;
}

fn recognition(invoice: &Invoice, item: Option<&OutboxItem>, attempts: &[Attempt]) -> Recognition {
    match (&invoice.recognised, item) {
        (Value::Object(fields), _) if fields.is_empty() => Recognition::Nothing,
        (Value::Object(_), _) => Recognition::Done,
        (_, None) => Recognition::NotPossible,
        (_, Some(item)) if item.state == OutboxState::Failed => {
            let last = attempts.iter().find(|attempt| attempt.kind == OutboxKind::Recognise);
            Recognition::Failed(last.map(|attempt| attempt.text.clone()).unwrap_or_default())
        }
        (_, Some(_)) => Recognition::Waiting,
    }
}

/// The fields where the embedded invoice or the recognition differ from the form, compared by meaning.
fn differences(invoice: &Invoice, today: NaiveDate) -> Vec<Difference> {
    let empty = Map::new();
    let own = invoice.own_reading.as_object().unwrap_or(&empty);
    let recognised = invoice.recognised.as_object().unwrap_or(&empty);
    let read = |map: &Map<String, Value>, field: Field| {
        map.get(field.name()).and_then(Value::as_str).map(ToOwned::to_owned)
    };
    Field::ALL
        .iter()
        .filter_map(|&field| {
            let (own, recognised) = (read(own, field), read(recognised, field));
            let form = meaning(field, invoice.form.value(field), today);
            let differs = |value: &Option<String>| {
                value.as_ref().is_some_and(|value| meaning(field, value, today) != form)
            };
            (differs(&own) || differs(&recognised)).then_some(Difference { field, own, recognised })
        })
        .collect()
}

/// A text that is equal for values that mean the same: `1 200,00` and `1200`, `5/11/26` and `05/11/2026`.
fn meaning(field: Field, text: &str, today: NaiveDate) -> String {
    let text = text.trim();
    match field {
        Field::Net | Field::Vat | Field::Gross | Field::Due => {
            parse_amount(text).map_or_else(|_| text.to_owned(), |value| value.to_string())
        }
        Field::Date => parse_day(text, today).map_or_else(|| text.to_owned(), |day| day.to_string()),
        Field::RecipientSiret => {
            Siret::parse(text).map_or_else(|_| text.to_owned(), |siret| siret.as_str().to_owned())
        }
        _ => text.to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_the_same_do_not_differ() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(meaning(Field::Gross, "1 200", today), meaning(Field::Gross, "1200,00", today));
        assert_eq!(meaning(Field::Date, "5/11", today), meaning(Field::Date, "05/11/2026", today));
        assert_ne!(meaning(Field::Number, "FA-1", today), meaning(Field::Number, "FA-2", today));
    }

    #[test]
    fn a_file_that_is_no_pdf_is_refused_with_advice() {
        let file = StoredFile { sha256: "0".repeat(64), bytes: 4, head: b"PK\x03\x04".to_vec() };
        let text = pdf_document(&file, "facture.pdf").unwrap_err().user_text();
        assert!(text.contains("n’est pas un PDF"), "{text}");
    }
}
