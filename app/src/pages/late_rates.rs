//! The rates of late interest, half-year by half-year, and where each was read.

use axum::extract::Form;
use axum::response::Response;
use domain::{Confidence, FormField as _, LateRateField, Permission, Values, format_day, format_decimal};
use leptos::prelude::*;
use operations::RateOfHalf;

use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{
    Button, ButtonKind, Choice, FieldWidth, Notice, SelectField, TextField, TextKind, prose,
};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The table of rates; administrators enter what is missing.
pub(crate) fn routes() -> Vec<RouteEntry> {
    vec![
        RouteEntry::read("/taux-interets", Access::Needs(Permission::Read), show),
        RouteEntry::act("/taux-interets", Access::Needs(Permission::ManageUsers), enter),
    ]
}

async fn show(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), None).await
}

/// Enters or confirms a rate.
async fn enter(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let values = Sent::read::<LateRateField>(pairs)?.values;
    let text = |field: LateRateField| values.get(field).to_owned();
    let (half, refinancing, source) =
        (text(LateRateField::Half), text(LateRateField::Refinancing), text(LateRateField::Source));
    match context.site.desk.portfolio.set_late_rate(&context.actor, &half, &refinancing, &source).await {
        Ok(()) => Ok(redirect_done(Place::LateRates, Done::RateEntered)),
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            page(&context, Vec::new(), Some(form)).await
        }
    }
}

async fn page(
    context: &Context,
    notices: Vec<Notice>,
    form: Option<FormState>,
) -> Result<Response, PageError> {
    let rates = context.site.desk.portfolio.late_rates(&context.actor).await?;
    let may_enter = context.actor.role.allows(Permission::ManageUsers);
    let document = Document { notices, ..Document::new("Taux des intérêts moratoires") };
    let form = form.unwrap_or_else(|| FormState::of(first_missing(&rates)));
    context.form_page(document, form, move |form| RatesPage { rates, may_enter, form }.view()).await
}

/// The latest half-year whose rate is not known, with what is believed of it.
fn first_missing(rates: &[RateOfHalf]) -> Values {
    let mut values = Values::default();
    if let Some(missing) = rates.iter().find(|rate| !rate.is_known()) {
        values.set(LateRateField::Half, missing.half.first_day().to_string());
    }
    values
}

/// What the page shows.
struct RatesPage {
    rates: Vec<RateOfHalf>,
    may_enter: bool,
    form: FormState,
}

impl RatesPage {
    fn view(self) -> AnyView {
        let rows = self.rates.iter().map(row).collect_view();
        let form = self.may_enter.then(|| enter_section(&self.rates, &self.form));
        let who = (!self.may_enter).then(|| {
            view! { <p class="field-hint">"Un administrateur de votre organisation saisit ou confirme un taux."</p> }
        });
        view! {
            <p class="act-expected">
                {prose("Les intérêts moratoires courent au taux des opérations principales de refinancement de la Banque centrale européenne en vigueur au premier jour du semestre où ils ont commencé à courir, augmenté de 8 points (R2192-31). Un taux non confirmé ne fonde aucun décompte.")}
            </p>
            {form}
            {who}
            <div class="list">
                <table class="table">
                    <caption class="visually-hidden">"Taux, un semestre par ligne"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Semestre"</th>
                            <th scope="col" data-numeric>"Taux de la BCE"</th>
                            <th scope="col" data-numeric>"Intérêts moratoires"</th>
                            <th scope="col">"Source"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn row(rate: &RateOfHalf) -> AnyView {
    let percent = |value| format!("{}\u{a0}%", format_decimal(value));
    let label = rate.half.label();
    let Some(rule) = &rate.rule else {
        return view! {
            <tr>
                <th scope="row">{label}</th>
                <td data-numeric data-label="BCE">"–"</td>
                <td data-numeric data-label="Intérêts">"–"</td>
                <td>"À saisir"</td>
            </tr>
        }
        .into_any();
    };
    let source = match (&rate.entered, rule.confidence) {
        (Some(entered), _) => format!(
            "{} · saisi par {}, le {}",
            rule.source,
            entered.author_name,
            format_day(domain::paris_day(entered.told_at))
        ),
        (None, Confidence::Text) => rule.source.to_string(),
        (None, other) => format!("{} · {}", rule.source, other.label().to_lowercase()),
    };
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td data-numeric data-label="BCE">{percent(rule.value.refinancing)}</td>
            <td data-numeric data-label="Intérêts">{percent(rule.value.percent())}</td>
            <td>{source}</td>
        </tr>
    }
    .into_any()
}

fn enter_section(rates: &[RateOfHalf], form: &FormState) -> AnyView {
    let open = form.is_refused() || rates.first().is_some_and(|rate| !rate.is_known());
    let halves = rates
        .iter()
        .map(|rate| {
            let missing = if rate.is_known() { "" } else { ", à confirmer" };
            Choice::new(rate.half.first_day().to_string(), format!("{}{missing}", rate.half.label()))
        })
        .collect();
    view! {
        <details class="section" id="enter" open=open>
            <summary>"Saisir ou confirmer un taux"</summary>
            <form class="form" method="post" action="/taux-interets">
                {form.head::<LateRateField>()}
                <SelectField
                    name=LateRateField::Half.name()
                    label=LateRateField::Half.label()
                    choices=halves
                    value=form.value(LateRateField::Half)
                    messages=form.messages(LateRateField::Half)
                    width=FieldWidth::Medium
                    required=true
                />
                <TextField
                    name=LateRateField::Refinancing.name()
                    label=LateRateField::Refinancing.label()
                    hint="En pour cent, au premier jour du semestre, sans les 8 points."
                    value=form.value(LateRateField::Refinancing)
                    messages=form.messages(LateRateField::Refinancing)
                    kind=TextKind::Number
                    width=FieldWidth::Short
                    maxlength=10
                    required=true
                />
                <TextField
                    name=LateRateField::Source.name()
                    label=LateRateField::Source.label()
                    hint="Où vous l’avez lu, avec la date : elle figure sur les décomptes."
                    value=form.value(LateRateField::Source)
                    messages=form.messages(LateRateField::Source)
                    maxlength=200
                    required=true
                />
                <div class="button-row"><Button label="Enregistrer le taux" kind=ButtonKind::Primary/></div>
            </form>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::{HalfYear, InterestRules};

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn rate(year: i32, month: u32) -> RateOfHalf {
        let half = HalfYear::of(NaiveDate::from_ymd_opt(year, month, 1).unwrap());
        RateOfHalf { half, rule: InterestRules::built_in().rate(half).cloned(), entered: None }
    }

    fn page(rates: Vec<RateOfHalf>, may_enter: bool) -> String {
        let form = FormState::of(first_missing(&rates));
        render(|| RatesPage { rates, may_enter, form }.view())
    }

    #[test]
    fn each_half_year_tells_its_rate_and_where_it_was_read() {
        let html = page(vec![rate(2026, 7), rate(2026, 1), rate(2025, 1)], true);
        for part in ["À saisir", "non confirmé", "11,15\u{a0}%", "3,15\u{a0}%", "taux directeurs de la BCE"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(
            html.contains("<option value=\"2026-07-01\" selected"),
            "what is missing is proposed: {html}"
        );
    }

    #[test]
    fn only_an_administrator_is_asked_for_a_rate() {
        assert!(!page(vec![rate(2026, 7)], false).contains("<form"));
    }

    #[test]
    fn texts_are_escaped() {
        let mut hostile = rate(2025, 1);
        if let Some(rule) = &mut hostile.rule {
            rule.source = HOSTILE.into();
        }
        assert_escaped(&page(vec![hostile], true));
    }
}
