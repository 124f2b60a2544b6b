//! The services of Chorus Pro: what each takes, how it went last, and calling those that change nothing.

use chorus_pro::{ByNameError, SERVICES, Service, describe};
use chrono::{DateTime, Utc};
use domain::{CallField, Notes, Permission, Reason, Remark, StructureId};
use storage::{ExchangeOutcome, ExchangeSummary, Structure, StructureOverview};

use super::Connecting;
use crate::access::Use;
use crate::{Actor, OperationError, Result};

/// Longest input that a person sends, in bytes.
const LONGEST_INPUT: usize = 20_000;

/// How a service was answered when it was last called for a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastCall {
    /// When.
    pub at: DateTime<Utc>,
    /// How it went.
    pub outcome: ExchangeOutcome,
    /// HTTP status; none without answer.
    pub http_status: Option<u16>,
}

/// A service, and how it went for a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownService {
    /// The service.
    pub service: &'static Service,
    /// None when it was not called as long as exchanges are kept.
    pub last: Option<LastCall>,
}

/// The services as they are for a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownServices {
    /// The structure.
    pub structure: Structure,
    /// Whether an access serves it: without one nothing can be called.
    pub has_access: bool,
    /// All of them, in the order of Chorus Pro's APIs.
    pub services: Vec<KnownService>,
}

/// What a person hears of a call that they made by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAnswer {
    /// The answer as JSON, without bank accounts, cut when it is long.
    Answered(String),
    /// It was refused, or led nowhere.
    Failed(Reason),
}

impl Connecting {
    /// Every service of Chorus Pro, with how it went last for a structure.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn services(&self, actor: &Actor, id: StructureId) -> Result<KnownServices> {
        let overview = self.managed_whole(actor, id).await?;
        let last = self.ground.read_exchanges().await?.last_exchanges(actor.organization, id).await?;
        let services = SERVICES
            .iter()
            .map(|service| KnownService {
                service,
                last: last.iter().find(|call| call.service == service.name).map(last_call),
            })
            .collect();
        Ok(KnownServices {
            has_access: !overview.accesses.is_empty(),
            structure: overview.structure,
            services,
        })
    }

    /// Calls a service that changes nothing in the name of a structure, with an input typed as JSON. It is written down.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when the input is not what the service takes, [`OperationError::NotFound`] when the
    /// structure is out of reach or no such service can be called, [`OperationError::ChorusPro`] when its access
    /// cannot be used.
    pub async fn call_service(
        &self,
        actor: &Actor,
        id: StructureId,
        service: &str,
        input: &str,
    ) -> Result<CallAnswer> {
        let overview = self.managed_whole(actor, id).await?;
        let known = SERVICES.iter().find(|known| known.name == service && known.is_callable_by_name());
        let service = known.ok_or(OperationError::NotFound("service"))?;
        if input.len() > LONGEST_INPUT {
            return Err(invalid(Remark::TooLong { longest: LONGEST_INPUT, length: input.len() }));
        }
        // On its own: a person who leaves the page must take neither what was learnt nor the line of the journal.
        let (connecting, actor, input) = (self.clone(), actor.clone(), input.to_owned());
        let calling =
            tokio::spawn(async move { connecting.call_known(&actor, &overview, service, &input).await });
        calling.await.unwrap_or_else(|error| {
            Err(OperationError::ChorusPro { reason: Reason::ChorusProSilent, log: error.to_string() })
        })
    }

    async fn call_known(
        &self,
        actor: &Actor,
        overview: &StructureOverview,
        service: &'static Service,
        input: &str,
    ) -> Result<CallAnswer> {
        let id = overview.structure.id;
        let connected = self.clients.connect(overview, Use::Any).await?;
        let _place = self.calling.acquire().await;
        let (answer, said) = match connected.client.call_by_name(service.name, input).await {
            Ok(answer) => (CallAnswer::Answered(answer), "answered"),
            Err(ByNameError::Call(error)) => {
                let reason = crate::access::reason_of(&error);
                // What one service refuses says nothing of the others; refused credentials do.
                let heeded = self.clients.heed(&connected.access, id, Err::<(), _>(error)).await;
                match heeded {
                    Ok(()) | Err(OperationError::ChorusPro { .. }) => {}
                    Err(other) => return Err(other),
                }
                (CallAnswer::Failed(reason), "failed")
            }
            Err(ByNameError::NotCallable) => return Err(OperationError::NotFound("service")),
            Err(ByNameError::UnknownFields(fields)) => {
                return Err(invalid(Remark::JsonFieldsUnknown { fields }));
            }
            Err(ByNameError::Input { path, line, .. }) => {
                return Err(invalid(Remark::JsonUnreadable { path, line }));
            }
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        let detail = format!("{} {said}", service.name);
        transaction.journal(&self.ground.act(actor, "access.call", id, detail)).await?;
        transaction.commit().await?;
        Ok(answer)
    }

    async fn managed_whole(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let overview = self.ground.read().await?.structure(actor.organization, id).await?;
        overview.ok_or(OperationError::NotFound("structure"))
    }
}

/// JSON with every field of the input of a service, to be filled in; what is known of the structure stands in it.
#[must_use]
pub fn input_to_fill(service: &Service, structure: &Structure) -> serde_json::Value {
    let mut skeleton = describe(service.name).map(|kind| kind.skeleton()).unwrap_or_default();
    if skeleton.is_null() {
        skeleton = serde_json::json!({});
    }
    fill(&mut skeleton, structure);
    skeleton
}

/// The names under which services ask for the structure in whose name they are called.
fn fill(value: &mut serde_json::Value, structure: &Structure) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "idStructure" | "idFournisseur" | "idStructureCPP" if value.is_null() => {
                        *value = structure.chorus_id.into();
                    }
                    "identifiantStructure" if value.is_null() => {
                        *value = structure.identifier.as_str().into();
                    }
                    "typeIdentifiantStructure" if value.is_null() => {
                        *value = structure.identifier.kind().code().into();
                    }
                    "nbResultatsParPage" if value.is_null() => *value = 10.into(),
                    "pageResultatDemandee" if value.is_null() => *value = 1.into(),
                    _ => fill(value, structure),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| fill(item, structure)),
        _ => {}
    }
}

fn last_call(call: &ExchangeSummary) -> LastCall {
    LastCall { at: call.at, outcome: call.outcome, http_status: call.http_status }
}

fn invalid(remark: Remark) -> OperationError {
    let mut notes = Notes::default();
    notes.error(CallField::Input, remark);
    OperationError::Invalid(notes)
}
