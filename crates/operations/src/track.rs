//! Following invoices: what changed at Chorus Pro becomes events, and invoices entered elsewhere are found.

use chorus_pro::factures::{
    ConsulterHistoriqueFacture, HistoAction, HistoStatut, RechercherFactureParFournisseur,
    RechercherFactureRecipiendaire,
};
use chorus_pro::pages::{HistoActions, HistoStatuts};
use chorus_pro::{Client, Error, Moment};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Direction, EventId, InvoiceForm, InvoiceId, InvoiceStatus, Siret, to_cents};
use rust_decimal::Decimal;
use serde_json::Value;
use storage::{Connection, Event, EventKind, Invoice, Origin, StructureOverview};

use crate::chorus::{breaks_circuit, user_sentence};
use crate::entropy::new_id;
use crate::translate::{self, Listed};
use crate::{OperationError, Operations, Result};

/// Lines asked at a time; 1000 is the largest documented page, smaller ones answer sooner.
const PAGE: u32 = 200;
/// Clocks differ and times are written to the minute: look back this far.
const LOOK_BACK: TimeDelta = TimeDelta::hours(1);
/// A status this close to the last reading is read again.
const MINUTE_PRECISION: TimeDelta = TimeDelta::minutes(2);

/// How a synchronisation ended.
pub(crate) enum SyncEnd {
    /// All pages read; whether an invoice is still on its way.
    Done {
        /// Whether to look again soon.
        under_way: bool,
    },
    /// Chorus Pro could not be asked.
    Failed {
        /// For the owner.
        text: String,
        /// Whether the credentials were refused.
        broken: bool,
    },
}

impl Operations {
    /// Asks for everything of a structure that changed since the last time, page by page.
    pub(crate) async fn sync(&self, connection: &Connection) -> Result<SyncEnd> {
        let Some(mut overview) =
            self.storage().structure(connection.organization, connection.structure).await?
        else {
            return Err(OperationError::NotFound("structure"));
        };
        let client = self.client(overview.structure.environment, connection)?;
        match self.sync_structure(&client, connection, &mut overview).await {
            Ok(under_way) => Ok(SyncEnd::Done { under_way }),
            Err(SyncError::Chorus(error)) => {
                tracing::warn!(structure = %connection.structure, %error, "synchronisation failed");
                Ok(SyncEnd::Failed { text: user_sentence(&error), broken: breaks_circuit(&error) })
            }
            Err(SyncError::Here(error)) => Err(error),
        }
    }

    async fn sync_structure(
        &self,
        client: &Client,
        connection: &Connection,
        overview: &mut StructureOverview,
    ) -> std::result::Result<bool, SyncError> {
        let Some(own) = self.own_number(client, overview).await? else { return Ok(false) };
        let since = connection.synced_at.map(|at| local(at - LOOK_BACK));
        let mut under_way = false;
        if overview.structure.side.issues() {
            let search = RechercherFactureParFournisseur {
                id_fournisseur: Some(own),
                periode_date_heure_etat_courant_du: since.clone(),
                ..Default::default()
            };
            for listed in client.collect(&search, PAGE).await?.into_iter().filter_map(translate::issued) {
                under_way |= listed.status.stage() == domain::StatusStage::OnTheWay;
                self.take_in(client, connection, Direction::Issued, listed).await?;
            }
        }
        if overview.structure.side.receives() {
            let search = RechercherFactureRecipiendaire {
                id_destinataire: Some(own),
                periode_date_heure_etat_courant_du: since,
                ..Default::default()
            };
            for listed in client.collect(&search, PAGE).await?.into_iter().filter_map(translate::received) {
                self.take_in(client, connection, Direction::Received, listed).await?;
            }
        }
        Ok(under_way)
    }

    async fn own_number(
        &self,
        client: &Client,
        overview: &mut StructureOverview,
    ) -> std::result::Result<Option<i64>, SyncError> {
        if overview.structure.chorus_id.is_none()
            && let Some(number) = self.find_own_number(client, &overview.structure).await?
        {
            overview.structure.chorus_id = Some(number);
            let mut unit = self.storage().begin().await?;
            unit.update_structure(&overview.structure).await?;
            unit.commit().await?;
        }
        Ok(overview.structure.chorus_id)
    }

    /// Brings one listed invoice up to date, adding it when it was entered elsewhere.
    async fn take_in(
        &self,
        client: &Client,
        connection: &Connection,
        direction: Direction,
        listed: Listed,
    ) -> std::result::Result<(), SyncError> {
        let (organization, structure) = (connection.organization, connection.structure);
        let known = self.storage().invoice_by_chorus_id(organization, structure, listed.chorus_id).await?;
        let known = known.filter(|invoice| invoice.direction == direction);
        if let Some(invoice) = &known
            && !changed(invoice, &listed)
        {
            return Ok(());
        }
        if known.is_none() && direction == Direction::Issued {
            // Sent from here a moment ago: its own step keeps the answer.
            let ours = self.storage().invoices_with_number(organization, structure, &listed.number).await?;
            for id in ours {
                let sent = self.storage().invoice(organization, id).await?;
                if sent.is_some_and(|invoice| invoice.chorus_id.is_none()) {
                    return Ok(());
                }
            }
        }
        let history = read_history(client, listed.chorus_id).await?;
        let is_new = known.is_none();
        let mut invoice = known.unwrap_or_else(|| self.imported(connection, direction, &listed));
        invoice.status = listed.status.clone();
        invoice.status_at = listed.status_at.unwrap_or(invoice.status_at);
        invoice.status_comment.clone_from(&listed.comment);
        if !listed.partner_name.is_empty() {
            invoice.partner_name.clone_from(&listed.partner_name);
        }
        self.keep_history(invoice, is_new, history).await?;
        Ok(())
    }

    /// Reads the history of one invoice again.
    pub(crate) async fn track_invoice(&self, client: &Client, invoice: Invoice) -> Result<()> {
        let Some(chorus_id) = invoice.chorus_id else { return Ok(()) };
        let history = read_history(client, chorus_id).await?;
        self.keep_history(invoice, false, history).await
    }

    /// Writes new events and the last status, in one transaction.
    async fn keep_history(&self, read: Invoice, is_new: bool, history: History) -> Result<()> {
        let mut unit = self.storage().begin().await?;
        let mut invoice = if is_new {
            unit.insert_invoice(&read).await?;
            read
        } else {
            let mut present =
                unit.invoice(read.organization, read.id).await?.ok_or(OperationError::NotFound("invoice"))?;
            present.status = read.status;
            present.status_at = read.status_at;
            present.status_comment = read.status_comment;
            present.partner_name = read.partner_name;
            present
        };
        for event in self.events_of(&invoice, &history) {
            unit.insert_event(&event).await?;
        }
        apply_history(&mut invoice, &history);
        invoice.checked_at = Some(self.now());
        invoice.updated_at = self.now();
        unit.update_invoice(&mut invoice).await?;
        unit.commit().await?;
        self.tell(invoice.organization, invoice.structure, Some(invoice.id));
        Ok(())
    }

    fn events_of(&self, invoice: &Invoice, history: &History) -> Vec<Event> {
        let now = self.now();
        let event =
            |kind, key: String, at: Option<&Moment>, code: &str, author, comment: Option<&String>| Event {
                id: EventId(new_id(now, self.entropy())),
                organization: invoice.organization,
                invoice: invoice.id,
                happened_at: at.and_then(translate::instant).unwrap_or(now),
                kind,
                code: code.to_owned(),
                author,
                comment: comment.filter(|text| !text.trim().is_empty()).cloned(),
                foreign_key: Some(key),
            };
        let statuses = history.statuses.iter().map(|status| {
            let code = status.histo_statut_code.as_ref().map_or("TECHNIQUE_INCONNU", |code| code.as_str());
            let moment = status.histo_statut_date_passage.as_ref();
            let key =
                status.histo_statut_id.map_or_else(|| format!("{code} {moment:?}"), |id| id.to_string());
            let author =
                full_name(&status.histo_statut_utilisateur_prenom, &status.histo_statut_utilisateur_nom);
            event(EventKind::Status, key, moment, code, author, status.histo_statut_commentaire.as_ref())
        });
        let actions = history.actions.iter().map(|action| {
            let code = action.histo_action_code.as_ref().map_or("ACTION_INCONNUE", |code| code.as_str());
            let moment = action.histo_action_date_heure.as_ref();
            let key =
                action.histo_action_id.map_or_else(|| format!("{code} {moment:?}"), |id| id.to_string());
            let author =
                full_name(&action.histo_action_utilisateur_prenom, &action.histo_action_utilisateur_nom);
            event(EventKind::Action, key, moment, code, author, None)
        });
        statuses.chain(actions).collect()
    }

    fn imported(&self, connection: &Connection, direction: Direction, listed: &Listed) -> Invoice {
        let now = self.now();
        let cents = |amount: Option<Decimal>| amount.map(|amount| amount.round_dp(2)).and_then(to_cents);
        let vat = listed.gross.zip(listed.net).map(|(gross, net)| gross - net);
        Invoice {
            id: InvoiceId(new_id(now, self.entropy())),
            organization: connection.organization,
            structure: connection.structure,
            direction,
            origin: Origin::ChorusPro,
            status: listed.status.clone(),
            status_at: listed.status_at.unwrap_or(now),
            status_comment: listed.comment.clone(),
            number: listed.number.clone(),
            kind: listed.kind,
            date: listed.date,
            partner_name: listed.partner_name.clone(),
            partner_siret: Siret::parse(&listed.partner_siret)
                .map_or_else(|_| listed.partner_siret.clone(), |siret| siret.as_str().to_owned()),
            service_code: listed.service_code.clone(),
            engagement: listed.engagement.clone(),
            currency: listed.currency.clone(),
            net_cents: cents(listed.net),
            vat_cents: cents(vat),
            gross_cents: cents(listed.gross),
            due_cents: cents(listed.due),
            form: InvoiceForm::default(),
            document: None,
            own_reading: Value::Null,
            recognised: Value::Null,
            chorus_document_id: None,
            chorus_id: Some(listed.chorus_id),
            created_by: None,
            created_at: now,
            updated_at: now,
            submitted_at: None,
            deposited_on: listed.deposited_on,
            arrived_at: None,
            checked_at: None,
            version: 1,
        }
    }
}

/// What `consulter/historique` tells, all pages.
struct History {
    statuses: Vec<HistoStatut>,
    actions: Vec<HistoAction>,
}

async fn read_history(client: &Client, chorus_id: i64) -> std::result::Result<History, Error> {
    let statuses = HistoStatuts(ConsulterHistoriqueFacture::new(chorus_id));
    let actions = HistoActions(ConsulterHistoriqueFacture::new(chorus_id));
    Ok(History {
        statuses: client.collect(&statuses, 50).await?,
        actions: client.collect(&actions, 50).await?,
    })
}

/// Takes the last status and the day of arrival from the history.
fn apply_history(invoice: &mut Invoice, history: &History) {
    let moment =
        |status: &HistoStatut| status.histo_statut_date_passage.as_ref().and_then(translate::instant);
    let latest = history.statuses.iter().max_by_key(|status| (moment(status), status.histo_statut_id));
    if let Some(code) = latest.and_then(|status| status.histo_statut_code.as_ref()) {
        let status = InvoiceStatus::from_code(code.as_str());
        if status != invoice.status {
            invoice.status_at = latest.and_then(moment).unwrap_or(invoice.status_at);
        }
        invoice.status = status;
        invoice.status_comment = latest
            .and_then(|status| status.histo_statut_commentaire.clone())
            .filter(|text| !text.trim().is_empty());
    }
    let arrival = history
        .statuses
        .iter()
        .filter(|status| {
            status.histo_statut_code.as_ref().map(|code| code.as_str())
                == Some(InvoiceStatus::MiseADisposition.code())
        })
        .filter_map(moment)
        .min();
    invoice.arrived_at = arrival.or(invoice.arrived_at);
}

fn changed(invoice: &Invoice, listed: &Listed) -> bool {
    let read_since =
        |checked: DateTime<Utc>| listed.status_at.is_none_or(|at| at < checked - MINUTE_PRECISION);
    invoice.status != listed.status || !invoice.checked_at.is_some_and(read_since)
}

fn full_name(first: &Option<String>, last: &Option<String>) -> Option<String> {
    let name = [first, last].into_iter().flatten().map(|part| part.trim()).collect::<Vec<_>>().join(" ");
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// An instant as the searches take it: local time in Paris.
fn local(instant: DateTime<Utc>) -> Moment {
    Moment::Local(instant.with_timezone(&chrono_tz::Europe::Paris).naive_local())
}

/// Chorus Pro or ourselves.
enum SyncError {
    Chorus(Error),
    Here(OperationError),
}

impl From<Error> for SyncError {
    fn from(error: Error) -> Self {
        Self::Chorus(error)
    }
}

impl From<OperationError> for SyncError {
    fn from(error: OperationError) -> Self {
        Self::Here(error)
    }
}

impl From<storage::StorageError> for SyncError {
    fn from(error: storage::StorageError) -> Self {
        Self::Here(error.into())
    }
}
