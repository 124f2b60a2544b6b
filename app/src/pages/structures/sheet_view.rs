//! The sheet of a structure from its data.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Environment, IdentifierKind, StatusKind, UserId, paris_day, readable_name, technical_password_end,
};
use leptos::prelude::*;
use operations::{
    Access, AccessKind, AccessReport, AccessState, InCharge, KnownFacts, MandateLine, Outward,
    PublicCertificate, Structure, StructureOverview,
};

use super::super::accesses::{chain_facts, outward_facts};
use super::super::mandates::block::mandates_block;
use super::super::refusal::FormState;
use super::credentials_form::credentials_form;
use super::facts_view::facts_view;
use super::health::{certificate_light, check_lights, lights, password_light};
use super::in_charge::{charge_form, names};
use super::neighbours::Neighbours;
use crate::components::{
    Button, ButtonKind, Fact, FactList, Icon, IconName, IdentifierText, Light, Lights, LiveRegion, Moment,
    NoticeBox, kind_icon,
};
use crate::islands::Live;
use crate::words::Sentence as _;

/// What the page shows. Secrets typed are never among it.
pub(super) struct SheetPage {
    pub(super) overview: StructureOverview,
    /// How many other structures the access serves.
    pub(super) also_served: usize,
    /// What Chorus Pro says of the structure.
    pub(super) known: KnownFacts,
    /// Who is in charge.
    pub(super) in_charge: Vec<InCharge>,
    /// Among whom they may be chosen; none for who may not choose.
    pub(super) people: Option<Vec<(UserId, String)>>,
    pub(super) neighbours: Option<Neighbours>,
    /// Its mandates, and whether the organisation asks for one; none for who reaches only some of its services.
    pub(super) mandates: Option<(bool, MandateLine)>,
    pub(super) may_manage: bool,
    /// What the access presents of a certificate, and how its calls leave: for who may manage it.
    pub(super) chain: Vec<PublicCertificate>,
    pub(super) outward: Outward,
    /// Whether the journal of exchanges is theirs to read.
    pub(super) may_read_exchanges: bool,
    pub(super) form: FormState,
    pub(super) report: Option<AccessReport>,
    pub(super) stale_after: TimeDelta,
    pub(super) now: DateTime<Utc>,
}

impl SheetPage {
    pub(super) fn view(self) -> AnyView {
        let Self {
            overview,
            also_served,
            known,
            in_charge,
            people,
            mandates,
            may_manage,
            chain,
            outward,
            may_read_exchanges,
            form,
            report,
            ..
        } = self;
        let neighbours = self.neighbours.map(Neighbours::view);
        let (stale_after, now) = (self.stale_after, self.now);
        let StructureOverview { structure, accesses } = overview;
        let access = accesses.into_iter().next().map(|attached| attached.access);
        let test = format!("/structures/{}/tester", structure.id);
        let probe = format!("/structures/{}/sonde", structure.id);
        let guide = format!("/structures/{}/raccordement", structure.id);
        let save = format!("/structures/{}/acces", structure.id);
        let siret_change = format!("/structures/{}/changement-de-siret", structure.id);
        let reaches_whole = mandates.is_some();
        let edi = format!("/structures/{}/edi", structure.id);
        let exchanges = format!("/structures/{}/echanges", structure.id);
        let archives = format!("/structures/{}/archives", structure.id);
        let services = format!("/structures/{}/services", structure.id);
        let synced_at = structure.synced_at;
        let health = access.as_ref().map(Access::health);
        let lights = lights(health.as_ref(), synced_at, structure.failing.as_ref(), now, stale_after);
        let form = may_manage.then(|| credentials_form(save, access.as_ref(), &form));
        let facts = facts_view(&structure, known, access.is_some(), may_manage, now);
        let charge = people.map(|people| charge_form(structure.id, &in_charge, people));
        let may_test = may_manage && access.is_some();
        view! {
            {neighbours}
            <section class="section" aria-labelledby="identity-title">
                <h2 id="identity-title">"Structure"</h2>
                <FactList facts=structure_facts(structure, &in_charge, now)/>
                {reaches_whole.then(|| view! { <p><a href=archives>"Archive mensuelle des factures"</a></p> })}
                {reaches_whole.then(|| view! { <p><a href=siret_change>"Changement de SIRET : ce qu’il casse, pas à pas"</a></p> })}
            </section>
            {charge}
            {mandates.map(|(required, line)| mandates_block(&line, required, may_manage, paris_day(now)))}
            <section class="section" aria-labelledby="access-title">
                <div class="section-head">
                    <h2 id="access-title">"Accès à Chorus Pro"</h2>
                    {may_test
                        .then(|| {
                            view! {
                                <form method="post" action=test>
                                    <Button label="Tester la connexion" icon=IconName::Connection/>
                                </form>
                            }
                        })}
                </div>
                {report.map(report_view)}
                {state_notice(access.as_ref(), may_manage)}
                {may_manage.then(|| shared_notice(also_served))}
                <Lights label="Connexion" lights/>
                {access.map(|access| {
                    let mut facts = access_facts(access, synced_at, now);
                    facts.extend(chain_facts(&chain));
                    // What every installation has is not said on every sheet.
                    facts.extend((outward != Outward::default()).then(|| outward_facts(outward)).into_iter().flatten());
                    view! { <FactList facts/> }
                })}
                {may_test
                    .then(|| {
                        view! {
                            <form class="inline-act" method="post" action=probe>
                                <Button label="Sonder les services" kind=ButtonKind::Quiet/>
                                <span class="field-hint">"Une quarantaine d’appels qui ne changent rien\u{a0}: leurs réponses sont comparées à ce que Pupitre sait de Chorus Pro."</span>
                            </form>
                        }
                    })}
                <p><a href=guide>"Guide de raccordement, étape par étape"</a></p>
                <p><a href=edi>"Raccordement EDI\u{a0}: déposer et recevoir par échange de fichiers"</a></p>
                {may_read_exchanges
                    .then(|| {
                        view! {
                            <p><a href=services>"Services de Chorus Pro, et les appeler"</a></p>
                            <p><a href=exchanges>"Journal des échanges"</a></p>
                        }
                    })}
            </section>
            <LiveRegion id="chorus-facts" content=facts/>
            <Live watch=String::new() read_at=now.timestamp_millis()/>
            {form}
        }
        .into_any()
    }
}

fn structure_facts(structure: Structure, in_charge: &[InCharge], now: DateTime<Utc>) -> Vec<Fact> {
    let doubtful = structure.environment == Environment::Production && structure.identifier.has_wrong_key();
    let term = if structure.identifier.kind() == IdentifierKind::Siret { "SIRET" } else { "Identifiant" };
    let siret = view! {
        <IdentifierText identifier=structure.identifier/>
        {doubtful.then(|| view! { <span class="cell-detail">"La clé de ce SIRET semble fausse : vérifiez-le."</span> })}
    };
    let chorus_id = structure
        .chorus_id
        .map_or_else(|| "Lu à la première synchronisation".to_owned(), |id| id.to_string());
    let environment = match structure.environment {
        Environment::Qualification => "Qualification : plateforme d’essai, sans effet réel",
        Environment::Production => "Production : factures réelles",
    };
    let town = (!structure.town.is_empty()).then(|| Fact::text("Ville", readable_name(&structure.town)));
    let mut facts = vec![Fact::view(term, siret)];
    facts.extend(town);
    facts.extend([
        Fact::text("Rôle sur Chorus Pro", structure.side.label()),
        Fact::text("Environnement", environment),
        Fact::text("Identifiant Chorus Pro", chorus_id),
        Fact::text("En charge", names(in_charge)),
        Fact::view("Ajoutée le", view! { <Moment instant=structure.created_at now/> }),
    ]);
    facts
}

/// The sentence for what must be done about the access; nothing when it works.
fn state_notice(access: Option<&Access>, may_manage: bool) -> AnyView {
    let (kind, text) = match access.map(|access| &access.state) {
        Some(AccessState::Working) => return ().into_any(),
        Some(AccessState::Untested) => (
            StatusKind::Info,
            "Ces accès n’ont pas encore été testés. Testez la connexion avant le premier dépôt.".to_owned(),
        ),
        Some(AccessState::Broken(reason)) => (
            StatusKind::Error,
            format!(
                "{} Plus aucun appel ne part, pour ne pas bloquer le compte technique. Corrigez les accès, puis testez \
                 la connexion.",
                reason.sentence()
            ),
        ),
        None if may_manage => (
            StatusKind::Info,
            "Aucun accès saisi. Saisissez ci-dessous ceux du compte technique et de l’application PISTE, ou un certificat."
                .to_owned(),
        ),
        None => (
            StatusKind::Info,
            "Aucun accès saisi. Demandez-le à un gestionnaire de votre organisation.".to_owned(),
        ),
    };
    view! { <NoticeBox kind text/> }.into_any()
}

/// What changing the access means for others.
fn shared_notice(also_served: usize) -> Option<AnyView> {
    let others = match also_served {
        0 => return None,
        1 => "Cet accès sert aussi une autre structure : le modifier vaut pour les deux.".to_owned(),
        several => {
            format!("Cet accès sert aussi {several} autres structures : le modifier vaut pour toutes.")
        }
    };
    let text =
        format!("{others} Une autre application ou un autre compte technique ne vaudrait que pour celle-ci.");
    Some(view! { <NoticeBox kind=StatusKind::Info text/> }.into_any())
}

fn access_facts(access: Access, synced_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Vec<Fact> {
    let masked = |tail: &str| format!("•••• {tail}");
    let mut facts = match access.kind {
        AccessKind::Piste => vec![
            Fact::text("Raccordement", "Application PISTE et compte technique"),
            Fact::text("Identifiant client PISTE", masked(&access.client_id_tail)),
        ],
        AccessKind::Certificate => {
            vec![Fact::text("Raccordement", "Direct, par certificat et compte technique")]
        }
    };
    let password = password_light(technical_password_end(access.password_set_at), now);
    facts.extend([
        Fact::text("Compte technique", masked(&access.login_tail)),
        Fact::view("Mot de passe du compte technique", light_line(password.kind, password.text)),
        Fact::view("État connu depuis", view! { <Moment instant=access.state_since now/> }),
        match synced_at {
            Some(at) => Fact::view("Dernière synchronisation", view! { <Moment instant=at now/> }),
            None => Fact::text("Dernière synchronisation", "Pas encore faite"),
        },
    ]);
    if let Some(certificate) = access.certificate {
        let Light { kind, text, .. } = certificate_light(certificate.expires_at, now);
        facts.extend([
            Fact::view("Certificat", light_line(kind, text)),
            Fact::text("Titulaire du certificat", certificate.subject),
            Fact::text("Autorité du certificat", certificate.issuer),
            Fact::view("Empreinte SHA-256", view! { <code>{certificate.fingerprint}</code> }),
        ]);
    }
    facts
}

fn light_line(kind: StatusKind, text: String) -> AnyView {
    view! { <span class="status" data-kind=kind.code()><Icon name=kind_icon(kind)/><span class="status-label">{text}</span></span> }.into_any()
}

/// What the test found: each layer, then the one sentence that says what to do.
fn report_view(report: AccessReport) -> AnyView {
    let lines = check_lights(&report.checks, report.interrupted())
        .into_iter()
        .map(|Light { name, kind, text }| {
            view! {
                <li>
                    <span class="light" data-kind=kind.code()><Icon name=kind_icon(kind)/></span>
                    <span><strong>{name}</strong>" : "{text}</span>
                </li>
            }
        })
        .collect_view();
    let (kind, text) = match report.problem() {
        None => (StatusKind::Success, "La connexion fonctionne. La synchronisation commence.".to_owned()),
        Some(problem) if report.interrupted().is_some() => (
            StatusKind::Warning,
            format!(
                "{} Le test n’a pas pu aller au bout ; rien n’indique un défaut de vos accès. Retestez dans quelques \
                 minutes.",
                problem.sentence()
            ),
        ),
        Some(problem) => (StatusKind::Error, problem.sentence()),
    };
    view! {
        <div class="lights" id="report" role="status">
            <NoticeBox kind title="Résultat du test" text/>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
