//! The sheet of a structure from its data.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Environment, StatusKind};
use leptos::prelude::*;
use operations::ConnectionReport;
use storage::{Connection, ConnectionState, Structure, StructureOverview};

use super::super::refusal::FormAlert;
use super::credentials::TypedCredentials;
use super::health::{certificate_light, check_light, lights};
use crate::components::{
    Button, ButtonKind, Fact, FactList, FieldMessage, FileField, Icon, IconName, Light, Lights, Moment,
    NoticeBox, SiretText, TextField, TextKind, kind_icon,
};

/// What the page shows. Secrets typed are never among it.
pub(super) struct SheetPage {
    pub(super) overview: StructureOverview,
    pub(super) may_manage: bool,
    /// Whether the journal of exchanges is theirs to read.
    pub(super) may_read_exchanges: bool,
    pub(super) typed: TypedCredentials,
    pub(super) problem: Option<String>,
    pub(super) report: Option<ConnectionReport>,
    pub(super) stale_after: TimeDelta,
    pub(super) now: DateTime<Utc>,
}

impl SheetPage {
    pub(super) fn view(self) -> AnyView {
        let Self { overview, may_manage, may_read_exchanges, typed, problem, report, stale_after, now } =
            self;
        let StructureOverview { structure, connection } = overview;
        let test = format!("/structures/{}/tester", structure.id);
        let save = format!("/structures/{}/acces", structure.id);
        let exchanges = format!("/structures/{}/echanges", structure.id);
        let health = connection.as_ref().map(Connection::health);
        let lights = lights(health.as_ref(), now, stale_after);
        let form = may_manage.then(|| credentials_form(save, connection.as_ref(), typed, problem));
        let may_test = may_manage && connection.is_some();
        view! {
            <section class="section" aria-labelledby="identity-title">
                <h2 id="identity-title">"Structure"</h2>
                <FactList facts=structure_facts(structure, now)/>
            </section>
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
                {state_notice(connection.as_ref(), may_manage)}
                <Lights label="Connexion" lights/>
                {connection.map(|connection| view! { <FactList facts=connection_facts(connection, now)/> })}
                {may_read_exchanges.then(|| view! { <p><a href=exchanges>"Journal des échanges"</a></p> })}
            </section>
            {form}
        }
        .into_any()
    }
}

fn structure_facts(structure: Structure, now: DateTime<Utc>) -> Vec<Fact> {
    let doubtful = structure.environment == Environment::Production && !structure.siret.key_is_right();
    let siret = view! {
        <SiretText siret=structure.siret/>
        {doubtful.then(|| view! { <span class="cell-detail">"La clé de ce SIRET semble fausse : vérifiez-le."</span> })}
    };
    let chorus_id = structure
        .chorus_id
        .map_or_else(|| "Lu à la première synchronisation".to_owned(), |id| id.to_string());
    let environment = match structure.environment {
        Environment::Qualification => "Qualification : plateforme d’essai, sans effet réel",
        Environment::Production => "Production : factures réelles",
    };
    vec![
        Fact::view("SIRET", siret),
        Fact::text("Rôle sur Chorus Pro", structure.side.label()),
        Fact::text("Environnement", environment),
        Fact::text("Identifiant Chorus Pro", chorus_id),
        Fact::view("Ajoutée le", view! { <Moment instant=structure.created_at now/> }),
    ]
}

/// The sentence for what must be done about the access; nothing when it works.
fn state_notice(connection: Option<&Connection>, may_manage: bool) -> AnyView {
    let (kind, text) = match connection.map(|connection| &connection.state) {
        Some(ConnectionState::Working) => return ().into_any(),
        Some(ConnectionState::Untested) => (
            StatusKind::Info,
            "Ces accès n’ont pas encore été testés. Testez la connexion avant le premier dépôt.".to_owned(),
        ),
        Some(ConnectionState::Broken(sentence)) => (
            StatusKind::Error,
            format!(
                "{sentence} Plus aucun appel ne part, pour ne pas bloquer le compte technique. Corrigez les accès, puis \
                 testez la connexion."
            ),
        ),
        None if may_manage => (
            StatusKind::Info,
            "Aucun accès saisi. Saisissez ci-dessous ceux de l’application PISTE et du compte technique."
                .to_owned(),
        ),
        None => (
            StatusKind::Info,
            "Aucun accès saisi. Demandez-le à un gestionnaire de votre organisation.".to_owned(),
        ),
    };
    view! { <NoticeBox kind text/> }.into_any()
}

fn connection_facts(connection: Connection, now: DateTime<Utc>) -> Vec<Fact> {
    let masked = |tail: &str| format!("•••• {tail}");
    let mut facts = vec![
        Fact::text("Identifiant client PISTE", masked(&connection.client_id_tail)),
        Fact::text("Compte technique", masked(&connection.login_tail)),
        Fact::view("État connu depuis", view! { <Moment instant=connection.state_since now/> }),
        match connection.synced_at {
            Some(at) => Fact::view("Dernière synchronisation", view! { <Moment instant=at now/> }),
            None => Fact::text("Dernière synchronisation", "Pas encore faite"),
        },
    ];
    let Some(end) = connection.certificate_expires_at else {
        facts.push(Fact::text("Certificat", "Aucun"));
        return facts;
    };
    let Light { kind, text, .. } = certificate_light(end, now);
    facts.push(Fact::view("Certificat", light_line(kind, text)));
    facts.push(Fact::text("Titulaire du certificat", connection.certificate_subject.unwrap_or_default()));
    facts.push(Fact::text("Autorité du certificat", connection.certificate_issuer.unwrap_or_default()));
    let fingerprint = connection.certificate_fingerprint.unwrap_or_default();
    facts.push(Fact::view("Empreinte SHA-256", view! { <code>{fingerprint}</code> }));
    facts
}

fn light_line(kind: StatusKind, text: String) -> AnyView {
    view! { <span class="status" data-kind=kind.code()><Icon name=kind_icon(kind)/><span class="status-label">{text}</span></span> }.into_any()
}

/// What the test found: each layer, then the one sentence that says what to do.
fn report_view(report: ConnectionReport) -> AnyView {
    let lines = report
        .checks
        .iter()
        .map(check_light)
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
        Some(problem) => (StatusKind::Error, problem),
    };
    view! {
        <div class="lights" id="report" role="status">
            <NoticeBox kind title="Résultat du test" text/>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

fn hint(format: &str, known_tail: Option<&str>) -> String {
    match known_tail {
        Some(tail) => format!("{format} Laissez vide pour conserver celui qui se termine par « {tail} »."),
        None => format.to_owned(),
    }
}

fn secret_hint(known: bool) -> &'static str {
    if known {
        "Laissez vide pour conserver celui enregistré."
    } else {
        "Il est chiffré et n’est plus jamais affiché."
    }
}

fn credentials_form(
    action: String,
    connection: Option<&Connection>,
    typed: TypedCredentials,
    problem: Option<String>,
) -> AnyView {
    let known = connection.is_some();
    let open = !known || problem.is_some();
    let TypedCredentials { client_id, login, had_certificate } = typed;
    let client_id_hint = hint(
        "Dans PISTE, page de l’application.",
        connection.map(|connection| connection.client_id_tail.as_str()),
    );
    let login_hint =
        hint("De la forme TECH_…@cpro.fr.", connection.map(|connection| connection.login_tail.as_str()));
    let title = if known { "Modifier les accès" } else { "Saisir les accès" };
    view! {
        <details class="section" id="credentials" open=open>
            <summary>{title}</summary>
            <form class="form" method="post" action=action enctype="multipart/form-data">
                <FormAlert text=problem/>
                <fieldset class="field-group">
                    <legend>"Application PISTE"</legend>
                    <TextField
                        name="client_id"
                        label="Identifiant client"
                        hint=client_id_hint
                        value=client_id
                        kind=TextKind::Code
                        maxlength=200
                        required=!known
                    />
                    <TextField
                        name="client_secret"
                        label="Secret client"
                        hint=secret_hint(known)
                        kind=TextKind::Secret
                        maxlength=500
                        required=!known
                    />
                </fieldset>
                <fieldset class="field-group">
                    <legend>"Compte technique de Chorus Pro"</legend>
                    <TextField
                        name="login"
                        label="Identifiant du compte technique"
                        hint=login_hint
                        value=login
                        kind=TextKind::Code
                        maxlength=254
                        required=!known
                    />
                    <TextField
                        name="password"
                        label="Mot de passe du compte technique"
                        hint=secret_hint(known)
                        kind=TextKind::Secret
                        maxlength=500
                        required=!known
                    />
                </fieldset>
                {certificate_fields(had_certificate)}
                <div class="button-row"><Button label="Enregistrer les accès" kind=ButtonKind::Primary/></div>
            </form>
        </details>
    }
    .into_any()
}

fn certificate_fields(had_certificate: bool) -> AnyView {
    let messages = if had_certificate {
        vec![FieldMessage::warning("Choisissez de nouveau le fichier : il n’a pas été conservé.")]
    } else {
        Vec::new()
    };
    view! {
        <fieldset class="field-group">
            <legend>"Certificat"</legend>
            <FileField
                name="certificate"
                label="Fichier PKCS#12 (facultatif)"
                hint="Fichier .p12 ou .pfx, 1 Mo au plus. Sans fichier, le certificat enregistré est conservé."
                accept=".p12,.pfx,application/x-pkcs12"
                messages
            />
            <TextField
                name="certificate_password"
                label="Mot de passe du fichier"
                kind=TextKind::Secret
                maxlength=500
            />
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
