//! Double authentification: making it, the codes that replace it, taking it away.

use axum::extract::Form;
use axum::response::Response;
use domain::{Notes, PasswordField, SecondFactorField};
use operations::{MySecondFactor, OperationError, SecondFactorState};
use secrecy::ExposeSecret as _;

use super::super::done::{Done, JustDone, redirect_done};
use super::super::refusal::{FormState, Refusal, Sent};
use super::second_factor_view::{SecondFactorPage, Step};
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The page of one's own second factor.
pub(crate) const PATH: &str = "/compte/double-authentification";

/// Its page and its acts.
pub(super) fn routes() -> Vec<RouteEntry> {
    use Access::SignedIn;
    vec![
        RouteEntry::read("/compte/double-authentification", SignedIn, show),
        RouteEntry::act("/compte/double-authentification", SignedIn, begin),
        RouteEntry::act("/compte/double-authentification/confirmer", SignedIn, confirm),
        RouteEntry::act("/compte/double-authentification/codes", SignedIn, renew),
        RouteEntry::act("/compte/double-authentification/retirer", SignedIn, remove),
    ]
}

/// The pairs of a posted form.
type Pairs = Form<Vec<(String, String)>>;

async fn show(context: Context, done: JustDone) -> Result<Response, PageError> {
    let mut document = document();
    document.notices = done.notices();
    let standing = standing(&context).await?;
    let step = match context.site.desk.accounts.enrolment(&context.actor).await? {
        Some(enrolment) => Step::Confirm(enrolment),
        None => first_step(standing),
    };
    page(&context, document, step, FormState::default()).await
}

async fn begin(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let present = Sent::read::<PasswordField>(pairs)?.secret(PasswordField::Present);
    match context.site.desk.accounts.begin_second_factor(&context.actor, present).await {
        Ok(enrolment) => page(&context, document(), Step::Confirm(enrolment), FormState::default()).await,
        Err(error) => {
            let standing = standing(&context).await?;
            refused(&context, first_step(standing), error).await
        }
    }
}

async fn confirm(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let code = Sent::read::<SecondFactorField>(pairs)?.secret(SecondFactorField::Code);
    let accounts = &context.site.desk.accounts;
    match accounts.confirm_second_factor(&context.actor, code.expose_secret()).await {
        Ok(codes) => page(&context, document(), Step::Codes(codes), FormState::default()).await,
        Err(error) => {
            let step = match accounts.enrolment(&context.actor).await? {
                Some(enrolment) => Step::Confirm(enrolment),
                None => first_step(standing(&context).await?),
            };
            refused(&context, step, error).await
        }
    }
}

async fn renew(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let code = Sent::read::<SecondFactorField>(pairs)?.secret(SecondFactorField::Code);
    match context.site.desk.accounts.renew_recovery_codes(&context.actor, code.expose_secret()).await {
        Ok(codes) => page(&context, document(), Step::Codes(codes), FormState::default()).await,
        Err(error) => refused(&context, first_step(standing(&context).await?), error).await,
    }
}

async fn remove(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let code = Sent::read::<SecondFactorField>(pairs)?.secret(SecondFactorField::Code);
    match context.site.desk.accounts.remove_second_factor(&context.actor, code.expose_secret()).await {
        Ok(()) => Ok(redirect_done(Place::Account, Done::SecondFactorRemoved)),
        Err(error) => refused(&context, first_step(standing(&context).await?), error).await,
    }
}

async fn standing(context: &Context) -> Result<MySecondFactor, OperationError> {
    context.site.desk.accounts.my_second_factor(&context.actor).await
}

fn first_step(standing: MySecondFactor) -> Step {
    match standing.since {
        Some(since) => Step::InForce { since, codes_left: standing.codes_left },
        None => Step::Begin,
    }
}

async fn refused(context: &Context, step: Step, error: OperationError) -> Result<Response, PageError> {
    // Both acts of a second factor in force ask for a code: which one was wrong is said at the head.
    let refusal = match (Refusal::of(error)?, &step) {
        (refusal, Step::InForce { .. }) => {
            let text =
                refusal.notes.errors().next().map(|note| crate::words::Sentence::sentence(&note.remark));
            Refusal { notes: Notes::default(), text: refusal.text.or(text), ..refusal }
        }
        (refusal, _) => refusal,
    };
    page(context, document(), step, FormState::refused(domain::Values::default(), refusal)).await
}

fn document() -> Document {
    Document { current: Some(RailEntry::Account), ..Document::new("Double authentification") }
}

async fn page(
    context: &Context,
    document: Document,
    step: Step,
    form: FormState,
) -> Result<Response, PageError> {
    let (email, state, now) =
        (context.actor.email.clone(), context.actor.second_factor, context.site.desk.now());
    // What was just done may have ended what was missing.
    let state = if matches!(step, Step::Codes(_)) { SecondFactorState::Present } else { state };
    context
        .form_page(document, form, move |form| SecondFactorPage { email, state, step, form, now }.view())
        .await
}
