//! How the delay to pay an invoice was counted: from when, for whom, what stopped it; and when its payment is expected.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Completion, DelayBasis, DelayState, Direction, FormField as _, PayerCategory, PayerField, PaymentDelay,
    StartBasis, StatusStage, delay_rules, format_day, format_moment, paris_day,
};
use leptos::prelude::*;
use operations::{InvoiceView, Payer};

use crate::components::{Button, ButtonLink, Choice, Day, Fact, FactList, SelectField, prose};
use crate::words::{category_with_days, delay_in_words, finding_in_words, forecast_in_words};

/// The section of the delay; none before the invoice has arrived, and where nothing is to be paid.
pub(super) fn delay_section(view: &InvoiceView, now: DateTime<Utc>, may_choose: bool) -> Option<AnyView> {
    let delay = view.delay().ok()?;
    let today = paris_day(now);
    let id = view.invoice.id;
    // The head of the page says it of what has arrived and waits for its payment.
    let is_said = view.invoice.status.stage(view.invoice.direction) == StatusStage::Arrived
        && view.invoice.arrived_at.is_some();
    let standing = delay_in_words(&delay, today).filter(|_| !is_said).map(|text| capitalised(&text));
    let findings = delay.findings.iter().map(|finding| {
        view! { <p class="field-hint">{prose(&finding_in_words(*finding))}</p> }
    });
    let forecast = view.forecast.as_ref().map(|forecast| {
        view! { <p class="delay-forecast">{forecast_in_words(forecast, today)}</p> }
    });
    let late = view.invoice.direction == Direction::Issued && delay.late_days(today) > 0;
    let claim = late.then(|| {
        let href = format!("/factures/{id}/retard");
        view! { <p class="button-row"><ButtonLink label="Intérêts moratoires" href/></p> }
    });
    let form = may_choose.then(|| payer_form(view, delay.start.day(), false)).flatten();
    Some(
        view! {
            <section class="section" aria-labelledby="delay-title">
                <h2 id="delay-title">"Délai de paiement"</h2>
                {standing.map(|text| view! { <p>{prose(&text)}</p> })}
                <FactList facts=facts(&delay, &view.payer)/>
                {findings.collect_view()}
                {forecast}
                {form}
                {claim}
            </section>
        }
        .into_any(),
    )
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), signs.as_str()))
}

/// From when it is counted, how many days, who pays, what interrupted it.
fn facts(delay: &PaymentDelay, payer: &Payer) -> Vec<Fact> {
    let start = match delay.start.basis() {
        StartBasis::Received => "mise à disposition",
        StartBasis::ServiceFait => "service fait",
    };
    let assumed = match delay.delay.basis {
        DelayBasis::Assumed => ", supposés",
        DelayBasis::Law | DelayBasis::Contract => "",
    };
    let duration = format!("{}\u{a0}jours{assumed} ({})", delay.delay.days, delay.delay.source);
    let mut facts = vec![
        Fact::view("Compté depuis le", view! { <Day day=delay.start.day()/> {format!(" ({start})")} }),
        Fact::text("Durée", duration),
        Fact::text("Qui paie", payer.category().map_or("Non précisé", PayerCategory::label)),
    ];
    if let Some(interruption) = delay.interruption {
        let since = format_day(interruption.notified);
        let days = interruption.new_delay_days;
        let text = match interruption.completion {
            None => format!("depuis le {since}"),
            Some(Completion::Received(day)) => format!(
                "le {since}, complétée le {}\u{a0}: nouveau délai de {days}\u{a0}jours (R2192-29)",
                format_day(day)
            ),
            Some(Completion::Deemed(day)) => format!(
                "le {since}, reprise par le destinataire le {}\u{a0}: nouveau délai de {days}\u{a0}jours (R2192-29)",
                format_day(day)
            ),
        };
        facts.push(Fact::text("Interrompu", text));
    }
    let last = delay.last_day().filter(|_| delay.state() == DelayState::Paid);
    facts.extend(last.map(|day| Fact::view("Dernier jour", view! { <Day day/> })));
    facts
}

/// Who pays, to be said or changed; none where the invoice names nobody. `back` leads back to the page of the claim.
pub(super) fn payer_form(view: &InvoiceView, start: NaiveDate, back: bool) -> Option<AnyView> {
    let payer = &view.payer;
    if payer.identifier.is_empty() {
        return None;
    }
    let id = view.invoice.id;
    let rules = delay_rules();
    let days = |category: PayerCategory| {
        rules.on(start, |rule| rule.category == category).map_or(0, |rule| rule.value.days)
    };
    let unknown = Choice::new("", "Non précisé (30\u{a0}jours supposés)");
    let known = PayerCategory::ALL
        .map(|category| Choice::new(category.code(), category_with_days(category, days(category))));
    let choices = std::iter::once(unknown).chain(known).collect::<Vec<_>>();
    let chosen = payer.category().or(payer.proposed).map_or("", PayerCategory::code);
    let whose = match view.invoice.direction {
        Direction::Issued => "Vaut pour toutes vos factures à ce destinataire.",
        Direction::Received => "Vaut pour toutes les factures que cette structure reçoit.",
    };
    let hint = match (&payer.known, payer.proposed) {
        (Some(known), _) => {
            format!("Précisé par {}, le {}. {whose}", known.author_name, format_moment(known.told_at))
        }
        (None, Some(_)) => {
            format!("Proposé d’après le nom ou le SIRET\u{a0}: vérifiez, puis enregistrez. {whose}")
        }
        (None, None) => whose.to_owned(),
    };
    let open = back || payer.known.is_none();
    let summary = if payer.known.is_some() { "Changer qui paie" } else { "Préciser qui paie" };
    Some(
        view! {
            <details class="section" open=open>
                <summary>{summary}</summary>
                <form class="form" method="post" action=format!("/factures/{id}/payeur")>
                    {back.then(|| view! { <input type="hidden" name="retour" value="retard"/> })}
                    <SelectField
                        name=PayerField::Category.name()
                        label=PayerField::Category.label()
                        choices
                        value=chosen
                        hint
                    />
                    <div class="button-row"><Button label="Enregistrer"/></div>
                </form>
            </details>
        }
        .into_any(),
    )
}
