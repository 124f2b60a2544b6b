//! The form of files, and what was found in them.

use leptos::prelude::*;
use operations::{Checked, checked_html, packs};

use super::{Choices, FILES};
use crate::components::{Button, ButtonKind, CheckBox, Choice, FileField, SelectField};
use crate::web::Module;

/// The two ways to Chorus Pro, as an address and a form name them.
const CHANNELS: [(&str, &str); 3] = [
    ("", "Celle que dit la facture (BT-23)"),
    ("direct", "Déposée sur Chorus Pro"),
    ("platform", "Par une plateforme agréée"),
];

/// What the page shows.
pub(super) struct VerifyPage {
    pub(super) choices: Choices,
    /// What was found; none before anything was checked.
    pub(super) told: Option<Vec<Checked>>,
    /// The invoice for people to read, where there is just one.
    pub(super) invoice: Option<String>,
    /// What checks in the browser.
    pub(super) module: Module,
}

impl VerifyPage {
    pub(super) fn view(self) -> AnyView {
        let Self { choices, told, invoice, module } = self;
        let told = told.map(|told| told_view(told, invoice));
        let chosen = |key: &str| choices.packs.iter().any(|pack| pack == key);
        let boxes = packs()
            .iter()
            .map(|pack| {
                let (id, label) = (format!("regles-{}", pack.key), format!("{} {}", pack.name, pack.version));
                view! { <CheckBox name="regles" id label value=pack.key checked=chosen(pack.key)/> }
            })
            .collect_view();
        let ways = CHANNELS.iter().map(|(value, label)| Choice::new(*value, *label)).collect();
        view! {
            <div class="verify" id="verify">
                <p class="lead" id="verify-where">
                    "Une facture UBL, CII ou Factur-X, ou une archive de plusieurs. Elle est lue, vérifiée et oubliée : rien n’est \
                     conservé ni envoyé à Chorus Pro."
                </p>
                <form class="form" method="post" action="/verifier" enctype="multipart/form-data" id="verify-form"
                    data-check-js=module.js data-check-wasm=module.wasm>
                    <FileField
                        name=FILES
                        label="Déposez les fichiers ici"
                        hint="XML, PDF, ZIP ou tar.gz, 25 Mo en tout"
                        accept=".xml,.pdf,.zip,.gz,.tgz,.tar,application/xml,text/xml,application/pdf"
                        multiple=true
                        large=true
                    />
                    <fieldset class="choices">
                        <legend>"Règles"</legend>
                        <p class="field-hint">"Sans choix : EN 16931, et Factur-X pour un PDF."</p>
                        {boxes}
                    </fieldset>
                    <SelectField name="voie" label="Voie vers Chorus Pro" choices=ways value=choices.channel/>
                    <Button label="Vérifier" kind=ButtonKind::Primary busy="Vérification…"/>
                </form>
                <div id="verify-told" class="verify-told" aria-live="polite">{told}</div>
            </div>
        }
        .into_any()
    }
}

fn told_view(told: Vec<Checked>, invoice: Option<String>) -> AnyView {
    let is_shown = invoice.is_some();
    let count = told.len();
    let summary =
        if count == 1 { "1 document vérifié".to_owned() } else { format!("{count} documents vérifiés") };
    let sections: String = told.iter().map(|checked| checked_html(checked, 3, is_shown)).collect();
    view! {
        <h2 id="resultat">{summary}</h2>
        <div inner_html=sections></div>
        {invoice.map(|html| view! { <div class="verify-invoice" inner_html=html></div> })}
    }
    .into_any()
}
