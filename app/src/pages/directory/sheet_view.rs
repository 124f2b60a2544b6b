//! The card of a recipient on screen.

use chrono::{DateTime, Utc};
use domain::{Siret, StatusKind, format_day, paris_day, relative_age};
use leptos::prelude::*;
use operations::{FEWEST_CASES, RecipientHistory, RecipientSheet, RecipientStage, SheetService, UsedCode};

use super::super::structures::establishment_facts;
use super::list_view::asked_words;
use super::{DirectoryQuery, Register, card_address};
use crate::components::{
    Badge, Button, ButtonKind, EnvironmentPill, Fact, FactList, NoticeBox, Pagination, PartyName, SiretText,
    grouped, prose,
};

/// Services of one page.
const PER_PAGE: usize = 100;
/// Fewer services need no search.
const FEW: usize = 20;

/// Everything the card shows.
pub(super) struct SheetPage {
    pub(super) query: DirectoryQuery,
    pub(super) sheet: RecipientSheet,
    /// What the register of establishments says.
    pub(super) register: Register,
    /// Whether they may have Chorus Pro asked.
    pub(super) may_ask: bool,
    pub(super) now: DateTime<Utc>,
}

impl SheetPage {
    pub(super) fn view(self) -> AnyView {
        let closed = self.sheet.listed.as_ref().filter(|listed| !listed.active).map(|_| {
            let text = "Ce destinataire ne reçoit plus de factures, d’après l’annuaire. Cherchez celui qui l’a remplacé.";
            view! { <NoticeBox kind=StatusKind::Warning text=text.to_owned()/> }
        });
        view! {
            <p><a href=self.back()>"Chercher un autre destinataire"</a></p>
            {closed}
            <section class="section" aria-labelledby="recipient-title">
                <h2 id="recipient-title">"Destinataire"</h2>
                <FactList facts=self.facts()/>
                {self.register()}
            </section>
            {self.services()}
            {self.history()}
        }
        .into_any()
    }

    /// What the register says of the establishment, asked for when somebody wants to know.
    fn register(&self) -> Option<AnyView> {
        let said = match &self.register {
            Register::Found(found) => {
                let facts = establishment_facts(found.clone());
                return Some(view! { <h3>"Au registre Sirene (INSEE)"</h3> <FactList facts/> }.into_any());
            }
            Register::NotTold(Some(why)) => Some(why.clone()),
            Register::NotTold(None) => Some(
                "Chorus Pro ne donne pas le registre Sirene pour ce SIRET, ou pas sur cet environnement."
                    .to_owned(),
            ),
            Register::NotAsked => None,
        };
        if Siret::parse(&self.sheet.identifier).is_err() || !self.may_ask {
            return None;
        }
        let href = card_address(&self.sheet.identifier, self.sheet.environment);
        let href = href.replacen('?', "/sirene?", 1);
        let said = said.map(|text| view! { <NoticeBox kind=StatusKind::Info text/> });
        Some(
            view! {
                {said}
                <form class="inline-act" method="post" action=href>
                    <Button label="Demander au registre Sirene" kind=ButtonKind::Quiet/>
                    <span class="field-hint">"Raison sociale, adresse, ouvert ou fermé, tels que l’INSEE les connaît."</span>
                </form>
            }
            .into_any(),
        )
    }

    fn back(&self) -> String {
        format!("/annuaire?environnement={}", self.sheet.environment.code())
    }

    fn facts(&self) -> Vec<Fact> {
        let RecipientSheet { identifier, name, environment, in_both, listed, asked, read_at, .. } =
            &self.sheet;
        let siret = match Siret::parse(identifier) {
            Ok(siret) => view! { <SiretText siret/> }.into_any(),
            Err(_) => identifier.clone().into_any(),
        };
        let mut facts =
            vec![Fact::view("Nom", view! { <PartyName name=name.clone()/> }), Fact::view("SIRET", siret)];
        if *in_both {
            facts.push(Fact::view("Environnement", view! { <EnvironmentPill environment=*environment/> }));
        }
        if let Some(listed) = listed {
            let town = [listed.postcode.as_str(), listed.town.as_str()].join(" ");
            let lines = [listed.address.trim(), town.trim()];
            let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            facts.push(Fact::text("Adresse", lines.join(", ")));
            let contact = [listed.email.trim(), listed.telephone.trim()];
            let contact: Vec<&str> = contact.into_iter().filter(|text| !text.is_empty()).collect();
            if !contact.is_empty() {
                facts.push(Fact::text("Contact", contact.join(" · ")));
            }
        }
        facts.push(match asked {
            Some(asked) => Fact::text(
                "Exige sur chaque facture",
                asked_words(asked.service, asked.engagement, asked.either),
            ),
            None => Fact::text("Exige sur chaque facture", "Pas encore lu : demandé à la prochaine saisie"),
        });
        if let Some(listed) = listed {
            let told = if listed.tells_payment {
                "Oui"
            } else {
                "Non : l’arrivée du paiement ne se voit qu’en banque"
            };
            facts.push(Fact::text("Signale la mise en paiement", told));
        }
        if let Some(at) = read_at {
            let age = relative_age(*at, self.now);
            facts.push(Fact::text("Lu sur Chorus Pro", format!("le {}, {age}", format_day(paris_day(*at)))));
        }
        facts
    }

    /// All services, however many: those that match, page by page.
    fn services(&self) -> AnyView {
        let all = &self.sheet.services;
        if all.is_empty() {
            let text = match self.sheet.asked {
                // One of them has to be named: it has services, whatever was read.
                Some(asked) if asked.service || asked.either => "Ses services ne sont pas connus.",
                Some(_) => "Ce destinataire n’a pas de service : laissez le code service vide.",
                None => "Ses services n’ont pas encore été lus.",
            };
            return view! {
                <section class="section"><h2>"Services"</h2><p class="field-hint">{prose(text)}</p></section>
            }
            .into_any();
        }
        let wanted = self.query.service.trim().to_lowercase();
        let matches = |service: &&SheetService| {
            service.code.to_lowercase().contains(&wanted) || service.name.to_lowercase().contains(&wanted)
        };
        let found: Vec<&SheetService> = all.iter().filter(matches).collect();
        let pages = found.len().div_ceil(PER_PAGE).max(1);
        let page = usize::try_from(self.query.page()).unwrap_or(1).min(pages);
        let rows =
            found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).map(|service| service_line(service));
        let rows = rows.collect_view();
        let search = (all.len() > FEW).then(|| self.service_search());
        let none =
            found.is_empty().then(|| view! { <p class="field-hint">"Aucun service ne correspond."</p> });
        let noun = if found.len() > 1 { "services" } else { "service" };
        let total = found.len() as u64;
        let href = |page: u64| self.query.address(&[("page", &page.to_string())]);
        view! {
            <section class="section" aria-labelledby="services-title">
                <h2 id="services-title">{format!("Services ({})", grouped(all.len() as u64))}</h2>
                {search}
                {none}
                <div class="list">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Code"</th>
                                <th scope="col">"Nom"</th>
                                <th scope="col">"Engagement"</th>
                                <th scope="col">"État"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                    <div class="list-foot">
                        <Pagination page=page as u64 per_page=PER_PAGE as u64 total noun href=href/>
                    </div>
                </div>
            </section>
        }
        .into_any()
    }

    fn service_search(&self) -> AnyView {
        let environment = self.sheet.environment.code();
        view! {
            <form class="filters" method="get" role="search" aria-label="Chercher un service">
                <input type="hidden" name="environnement" value=environment/>
                <span class="filter">
                    <label for="service-q">"Code ou nom"</label>
                    <input id="service-q" name="service" value=self.query.service.clone() maxlength="100" autocomplete="off" spellcheck="false"/>
                </span>
                <Button label="Filtrer"/>
            </form>
        }
        .into_any()
    }

    /// How it has dealt with what was sent there.
    fn history(&self) -> AnyView {
        let history = &self.sheet.history;
        if history.looked_at == 0 {
            return view! {
                <section class="section">
                    <h2>"Vos factures"</h2>
                    <p class="field-hint">"Aucune facture de vos structures n’y a encore été déposée."</p>
                </section>
            }
            .into_any();
        }
        let invoices = format!("/factures?tiers={}", self.sheet.identifier);
        view! {
            <section class="section" aria-labelledby="history-title">
                <h2 id="history-title">"Vos factures"</h2>
                <p class="field-hint">{prose(&basis(history))} " " <a href=invoices>"Voir ces factures"</a></p>
                <FactList facts=history_facts(history)/>
            </section>
        }
        .into_any()
    }
}

fn service_line(service: &SheetService) -> AnyView {
    let engagement = match service.engagement_compulsory {
        Some(true) => "Exigé",
        Some(false) => "Facultatif",
        None => "Pas encore lu",
    };
    let (kind, label) =
        if service.active { (StatusKind::Neutral, "Actif") } else { (StatusKind::Warning, "Inactif") };
    view! {
        <tr>
            <th scope="row"><code>{service.code.clone()}</code></th>
            <td>{service.name.clone()}</td>
            <td data-label="Engagement">{engagement}</td>
            <td data-label="État"><Badge kind label/></td>
        </tr>
    }
    .into_any()
}

/// What the figures rest on.
fn basis(history: &RecipientHistory) -> String {
    let count = match (history.looked_at, history.cut) {
        (1, _) => "une facture".to_owned(),
        (several, true) => format!("les {several} dernières factures"),
        (several, false) => format!("{several} factures"),
    };
    let between = history.between.map(|(first, last)| {
        let (first, last) = (format_day(paris_day(first)), format_day(paris_day(last)));
        if first == last { format!(", le {last}") } else { format!(", du {first} au {last}") }
    });
    format!(
        "D’après {count} que vous pouvez voir{}. Une durée n’est donnée qu’à partir de {FEWEST_CASES} cas.",
        between.unwrap_or_default()
    )
}

fn history_facts(history: &RecipientHistory) -> Vec<Fact> {
    let mut facts: Vec<Fact> = history
        .stages
        .iter()
        .map(|time| {
            let days = if time.days > 1 { "jours" } else { "jour" };
            Fact::text(stage_words(time.stage), format!("{} {days} (médiane, {} cas)", time.days, time.cases))
        })
        .collect();
    if history.decided > 0 {
        let share = (history.rejected * 200 + history.decided) / (history.decided * 2);
        facts.push(Fact::text(
            "Part rejetée",
            format!("{share}\u{a0}% ({} sur {})", history.rejected, history.decided),
        ));
    }
    for (label, used) in [
        ("Services qui ont fonctionné", &history.services),
        ("Engagements qui ont fonctionné", &history.engagements),
    ] {
        if !used.is_empty() {
            facts.push(Fact::text(label, codes_text(used)));
        }
    }
    facts
}

fn codes_text(used: &[UsedCode]) -> String {
    let text = |used: &UsedCode| {
        let last = format_day(paris_day(used.last_at));
        format!("{} ({} fois, le {last} en dernier)", used.code, used.count)
    };
    used.iter().map(text).collect::<Vec<_>>().join(" · ")
}

const fn stage_words(stage: RecipientStage) -> &'static str {
    match stage {
        RecipientStage::Delivery => "Du dépôt à la mise à disposition",
        RecipientStage::Ordonnateur => "Chez l’ordonnateur",
        RecipientStage::Interrupted => "En suspens",
        RecipientStage::Comptable => "Chez le comptable",
        RecipientStage::UntilOrder => "De la mise à disposition à la mise en paiement",
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use domain::Environment;
    use operations::{Asked, PublicStructure, StageTime};

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn sheet(text: &str, services: usize) -> SheetPage {
        let service = |number: usize| SheetService {
            code: format!("S{number:04}"),
            name: text.to_owned(),
            active: number != 1,
            engagement_compulsory: Some(number == 2),
        };
        let used = UsedCode { code: text.to_owned(), count: 4, last_at: now() };
        SheetPage {
            register: Register::NotAsked,
            may_ask: true,
            query: DirectoryQuery::default(),
            sheet: RecipientSheet {
                identifier: "00000000900011".to_owned(),
                name: text.to_owned(),
                environment: Environment::Qualification,
                in_both: false,
                listed: Some(PublicStructure {
                    town: text.to_owned(),
                    email: text.to_owned(),
                    ..PublicStructure::default()
                }),
                asked: Some(Asked { service: true, engagement: false, either: false }),
                services: (1..=services).map(service).collect(),
                read_at: Some(now()),
                history: RecipientHistory {
                    looked_at: 8,
                    cut: true,
                    between: Some((now(), now())),
                    decided: 8,
                    rejected: 3,
                    stages: vec![StageTime { stage: RecipientStage::Delivery, days: 1, cases: 5 }],
                    services: vec![used],
                    engagements: Vec::new(),
                },
            },
            now: now(),
        }
    }

    #[test]
    fn a_card_says_what_is_asked_and_on_what_its_figures_rest() {
        let html = render(|| sheet("VILLE", 3).view());
        for part in [
            "ne reçoit plus de factures",
            "<dd>Service</dd>",
            "<code>S0001</code>",
            "Inactif",
            "Exigé",
            "1 jour (médiane, 5 cas)",
            "38\u{a0}% (3 sur 8)",
            "4 fois",
            "les 8 dernières factures",
            "/factures?tiers=00000000900011",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn thousands_of_services_are_all_there_page_by_page() {
        let mut page = sheet("Service", 1_250);
        page.query.page = "13".to_owned();
        let html = render(move || page.view());
        assert!(html.contains("S1250") && !html.contains("S1200<"), "{html}");
        assert!(html.contains("1\u{202f}250"), "{html}");
        let mut page = sheet("Service", 1_250);
        page.query.service = "s0777".to_owned();
        let html = render(move || page.view());
        assert!(html.contains("S0777") && html.matches("<tr>").count() == 2, "{html}");
    }

    #[test]
    fn nothing_is_claimed_of_what_was_not_read() {
        let mut page = sheet("Ville", 0);
        (page.sheet.asked, page.sheet.listed) = (None, None);
        page.sheet.history = RecipientHistory::default();
        let html = render(move || page.view());
        assert!(html.contains("Pas encore lu") && html.contains("n’ont pas encore été lus"), "{html}");
        assert!(!html.contains("Part rejetée"), "{html}");
    }

    #[test]
    fn a_recipient_that_asks_for_a_service_is_never_said_to_have_none() {
        for (service, either) in [(true, false), (false, true), (false, false)] {
            let mut page = sheet("Ville", 0);
            page.sheet.asked = Some(Asked { service, engagement: false, either });
            let html = render(move || page.view());
            assert_eq!(html.contains("ne sont pas connus"), service || either, "{html}");
            assert_eq!(html.contains("n’a pas de service"), !service && !either, "{html}");
        }
    }

    #[test]
    fn texts_are_escaped() {
        let mut page = sheet(HOSTILE, 30);
        page.query.service = HOSTILE.to_owned();
        assert_escaped(&render(move || page.view()));
        assert_escaped(&render(|| sheet(HOSTILE, 2).view()));
    }
}
