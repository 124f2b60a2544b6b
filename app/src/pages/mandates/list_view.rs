//! The register from its data: one line a structure.

use chrono::NaiveDate;
use domain::{MandateStanding, StatusKind};
use leptos::prelude::*;
use operations::{MandateLine, MandateRegister};

use super::standing::{span_words, standing_words};
use crate::components::{
    Badge, Button, ButtonKind, EmptyState, IconName, NoticeBox, PartyName, Tab, Tabs, file_size,
};

/// Which structures are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Filter {
    /// All of them.
    #[default]
    All,
    /// With a mandate that is good today.
    Valid,
    /// With one that ends within 60 days.
    Ending,
    /// With none that is good any more.
    Expired,
    /// Without any, or with one that is to come.
    Without,
}

impl Filter {
    const ALL: [Self; 5] = [Self::All, Self::Valid, Self::Ending, Self::Expired, Self::Without];

    const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Valid => "valables",
            Self::Ending => "a-renouveler",
            Self::Expired => "expires",
            Self::Without => "sans",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::All => "Toutes",
            Self::Valid => "Valables",
            Self::Ending => "Expirent sous 60 jours",
            Self::Expired => "Expirés",
            Self::Without => "Sans mandat",
        }
    }

    /// Reads what stands in an address; all of them where it is nothing known.
    pub(super) fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.code() == code).unwrap_or_default()
    }

    fn keeps(self, standing: MandateStanding, today: NaiveDate) -> bool {
        match self {
            Self::All => true,
            Self::Valid => standing.is_valid(),
            Self::Ending => standing.is_ending(today),
            Self::Expired => matches!(standing, MandateStanding::Expired { .. }),
            Self::Without => matches!(standing, MandateStanding::Missing | MandateStanding::ToCome { .. }),
        }
    }
}

/// What the page shows.
pub(super) struct RegisterPage {
    pub(super) register: MandateRegister,
    pub(super) filter: Filter,
    pub(super) may_manage: bool,
    /// Whether they may say that mandates are needed.
    pub(super) may_require: bool,
    pub(super) today: NaiveDate,
}

impl RegisterPage {
    pub(super) fn view(self) -> AnyView {
        let Self { register, filter, may_manage, may_require, today } = self;
        let MandateRegister { required, lines } = register;
        let tabs = Filter::ALL
            .map(|kind| {
                let count = lines.iter().filter(|line| kind.keeps(line.standing, today)).count();
                let href = match kind.code() {
                    "" => "/mandats".to_owned(),
                    code => format!("/mandats?etat={code}"),
                };
                let count = Some(u64::try_from(count).unwrap_or(u64::MAX));
                Tab { label: kind.label().to_owned(), count, href, current: kind == filter }
            })
            .to_vec();
        let none = lines.is_empty();
        let shown: Vec<MandateLine> =
            lines.into_iter().filter(|line| filter.keeps(line.standing, today)).collect();
        let list = match (none, shown.is_empty()) {
            (true, _) => view! {
                <EmptyState title="Aucune structure" text="Les mandats se tiennent structure par structure." icon=IconName::Structure/>
            }
            .into_any(),
            (false, true) => view! {
                <EmptyState title="Aucune structure dans cet état" text="Choisissez un autre onglet." icon=IconName::Check/>
            }
            .into_any(),
            (false, false) => table(&shown, required, may_manage, today),
        };
        view! {
            {rule(required, may_require)}
            {(!none).then(|| view! { <Tabs label="État des mandats" tabs/> })}
            {list}
        }
        .into_any()
    }
}

/// What the organisation asks for, and where that is changed.
fn rule(required: bool, may_require: bool) -> AnyView {
    let text = if required {
        "Vos structures sont des clients : déposer pour l’une d’elles sans mandat valable demande un motif, qui est journalisé."
    } else {
        "Aucun mandat n’est exigé pour déposer. Exigez-en un si vos structures sont vos clients."
    };
    let (value, label) = if required {
        ("non", "Ne plus exiger de mandat")
    } else {
        ("oui", "Exiger un mandat pour déposer")
    };
    let act = may_require.then(|| {
        view! {
            <form method="post" action="/mandats/exiger">
                <input type="hidden" name="exiger" value=value/>
                <Button label kind=ButtonKind::Quiet/>
            </form>
        }
    });
    view! { <NoticeBox kind=StatusKind::Info text/> {act} }.into_any()
}

fn table(lines: &[MandateLine], required: bool, may_manage: bool, today: NaiveDate) -> AnyView {
    let rows = lines.iter().map(|line| row(line, required, may_manage, today)).collect_view();
    view! {
        <div class="list">
            <table class="table mandate-table">
                <caption class="visually-hidden">"Mandats, une structure par ligne"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Structure"</th>
                        <th scope="col">"Mandat"</th>
                        <th scope="col">"Mandataire"</th>
                        <th scope="col">"Document"</th>
                        <th scope="col"><span class="visually-hidden">"À faire"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(line: &MandateLine, required: bool, may_manage: bool, today: NaiveDate) -> AnyView {
    let MandateLine { structure, standing, mandates } = line;
    let href = format!("/structures/{}/mandats", structure.id);
    let (kind, words) = standing_words(*standing, today, required);
    // The one that is good today, else the latest one.
    let told = mandates.iter().find(|mandate| mandate.span().covers(today)).or_else(|| mandates.first());
    let action = match standing {
        _ if !may_manage => "Voir",
        MandateStanding::Missing => "Ajouter",
        standing if standing.is_valid() && !standing.is_ending(today) => "Voir",
        MandateStanding::ToCome { .. } => "Voir",
        _ => "Renouveler",
    };
    let document = told.map(|mandate| {
        let href = format!("/mandats/{}/document", mandate.id);
        view! {
            <a href=href>{mandate.document.name.clone()}</a>
            <span class="cell-detail">{span_words(mandate)} ", " {file_size(mandate.document.bytes)}</span>
        }
    });
    view! {
        <tr>
            <th scope="row"><PartyName name=structure.name.clone()/></th>
            <td data-label="Mandat"><Badge kind label=words/></td>
            <td data-label="Mandataire">{told.map_or_else(|| "–".to_owned(), |mandate| mandate.holder.clone())}</td>
            <td data-label="Document">{document} {told.is_none().then_some("–")}</td>
            <td><a class="access-action" href=href>{action}<span class="visually-hidden">" : mandats de cette structure"</span></a></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_reads_back_and_what_is_unknown_shows_all() {
        for filter in Filter::ALL {
            assert_eq!(Filter::from_code(filter.code()), filter);
        }
        assert_eq!(Filter::from_code("<script>"), Filter::All);
    }

    #[test]
    fn each_standing_is_behind_the_tabs_that_say_so() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let behind =
            |standing| Filter::ALL.into_iter().filter(|kind| kind.keeps(standing, today)).collect::<Vec<_>>();
        assert_eq!(behind(MandateStanding::Missing), [Filter::All, Filter::Without]);
        assert_eq!(behind(MandateStanding::Expired { last: day(10, 1) }), [Filter::All, Filter::Expired]);
        assert_eq!(behind(MandateStanding::Valid { until: None }), [Filter::All, Filter::Valid]);
        assert_eq!(
            behind(MandateStanding::Valid { until: Some(day(12, 31)) }),
            [Filter::All, Filter::Valid, Filter::Ending]
        );
    }
}
