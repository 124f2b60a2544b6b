//! The steps that must not be lost and must not happen twice: giving the PDF, sending the invoice.
//!
//! Each step can be interrupted anywhere and done again. The one call that would do harm twice, `soumettre`, is
//! announced durably (`sent_at`) before it leaves; a row found announced is first searched at Chorus Pro.

use chorus_pro::codes::FormatDepot;
use chorus_pro::factures::{ParametresFactureParFournisseur, RechercherFactureParFournisseur};
use chorus_pro::structures::CritereStructure;
use chorus_pro::{Client, Error, FileContent, RetryAdvice};
use chrono::TimeDelta;
use domain::{Field, InvoiceStatus, format_moment};
use serde_json::Value;
use storage::{
    Attachment, AttemptOutcome, Document, Invoice, OutboxItem, OutboxKind, OutboxState, Structure,
    StructureOverview,
};

use crate::chorus::{breaks_circuit, user_sentence};
use crate::read_document::prefill;
use crate::translate::{self, Listed};
use crate::{OperationError, Operations, Result};

/// A lease is renewed before each call, and each call is shorter than this.
pub(crate) const LEASE: TimeDelta = TimeDelta::minutes(6);
/// Pause before an unknown outcome is looked up: the platform may still be working on it.
const PAUSE_BEFORE_SEARCH: TimeDelta = TimeDelta::seconds(10);

/// How a step ended.
pub(crate) enum StepEnd {
    /// Done; the sentence for the attempt.
    Done(String),
    /// Refused for good.
    Refused(String),
    /// To be tried again at its time.
    Later {
        /// For the attempt.
        text: String,
        /// Known pause, else the schedule's.
        pause: Option<TimeDelta>,
        /// Whether the credentials were refused: nothing more leaves with them.
        broken: bool,
    },
    /// `soumettre` left, no answer came.
    Unknown(String),
}

/// What a step works with.
pub(crate) struct Work {
    pub item: OutboxItem,
    pub invoice: Invoice,
    pub overview: StructureOverview,
    pub client: Client,
}

fn ended_by(error: &Error) -> StepEnd {
    let text = user_sentence(error);
    match error.retry_advice() {
        _ if breaks_circuit(error) => StepEnd::Later { text, pause: None, broken: true },
        RetryAdvice::Never => StepEnd::Refused(text),
        RetryAdvice::After(pause) => {
            let pause = pause.and_then(|pause| TimeDelta::from_std(pause).ok());
            StepEnd::Later { text, pause, broken: false }
        }
        RetryAdvice::AfterChecking => StepEnd::Later { text, pause: None, broken: false },
    }
}

impl Operations {
    /// Gives the PDF to Chorus Pro and keeps what it recognised.
    pub(crate) async fn step_recognise(&self, work: &mut Work) -> Result<StepEnd> {
        if !work.invoice.status.is_unsent() || !work.invoice.recognised.is_null() {
            return Ok(StepEnd::Done("Plus nécessaire.".to_owned()));
        }
        match self.give_document(work).await? {
            Ok(()) => Ok(StepEnd::Done("PDF lu par Chorus Pro.".to_owned())),
            Err(end) => Ok(end),
        }
    }

    /// Sends the invoice: supplier number, document, attachments, then the one call that counts.
    pub(crate) async fn step_submit(&self, work: &mut Work) -> Result<StepEnd> {
        if work.invoice.status.is_at_chorus_pro() {
            return Ok(StepEnd::Done("Déjà déposée.".to_owned()));
        }
        let supplier = match self.supplier_number(work).await? {
            Ok(supplier) => supplier,
            Err(end) => return Ok(end),
        };
        if work.item.sent_at.is_some() {
            match self.search_sent(work, supplier).await {
                Ok(Some(found)) => return self.keep_found(work, found).await,
                Ok(None) => self.forget_announcement(work).await?,
                Err(error) => return Ok(unknown_still(&error)),
            }
        }
        if work.invoice.chorus_document_id.is_none()
            && let Err(end) = self.give_document(work).await?
        {
            return Ok(end);
        }
        let attachments = match self.give_attachments(work).await? {
            Ok(attachments) => attachments,
            Err(end) => return Ok(end),
        };
        self.send(work, supplier, &attachments).await
    }

    async fn send(&self, work: &mut Work, supplier: i64, attachments: &[Attachment]) -> Result<StepEnd> {
        let context = self.check_context(&work.overview.structure, None, &work.invoice.form);
        let (Some(checked), Some(document)) =
            (work.invoice.form.check(&context).0, work.invoice.chorus_document_id)
        else {
            return Ok(StepEnd::Refused(
                "Le brouillon n’est plus complet. Corrigez-le, puis déposez.".to_owned(),
            ));
        };
        let body = translate::soumettre(&checked, supplier, document, attachments);
        let tried_before = work.item.tries > 1;
        self.announce(work).await?;
        match work.client.factures().soumettre(&body).await {
            Ok(answer) => {
                let status = answer.statut_facture.as_ref().map_or("DEPOSEE", |status| status.as_str());
                let deposited_on = answer.date_depot.as_ref().and_then(chorus_pro::Moment::day);
                match answer.identifiant_facture_cpp {
                    Some(chorus_id) => self.keep_deposited(work, chorus_id, status, deposited_on).await,
                    None => Ok(StepEnd::Unknown("Chorus Pro a répondu sans numéro de dépôt.".to_owned())),
                }
            }
            Err(error) => self.send_failed(work, supplier, tried_before, error).await,
        }
    }

    async fn send_failed(
        &self,
        work: &mut Work,
        supplier: i64,
        tried_before: bool,
        error: Error,
    ) -> Result<StepEnd> {
        tracing::warn!(invoice = %work.invoice.id, %error, "submission not confirmed");
        match error.retry_advice() {
            RetryAdvice::AfterChecking => Ok(StepEnd::Unknown(user_sentence(&error))),
            // A duplicate refused after an earlier try may be that try, arrived late.
            RetryAdvice::Never if tried_before && matches!(error, Error::Functional { .. }) => {
                match self.search_sent(work, supplier).await {
                    Ok(Some(found)) => self.keep_found(work, found).await,
                    Ok(None) => {
                        self.forget_announcement(work).await?;
                        Ok(ended_by(&error))
                    }
                    Err(search) => Ok(unknown_still(&search)),
                }
            }
            _ => {
                self.forget_announcement(work).await?;
                Ok(ended_by(&error))
            }
        }
    }

    /// `idStructureCPP` of the structure, asked once.
    async fn supplier_number(&self, work: &mut Work) -> Result<std::result::Result<i64, StepEnd>> {
        let structure = &work.overview.structure;
        if let Some(known) = structure.chorus_id {
            return Ok(Ok(known));
        }
        self.renew_lease(&mut work.item).await?;
        let found = self.find_own_number(&work.client, structure).await;
        match found {
            Ok(Some(number)) => {
                work.overview.structure.chorus_id = Some(number);
                let mut unit = self.storage().begin().await?;
                unit.update_structure(&work.overview.structure).await?;
                unit.commit().await?;
                Ok(Ok(number))
            }
            Ok(None) => Ok(Err(StepEnd::Refused(
                "Chorus Pro ne connaît pas le SIRET de cette structure. Vérifiez-le sur sa fiche.".to_owned(),
            ))),
            Err(error) => Ok(Err(ended_by(&error))),
        }
    }

    pub(crate) async fn find_own_number(
        &self,
        client: &Client,
        structure: &Structure,
    ) -> std::result::Result<Option<i64>, Error> {
        let criterion = CritereStructure {
            type_identifiant_structure: Some(chorus_pro::codes::TypeIdentifiantStructure::Siret),
            identifiant_structure: Some(structure.siret.as_str().to_owned()),
            ..Default::default()
        };
        let found = client.structures().rechercher(&crate::find_recipient::search(criterion)).await?;
        Ok(found.liste_structures.into_iter().find_map(|row| row.id_structure_cpp))
    }

    /// Uploads the PDF when Chorus Pro does not hold it, and keeps number and recognised values. An upload whose answer
    /// is lost is simply done again: without `soumettre` it is no invoice.
    async fn give_document(&self, work: &mut Work) -> Result<std::result::Result<(), StepEnd>> {
        let Some(document) = work.invoice.document.clone() else {
            return Ok(Err(StepEnd::Refused(
                "Le PDF de cette facture manque. Déposez-la de nouveau.".to_owned(),
            )));
        };
        self.renew_lease(&mut work.item).await?;
        let content = self.content(&document).await?;
        let answer =
            work.client.factures().deposer_pdf(content, &document.name, FormatDepot::PdfNonSigne).await;
        let output = match answer {
            Ok(output) => output,
            Err(error) => return Ok(Err(ended_by(&error))),
        };
        let Some(number) = output.piece_jointe_id else {
            return Ok(Err(StepEnd::Later {
                text: "Chorus Pro a reçu le PDF sans lui donner de numéro.".to_owned(),
                pause: None,
                broken: false,
            }));
        };
        let recognised = translate::recognised(&output);
        let siret = match work.invoice.form.recipient_siret.as_str() {
            "" => recognised
                .get(Field::RecipientSiret.name())
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            typed => typed.to_owned(),
        };
        let environment = work.overview.structure.environment;
        let name = self.meet_recipient(&work.client, work.item.organization, environment, &siret).await?;
        let today = domain::paris_day(self.now());
        let mut unit = self.storage().begin().await?;
        let mut invoice = unit
            .invoice(work.invoice.organization, work.invoice.id)
            .await?
            .ok_or(OperationError::NotFound("invoice"))?;
        invoice.chorus_document_id = Some(number);
        if invoice.status.is_unsent() {
            let mut form = invoice.form.clone();
            prefill(&mut form, &recognised, false);
            if let Some(name) = name.filter(|_| form.recipient_siret == siret) {
                form.recipient_name = name;
            }
            crate::deposit::apply_form(&mut invoice, form, today);
        }
        invoice.recognised = Value::Object(recognised);
        unit.update_invoice(&mut invoice).await?;
        unit.commit().await?;
        work.invoice = invoice;
        self.tell(work.item.organization, work.item.structure, Some(work.item.invoice));
        Ok(Ok(()))
    }

    async fn give_attachments(
        &self,
        work: &mut Work,
    ) -> Result<std::result::Result<Vec<Attachment>, StepEnd>> {
        let mut attachments = self.storage().attachments(work.item.organization, work.item.invoice).await?;
        for attachment in attachments.iter_mut().filter(|attachment| attachment.chorus_id.is_none()) {
            self.renew_lease(&mut work.item).await?;
            let content = self.content(&attachment.document).await?;
            let transverses = work.client.transverses();
            let mime = mime_type(&attachment.extension);
            let answer = transverses
                .ajouter_fichier(content, &attachment.document.name, mime, &attachment.extension)
                .await;
            match answer.map(|output| output.piece_jointe_id) {
                Ok(Some(number)) => {
                    let mut unit = self.storage().begin().await?;
                    unit.set_attachment_chorus_id(attachment.organization, attachment.id, number).await?;
                    unit.commit().await?;
                    attachment.chorus_id = Some(number);
                }
                Ok(None) => {
                    let text =
                        format!("Chorus Pro n’a pas donné de numéro à « {} ».", attachment.document.name);
                    return Ok(Err(StepEnd::Later { text, pause: None, broken: false }));
                }
                Err(error) => return Ok(Err(ended_by(&error))),
            }
        }
        Ok(Ok(attachments))
    }

    async fn content(&self, document: &Document) -> Result<FileContent> {
        Ok(self.documents().content(&document.sha256).await?)
    }

    /// Makes durable that the call is about to leave.
    async fn announce(&self, work: &mut Work) -> Result<()> {
        let now = self.now();
        let mut unit = self.storage().begin().await?;
        let mut invoice = unit
            .invoice(work.invoice.organization, work.invoice.id)
            .await?
            .ok_or(OperationError::NotFound("invoice"))?;
        self.set_status(&mut invoice, InvoiceStatus::Sending, None);
        unit.update_invoice(&mut invoice).await?;
        work.item.sent_at = Some(now);
        work.item.lease_until = Some(now + LEASE);
        unit.update_outbox(&work.item).await?;
        unit.commit().await?;
        work.invoice = invoice;
        self.tell(work.item.organization, work.item.structure, Some(work.item.invoice));
        Ok(())
    }

    async fn forget_announcement(&self, work: &mut Work) -> Result<()> {
        work.item.sent_at = None;
        let mut unit = self.storage().begin().await?;
        unit.update_outbox(&work.item).await?;
        unit.commit().await?;
        Ok(())
    }

    pub(crate) async fn renew_lease(&self, item: &mut OutboxItem) -> Result<()> {
        item.lease_until = Some(self.now() + LEASE);
        let mut unit = self.storage().begin().await?;
        unit.update_outbox(item).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Looks for our invoice number among the invoices of this supplier.
    async fn search_sent(
        &self,
        work: &mut Work,
        supplier: i64,
    ) -> std::result::Result<Option<Listed>, Error> {
        let search = RechercherFactureParFournisseur {
            numero_facture: Some(work.invoice.number.clone()),
            id_fournisseur: Some(supplier),
            recherche_facture_par_fournisseur: Some(ParametresFactureParFournisseur {
                nb_resultats_par_page: Some(50),
                page_resultat_demandee: Some(1),
                ..Default::default()
            }),
            ..Default::default()
        };
        let found = work.client.factures().rechercher_fournisseur(&search).await?;
        Ok(found
            .liste_factures
            .into_iter()
            .filter_map(translate::issued)
            .find(|listed| listed.number == work.invoice.number))
    }

    async fn keep_found(&self, work: &mut Work, found: Listed) -> Result<StepEnd> {
        let code = found.status.code().to_owned();
        self.keep_deposited(work, found.chorus_id, &code, found.deposited_on).await
    }

    async fn keep_deposited(
        &self,
        work: &mut Work,
        chorus_id: i64,
        status: &str,
        deposited_on: Option<chrono::NaiveDate>,
    ) -> Result<StepEnd> {
        let now = self.now();
        let mut unit = self.storage().begin().await?;
        let mut invoice = unit
            .invoice(work.invoice.organization, work.invoice.id)
            .await?
            .ok_or(OperationError::NotFound("invoice"))?;
        self.set_status(&mut invoice, InvoiceStatus::from_code(status), None);
        invoice.chorus_id = Some(chorus_id);
        invoice.deposited_on = deposited_on.or(Some(domain::paris_day(now)));
        invoice.checked_at = Some(now);
        unit.update_invoice(&mut invoice).await?;
        let proof = format!("N° Chorus Pro {chorus_id}, reçue le {}", format_moment(now));
        unit.insert_event(&self.local_event(&invoice, "SENT", None, Some(proof))).await?;
        work.item.state = OutboxState::Done;
        work.item.sent_at = None;
        unit.update_outbox(&work.item).await?;
        unit.enqueue(&self.outbox_item(&invoice, OutboxKind::Track, now + TimeDelta::seconds(2))).await?;
        unit.journal(&self.entry(
            Some(invoice.organization),
            None,
            "invoice.deposited",
            invoice.id,
            chorus_id.to_string(),
        ))
        .await?;
        unit.commit().await?;
        work.invoice = invoice;
        Ok(StepEnd::Done(format!("Acceptée par Chorus Pro sous le n° {chorus_id}.")))
    }
}

fn unknown_still(error: &Error) -> StepEnd {
    if breaks_circuit(error) {
        return StepEnd::Later { text: user_sentence(error), pause: None, broken: true };
    }
    StepEnd::Unknown(format!("L’envoi n’a pas encore pu être vérifié. {}", user_sentence(error)))
}

/// When and as what a step comes back.
pub(crate) fn outcome_of(end: &StepEnd) -> AttemptOutcome {
    match end {
        StepEnd::Done(_) => AttemptOutcome::Done,
        StepEnd::Refused(_) => AttemptOutcome::Refused,
        StepEnd::Later { .. } => AttemptOutcome::TryAgain,
        StepEnd::Unknown(_) => AttemptOutcome::Unknown,
    }
}

pub(crate) fn pause_before_search() -> TimeDelta {
    PAUSE_BEFORE_SEARCH
}

fn mime_type(extension: &str) -> &'static str {
    match extension {
        "PDF" => "application/pdf",
        "XML" => "application/xml",
        "TXT" | "CSV" => "text/plain",
        "HTM" | "HTML" | "XHTML" => "text/html",
        "PNG" => "image/png",
        "JPG" | "JPEG" => "image/jpeg",
        "GIF" => "image/gif",
        "TIF" | "TIFF" => "image/tiff",
        "BMP" => "image/bmp",
        "SVG" => "image/svg+xml",
        "ZIP" => "application/zip",
        "GZ" | "GZIP" | "TGZ" => "application/gzip",
        "DOCX" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "XLSX" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ODT" => "application/vnd.oasis.opendocument.text",
        "ODS" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}
