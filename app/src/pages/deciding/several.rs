//! One decision on several received invoices: first what would become of each, then all that may go.

use axum::Form;
use axum::response::Response;
use domain::{Decision, DecisionField, Direction, FormField as _, InvoiceId, Values};
use http::StatusCode;
use operations::{DecisionOf, DecisionTrials, MOST_DECIDED};

use super::several_view::SeveralPage;
use super::texts;
use crate::components::{Notice, RailEntry};
use crate::pages::done::{Done, redirect_done_to};
use crate::pages::invoices::list_path;
use crate::pages::refusal::{FormState, Refusal};
use crate::web::{Context, Document, PageError, local_target};

type Pairs = Form<Vec<(String, String)>>;

/// What was sent: the invoices, the decision with what is said, and the list in which they were chosen.
struct Asked {
    ids: Vec<InvoiceId>,
    values: Values,
    /// A path of this site.
    list: String,
    action: String,
}

impl Asked {
    fn read(pairs: &[(String, String)]) -> Result<Self, PageError> {
        let of =
            |name: &'static str| pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
        let own =
            pairs.iter().filter(|(name, _)| DecisionField::ALL.iter().any(|field| field.name() == name));
        let values = Values::read(own.map(|(name, value)| (name.as_str(), value.as_str())))
            .map_err(|_| PageError::BadRequest("form beyond its bounds"))?;
        let list = of("retour").next().and_then(|path| local_target(path));
        Ok(Self {
            ids: of("invoice").filter_map(|id| id.parse().ok()).collect(),
            values,
            list: list.unwrap_or(list_path(Direction::Received)).to_owned(),
            action: of("action").next().cloned().unwrap_or_default(),
        })
    }

    fn decision(&self) -> Option<Decision> {
        Decision::from_code(self.values.get(DecisionField::Decision))
    }
}

/// Says what would become of each of them. Nothing is changed by it.
pub(super) async fn examine(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let mut asked = Asked::read(&pairs)?;
    let (acting, actor) = (&context.site.desk.acting, &context.actor);
    if let (Some(decision), Some(("texte", name))) = (asked.decision(), asked.action.split_once(':')) {
        let kept = acting.decision_texts(actor, decision).await?;
        if let Some(text) = texts::called(decision, &kept, name) {
            asked.values.set(DecisionField::Motif, text);
        }
    }
    let trials = acting.try_decisions(actor, &DecisionOf::each(&asked.ids, &asked.values)).await?;
    page(&context, asked, trials, false).await
}

/// Queues those that may go: they leave after the time to undo.
pub(super) async fn decide(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let asked = Asked::read(&pairs)?;
    let decisions = DecisionOf::each(&asked.ids, &asked.values);
    let trials = context.site.desk.acting.decide_several(&context.actor, &decisions).await?;
    if trials.open() == 0 {
        return page(&context, asked, trials, true).await;
    }
    let done = if trials.held == trials.open() { Done::SeveralHeld } else { Done::SeveralDecided };
    Ok(redirect_done_to(&asked.list, done))
}

async fn page(
    context: &Context,
    asked: Asked,
    trials: DecisionTrials,
    refused: bool,
) -> Result<Response, PageError> {
    let mut notices = Vec::new();
    if trials.invoices.is_empty() {
        notices
            .push(Notice::new(domain::StatusKind::Error, "Choisissez au moins une facture dans la liste."));
    }
    if asked.ids.len() > MOST_DECIDED {
        let text = format!("Les {MOST_DECIDED} premières sont prises\u{a0}; choisissez les autres ensuite.");
        notices.push(Notice::new(domain::StatusKind::Info, text));
    }
    let decision = asked.decision();
    let kept = match decision {
        Some(decision) => context.site.desk.acting.decision_texts(&context.actor, decision).await?,
        None => Vec::new(),
    };
    let document = Document {
        current: Some(RailEntry::Received),
        notices,
        status: if refused || trials.invoices.is_empty() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        },
        ..Document::new("Décider pour plusieurs factures")
    };
    let said = SeveralPage::said(&trials);
    let form = if refused {
        FormState::refused(asked.values, Refusal::noted(said))
    } else {
        FormState::noted(asked.values, said)
    };
    let list = asked.list;
    context
        .form_page(document, form, move |form| SeveralPage { decision, trials, kept, form, list }.view())
        .await
}
