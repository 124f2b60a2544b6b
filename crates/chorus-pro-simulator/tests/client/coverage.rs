//! Every operation of the description has a service, a simulation and a scenario; `COVERAGE.md` of the client
//! says so.

use std::fmt::Write as _;
use std::path::PathBuf;

use chorus_pro::{Confidence, SERVICES, Service};
use reference::Reference;

/// Set to rewrite the file instead of comparing it.
const WRITE: &str = "COVERAGE_WRITE";

/// The APIs by the first part of their paths, with their names.
const APIS: [(&str, &str); 7] = [
    ("factures", "API Factures"),
    ("structures", "API Structures"),
    ("transverses", "API Transverses"),
    ("utilisateurs", "API Utilisateurs"),
    ("engagementsJuridiques", "API Engagements juridiques"),
    ("facturesTravaux", "API Factures de travaux"),
    ("organisations", "API Organisations"),
];

/// The services with a scenario.
fn tried() -> Vec<&'static str> {
    [
        crate::factures::SERVICES,
        crate::valideur::SERVICES,
        crate::structures::SERVICES,
        crate::transverses::SERVICES,
        crate::listes::SERVICES,
        crate::comptes::SERVICES,
        crate::travaux::SERVICES,
        crate::organisations::SERVICES,
    ]
    .concat()
}

fn is_simulated(service: &Service) -> bool {
    chorus_pro_simulator::services().into_iter().any(|(method, path)| {
        method == service.method.as_str() && path.trim_start_matches('/') == service.path
    })
}

#[test]
fn every_service_has_one_scenario() {
    let mut tried = tried();
    tried.sort_unstable();
    let mut services: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
    services.sort_unstable();
    assert_eq!(tried, services);
}

#[test]
fn every_service_is_simulated_and_nothing_else() {
    let missing: Vec<&str> =
        SERVICES.iter().filter(|service| !is_simulated(service)).map(|service| service.name).collect();
    assert!(missing.is_empty(), "not simulated: {missing:?}");
    assert_eq!(chorus_pro_simulator::services().len(), SERVICES.len());
}

#[test]
fn every_described_operation_is_a_service_with_the_same_paths() {
    let Some(reference) = Reference::load() else { return };
    assert_eq!(reference.operations().len(), SERVICES.len());
    for operation in reference.operations() {
        let service = SERVICES.iter().find(|service| service.name == operation.name);
        let service = service.unwrap_or_else(|| panic!("{} is missing", operation.name));
        assert_eq!(service.method.as_str(), operation.method, "{}", operation.name);
        assert_eq!(format!("/{}", service.path), operation.path, "{}", operation.name);
        if let Some(legacy) = &operation.legacy_path {
            assert_eq!(service.legacy_path().as_ref(), Some(legacy), "{}", operation.name);
        }
    }
}

const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Spec => "official description",
        Confidence::Client => "client libraries",
        Confidence::OfficialExample => "official example",
        Confidence::Inferred => "inferred",
    }
}

const fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn document() -> String {
    let tried = tried();
    let mut text = format!(
        "# Coverage\n\n\
         The {} services of the Chorus Pro API, as this client implements them. Confidence says how far the\n\
         description of a service can be trusted: nothing official describes all of them. *Simulated*: the sibling\n\
         crate `chorus-pro-simulator` answers it. *Tested*: a test calls it through this client against the\n\
         simulator, and what both say is checked field by field against the description of the API.\n\n\
         A test of the simulator writes this file: run it with `{WRITE}=1` after a change.\n",
        SERVICES.len()
    );
    for (api, name) in APIS {
        let services: Vec<&&Service> =
            SERVICES.iter().filter(|service| service.path.split('/').next() == Some(api)).collect();
        let _ = write!(
            text,
            "\n## {name} ({})\n\n| Service | Method and path | Confidence | Simulated | Tested |\n\
             |---|---|---|---|---|\n",
            services.len()
        );
        for service in services {
            let _ = writeln!(
                text,
                "| `{}` | `{} /{}` | {} | {} | {} |",
                service.name,
                service.method.as_str(),
                service.path,
                confidence(service.confidence),
                yes(is_simulated(service)),
                yes(tried.contains(&service.name)),
            );
        }
    }
    text
}

#[test]
fn the_file_of_the_client_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../chorus-pro/COVERAGE.md");
    let document = document();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &document).expect("COVERAGE.md");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == document,
        "COVERAGE.md is out of date; rewrite it with:\n\
         {WRITE}=1 cargo nextest run -p chorus-pro-simulator --test client the_file_of_the_client_is_up_to_date"
    );
}
