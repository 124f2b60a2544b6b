//! What is due for a late payment on screen and on paper: a letter with its statement. What stands around it is not
//! printed.

use domain::{
    DelayEnd, InterestError, LateInterest, StatusKind, format_amount, format_day, format_decimal,
    format_moment, from_cents, paris_day, readable_name,
};
use leptos::prelude::*;
use operations::{LateClaim, NoStatement};
use rust_decimal::Decimal;

use super::delay_view::payer_form;
use crate::components::{ButtonKind, ButtonLink, NoticeAction, NoticeBox, named_identifier, prose};
use crate::words::{Sentence as _, finding_in_words};

/// Chorus Pro tells of no money.
const ONLY_ORDERS: &str = "Chorus Pro connaît la mise en paiement, pas l’arrivée de l’argent : vérifiez votre relevé bancaire avant d’envoyer cette lettre. Pour l’imprimer, imprimez cette page.";

/// Two facts that no status tells.
const NOT_COUNTED: &str = "Chorus Pro ne dit pas deux choses, qui ne sont donc pas comptées ici : une exécution des prestations postérieure à la réception de la facture, depuis laquelle le délai court alors (R2192-13), et un délai plus court fixé par le marché.";

/// What the page shows.
pub(super) struct LatePage {
    pub(super) claim: LateClaim,
    pub(super) may_choose: bool,
    pub(super) may_enter_rates: bool,
}

impl LatePage {
    pub(super) fn view(self) -> AnyView {
        let id = self.claim.view.invoice.id;
        let content = match &self.claim.statement {
            Ok(interest) => self.letter(interest),
            Err(reason) => self.not_yet(reason),
        };
        let findings = self.claim.delay.findings.iter().map(|finding| {
            view! { <p class="field-hint">{prose(&finding_in_words(*finding))}</p> }
        });
        let table = self.claim.statement.is_ok().then(|| {
            let href = format!("/factures/{id}/retard.csv");
            view! { <ButtonLink label="Décompte (CSV)" href/> }
        });
        view! {
            <div class="late-page">
                {content}
                <div class="letter-aside section">
                    {findings.collect_view()}
                    <p class="button-row">
                        <ButtonLink label="Voir la facture" href=format!("/factures/{id}")/>
                        {table}
                        <ButtonLink label="Taux des intérêts" href="/taux-interets" kind=ButtonKind::Quiet/>
                    </p>
                </div>
            </div>
        }
        .into_any()
    }

    /// Why nothing is claimed yet, with what mends it.
    fn not_yet(&self, reason: &NoStatement) -> AnyView {
        let is_rate = matches!(
            reason,
            NoStatement::Interest(InterestError::MissingRate(_) | InterestError::UnconfirmedRate(_))
        );
        let action =
            (is_rate && self.may_enter_rates).then(|| NoticeAction::new("Saisir le taux", "/taux-interets"));
        let claim = &self.claim;
        let form = (*reason == NoStatement::PayerUnknown && self.may_choose)
            .then(|| payer_form(&claim.view, claim.delay.start.day(), true))
            .flatten();
        view! {
            <NoticeBox kind=StatusKind::Warning text=reason.sentence() action/>
            {self.standing()}
            {form}
        }
        .into_any()
    }

    /// What is sure all the same: by how much the last day has passed.
    fn standing(&self) -> Option<AnyView> {
        let claim = &self.claim;
        let last = format_day(claim.delay.last_day()?);
        let late = claim.delay.late_days(claim.read_on);
        let text = match claim.delay.end {
            Some(end) => {
                format!(
                    "Mise en paiement le {}, {late}\u{a0}j après le dernier jour, le {last}.",
                    format_day(end.day())
                )
            }
            None => format!("À payer au plus tard le {last}\u{a0}: retard de {late}\u{a0}j."),
        };
        Some(view! { <p>{text}</p> }.into_any())
    }

    fn letter(&self, interest: &LateInterest) -> AnyView {
        let claim = &self.claim;
        let invoice = &claim.view.invoice;
        let own = &claim.view.structure.structure;
        let service = invoice.service_code.clone().filter(|code| !code.is_empty());
        let name = readable_name(&own.name);
        view! {
            <p class="letter-aside field-hint">{prose(ONLY_ORDERS)}</p>
            <p class="letter-aside field-hint">{prose(NOT_COUNTED)}</p>
            <article class="letter" aria-label="Lettre de réclamation">
                <address class="letter-from">
                    <strong>{name.clone()}</strong> <br/> {named_identifier(&own.identifier)}
                </address>
                <address class="letter-to">
                    <strong>{readable_name(&invoice.partner_name)}</strong> <br/>
                    {format!("SIRET {}", invoice.partner_siret)}
                    {service.map(|code| view! { <br/> {format!("Service {code}")} })}
                </address>
                <p class="letter-day">{format!("Le {}", format_day(claim.read_on))}</p>
                <p><strong>{format!("Objet\u{a0}: intérêts moratoires et indemnité forfaitaire de recouvrement, facture {}", invoice.number)}</strong></p>
                <p>"Madame, Monsieur,"</p>
                {paragraphs(claim, interest).into_iter().map(|text| view! { <p>{prose(&text)}</p> }).collect_view()}
                {statement(interest)}
                <p>"Nous vous prions de bien vouloir mandater cette somme, et d’agréer, Madame, Monsieur, l’expression de nos salutations distinguées."</p>
                <p class="letter-sign">{format!("Pour {name}")}</p>
            </article>
        }
        .into_any()
    }
}

fn paragraphs(claim: &LateClaim, interest: &LateInterest) -> Vec<String> {
    let (invoice, delay) = (&claim.view.invoice, &claim.delay);
    let dated = invoice.date.map(|day| format!(" du {}", format_day(day))).unwrap_or_default();
    let amount = claim.due_cents.map(|cents| euros(from_cents(cents))).unwrap_or_default();
    let engagement = invoice.engagement.as_ref().filter(|text| !text.is_empty());
    let engagement = engagement.map(|text| format!(" (engagement {text})")).unwrap_or_default();
    let due = if invoice.due_cents.is_some() { "d’un montant à payer de" } else { "d’un montant de" };
    // An invoice returned for recycling has arrived more than once: the moment is told of the arrival that counts.
    let moment = invoice.arrived_at.filter(|at| paris_day(*at) == delay.start.received);
    let arrived = moment.map_or_else(|| format_day(delay.start.received), format_moment);
    let last = delay.last_day().map(format_day).unwrap_or_default();
    let counted = match delay
        .interruption
        .and_then(|interruption| Some((interruption, interruption.completion?)))
    {
        Some((interruption, completion)) => format!(
            "Interrompu le {}, le délai de paiement a repris le {} pour {} jours (article R2192-29 du code de la commande publique). Son dernier jour était le {last}.",
            format_day(interruption.notified),
            format_day(completion.day()),
            interruption.new_delay_days
        ),
        None => format!(
            "Le délai de paiement est de {} jours ({}), comptés depuis le {}. Son dernier jour était le {last}.",
            delay.delay.days,
            delay.delay.source,
            format_day(delay.start.day())
        ),
    };
    let paid = match delay.end {
        Some(DelayEnd::Paid(day)) => format!(
            "Chorus Pro indique une mise en paiement le {}, soit {} après ce dernier jour.",
            format_day(day),
            days_in_words(interest.days())
        ),
        _ => format!(
            "À la date de cette lettre, Chorus Pro n’indique pas de mise en paiement. Si elle est intervenue, les intérêts s’arrêtent à son jour\u{a0}; sinon, arrêtés ici au {}, ils continuent de courir.",
            format_day(claim.read_on)
        ),
    };
    let payable = match interest.payable_by() {
        Some(day) => format!(
            "Ils sont à payer dans les 45 jours qui suivent la mise en paiement du principal, soit au plus tard le {} (article R2192-36).",
            format_day(day)
        ),
        None => "Ils sont à payer dans les 45 jours qui suivent la mise en paiement du principal (article R2192-36).".to_owned(),
    };
    vec![
        format!(
            "Notre facture {}{dated}, {due} {amount} TTC{engagement}, a été mise à votre disposition sur Chorus Pro le {arrived}.",
            invoice.number
        ),
        counted,
        paid,
        format!(
            "Des intérêts moratoires sont dus de plein droit, sans autre formalité, depuis le lendemain de ce dernier jour (articles L2192-13, R2192-31 et R2192-32), ainsi qu’une indemnité forfaitaire de recouvrement de {} (article D2192-35). {payable}",
            euros(interest.indemnity.value)
        ),
    ]
}

fn days_in_words(days: u32) -> String {
    format!("{days}\u{a0}jour{}", if days > 1 { "s" } else { "" })
}

fn euros(amount: Decimal) -> String {
    format_amount(amount, "EUR")
}

/// The statement, with what it was computed from.
fn statement(interest: &LateInterest) -> AnyView {
    let percent = |rate: Decimal| format!("{}\u{a0}%", format_decimal(rate));
    let rate = interest.rate.value;
    let rows = interest.slices.iter().map(|slice| {
        view! {
            <tr>
                <th scope="row">{format!("Du {} au {}", format_day(slice.from), format_day(slice.to))}</th>
                <td data-numeric>{euros(slice.balance)}</td>
                <td data-numeric>{slice.days.to_string()}</td>
                <td data-numeric>{percent(rate.percent())}</td>
            </tr>
        }
    });
    let sum = |label: &'static str, amount: Decimal| {
        view! { <tr><th scope="row" colspan="3">{label}</th><td data-numeric>{euros(amount)}</td></tr> }
    };
    let source = format!(
        "Taux\u{a0}: {} de la Banque centrale européenne (opérations principales de refinancement) au {}, lu dans «\u{a0}{}\u{a0}», augmenté de {} points, pour toute la période (R2192-31). Calcul\u{a0}: montant × taux × jours ÷ 365.",
        percent(rate.refinancing),
        format_day(interest.half.first_day()),
        interest.rate.source,
        rate.margin.normalize()
    );
    view! {
        <section class="section" aria-labelledby="statement-title">
            <h2 id="statement-title">"Décompte"</h2>
                <table class="table statement">
                    <thead>
                        <tr>
                            <th scope="col">"Retard"</th>
                            <th scope="col" data-numeric>"Montant TTC"</th>
                            <th scope="col" data-numeric>"Jours"</th>
                            <th scope="col" data-numeric>"Taux annuel"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                    <tfoot>
                        {sum("Intérêts moratoires", interest.interest)}
                        {sum("Indemnité forfaitaire de recouvrement", interest.indemnity.value)}
                        {sum("Total dû", interest.total())}
                    </tfoot>
                </table>
            <p class="field-hint">{source}</p>
        </section>
    }
    .into_any()
}
