//! A flow on its page: where it stands, its invoices with what is said of each, its report.

use domain::{
    Field, FlowState, FlowSyntax, FlowWay, Notes, Reason, Severity, StatusKind, format_amount, format_moment,
    format_time_to_come, platform_flow_label, readable_name,
};
use leptos::prelude::*;
use operations::{FlowInvoice, FlowView, Structure};

use super::super::structure_choice::MOST_CHOICES;
use super::super::without_mandate::ask;
use super::super::{attempt_of, said, seconds};
use super::list_view::{content_of, invoices_of, total};
use crate::components::{
    Attempt, Attempts, Badge, Button, ButtonKind, ButtonLink, Choice, Day, ErrorLink, ErrorSummary, Fact,
    FactList, FieldMessage, IconName, LiveRegion, NoticeBox, PartyName, SelectField, TextField, TextKind,
    file_size, messages_of, prose,
};
use crate::islands::{Live, UndoCountdown};
use crate::words::Sentence as _;

/// Everything the page shows.
pub(super) struct FlowPage {
    pub(super) view: FlowView,
    /// The structures that the person may deposit for.
    pub(super) others: Vec<Structure>,
    pub(super) may_deposit: bool,
    /// The number of a flow that was not taken, with why.
    pub(super) number: Option<(String, FieldMessage)>,
    /// Whether it was to leave and may not.
    pub(super) refused: bool,
    /// The reason to go without a mandate, as it was typed.
    pub(super) without_mandate: String,
    /// Seconds to undo.
    pub(super) undo: u64,
}

/// Most links of the summary of what is to be corrected: the rest stands in the rows.
const MOST_LINKS: usize = 20;

fn row_id(place: usize) -> String {
    format!("invoice-{place}")
}

fn number_of(invoice: &FlowInvoice) -> String {
    match invoice.number.as_str() {
        "" => "sans numéro".to_owned(),
        number => number.to_owned(),
    }
}

impl FlowPage {
    pub(super) fn view(self) -> AnyView {
        let undo_version = self.view.undo_until.map_or(0, |until| until.timestamp_millis());
        let content = view! {
            {self.head()}
            {self.notices()}
            {self.invoices()}
            {self.facts()} {self.attempts()}
        }
        .into_any();
        view! {
            <LiveRegion id="live-undo" version=undo_version.to_string() content=self.toast().into_any()/>
            {self.summary()}
            <LiveRegion id="live" content/>
            <LiveRegion id="live-form" version=self.form_version() content=self.form().into_any()/>
            <LiveRegion id="live-bar" content=self.bar().into_any()/>
            <Live watch=String::new() read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    /// What keeps a flow from leaving that was to leave, each with a link to where it is mended or seen.
    fn summary(&self) -> Option<AnyView> {
        let of_flow = self.view.notes.errors().map(|note| {
            let field = match &note.path {
                path if *path == Field::Document.into() => "syntaxe",
                path if *path == Field::Mode.into() => "voie",
                _ => "confirme",
            };
            ErrorLink::new(field, note.remark.sentence())
        });
        let invoices = self.view.flow.invoices.iter().zip(&self.view.invoice_notes).enumerate();
        let of_invoices = invoices.flat_map(|(place, (invoice, notes))| {
            let line =
                move |note| ErrorLink::new(row_id(place), format!("{} – {}", number_of(invoice), said(note)));
            notes.errors().map(line)
        });
        let errors: Vec<ErrorLink> = of_flow.chain(of_invoices).take(MOST_LINKS).collect();
        self.refused.then(|| view! { <ErrorSummary errors title="À corriger avant l’envoi"/> }.into_any())
    }

    /// Which form stands there, and of which version: one in which somebody types is not replaced by its like.
    fn form_version(&self) -> String {
        let FlowView { flow, given_up, .. } = &self.view;
        match (flow.state.is_unsent(), *given_up || self.view.lacks_number()) {
            (true, _) => format!("choices {}", flow.version),
            (false, true) => "portal".to_owned(),
            (false, false) => "none".to_owned(),
        }
    }

    fn head(&self) -> AnyView {
        let flow = &self.view.flow;
        view! {
            <div class="invoice-head">
                <p class="invoice-sentence"><Badge kind=flow.state.kind() label=flow.state.label()/> <span>{prose(&self.sentence())}</span></p>
                {total(flow).map(|total| view! { <span class="amount">{total}</span> })}
            </div>
        }
        .into_any()
    }

    /// Has it left, was it taken, what is to be done.
    fn sentence(&self) -> String {
        let flow = &self.view.flow;
        let why = flow.reason.as_ref().map(|reason| format!(" {}", reason.sentence())).unwrap_or_default();
        let refused = flow.invoices.iter().filter(|invoice| invoice.error.is_some()).count();
        let platform = flow.platform_state.as_deref().map(platform_flow_label);
        match flow.state {
            FlowState::Prepared => format!("Rien n’est parti.{why}"),
            FlowState::Queued => match (self.view.held_back(), self.view.next_try) {
                (Some(reason), _) if flow.way == FlowWay::Edi => {
                    format!("L’envoi attend que le raccordement EDI fonctionne. {}", reason.sentence())
                }
                (Some(reason), _) => {
                    format!("L’envoi attend que l’accès à Chorus Pro fonctionne. {}", reason.sentence())
                }
                (None, Some(at)) => format!("L’envoi sera retenté à {}.{why}", format_time_to_come(at)),
                (None, None) if flow.way == FlowWay::Edi => {
                    "L’archive va être déposée dans le dossier d’échange.".to_owned()
                }
                (None, None) => "L’envoi va partir vers Chorus Pro.".to_owned(),
            },
            FlowState::Sending if flow.way == FlowWay::Edi => {
                "Le dépôt dans le dossier d’échange est en cours.".to_owned()
            }
            FlowState::Unconfirmed if flow.way == FlowWay::Edi => format!(
                "La connexion s’est perdue au moment du dépôt. Pupitre regarde dans le dossier d’échange avant tout nouvel essai.{why}"
            ),
            FlowState::Refused if flow.way == FlowWay::Edi => {
                format!("L’archive n’a pas été déposée, rien n’est parti.{why}")
            }
            FlowState::Running if flow.way == FlowWay::Edi => match platform {
                Some(platform) => format!("Chorus Pro en a rendu compte : {}.", platform.to_lowercase()),
                None => "Déposé dans le dossier d’échange. Chorus Pro n’en a pas encore rendu compte.".to_owned(),
            },
            FlowState::Sending => "L’envoi vers Chorus Pro est en cours.".to_owned(),
            FlowState::Unconfirmed if self.view.given_up => {
                let text = "Chorus Pro n’a pas confirmé la réception, et aucune facture de ce flux n’y a été trouvée. Regardez sur \
                            le portail, puis dites ci-dessous ce qu’il en est : rien ne repart de soi-même.";
                match &flow.reason {
                    Some(Reason::FlowNumberUnknown { .. }) => format!("{text}{why}"),
                    _ => text.to_owned(),
                }
            }
            FlowState::Unconfirmed => format!(
                "Chorus Pro n’a pas confirmé la réception. Pupitre y cherche les factures de ce flux avant tout nouvel envoi.{why}"
            ),
            FlowState::Refused => format!("Chorus Pro n’a pas pris ce flux, rien n’est déposé.{why}"),
            FlowState::Running if self.view.lacks_number() => {
                "Chorus Pro n’a pas confirmé ce flux, mais une de ses factures y est : il a été reçu. Pour en lire le compte \
                 rendu, Pupitre a besoin de son numéro de flux : donnez-le ci-dessous, tel que le portail l’affiche."
                    .to_owned()
            }
            FlowState::Running => {
                let platform = platform.unwrap_or_else(|| "en attente de traitement".to_owned());
                format!("Reçu par Chorus Pro, pas encore intégré : {}.", platform.to_lowercase())
            }
            FlowState::Integrated => {
                "Chorus Pro a pris toutes ses factures. Suivez chacune jusqu’à sa mise à disposition.".to_owned()
            }
            FlowState::PartlyIntegrated => {
                let which = match refused {
                    0 => "lisez ci-dessous ce qui manque".to_owned(),
                    1 => "une est à reprendre, à corriger et à déposer de nouveau".to_owned(),
                    several => format!("{several} sont à reprendre, à corriger et à déposer de nouveau"),
                };
                format!("Chorus Pro a pris une partie de ses factures ; {which}.")
            }
            FlowState::Rejected => {
                "Chorus Pro n’a pris aucune facture de ce flux. Reprenez-les en brouillons, ou corrigez ce qui est signalé dans votre logiciel, puis déposez un nouveau flux.".to_owned()
            }
            FlowState::Incident => {
                "Chorus Pro signale un incident sur ce flux. Attendez sa reprise, ou demandez-en la raison à son assistance.".to_owned()
            }
        }
    }

    fn notices(&self) -> AnyView {
        let errors = self.view.flow.errors.iter().map(|text| {
            view! { <NoticeBox kind=StatusKind::Error title="Erreur sur l’ensemble du flux" text=text.clone()/> }
        });
        // What is said of the syntax stands at its field.
        let at_their_fields = [Field::Document.into(), Field::Mode.into()];
        let notes = self.view.notes.iter().filter(|note| !at_their_fields.contains(&note.path));
        let notes = notes.map(|note| {
            let kind = if note.severity == Severity::Error { StatusKind::Error } else { StatusKind::Warning };
            view! { <NoticeBox kind text=note.remark.sentence()/> }
        });
        view! { {errors.collect_view()} {notes.collect_view()} }.into_any()
    }

    fn invoices(&self) -> AnyView {
        let flow = &self.view.flow;
        let empty = Notes::default();
        let rows = flow.invoices.iter().enumerate().map(|(place, invoice)| {
            self.row(place, invoice, self.view.invoice_notes.get(place).unwrap_or(&empty))
        });
        let rows = rows.collect_view();
        view! {
            <section class="section">
                <h2>{format!("Contenu de ce flux\u{a0}: {}", content_of(flow))}</h2>
                <div class="list">
                    <table class="table flow-table">
                        <thead>
                            <tr>
                                <th scope="col">"N° facture"</th>
                                <th scope="col">"Destinataire"</th>
                                <th scope="col">"Service, engagement"</th>
                                <th scope="col">"Date"</th>
                                <th scope="col" data-numeric>"Total TTC"</th>
                                <th scope="col">"Ce qu’il en est"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    }

    fn row(&self, place: usize, invoice: &FlowInvoice, notes: &Notes) -> AnyView {
        let number = number_of(invoice);
        let number = match invoice.invoice {
            Some(id) => view! { <a class="row-link" href=format!("/factures/{id}")>{number}</a> }.into_any(),
            None => number.into_any(),
        };
        let kind = invoice.credit_note.then(|| view! { <span class="cell-detail">"avoir"</span> });
        let file = (self.view.flow.invoices.len() > 1 && !invoice.file.is_empty())
            .then(|| view! { <span class="cell-detail">{invoice.file.clone()}</span> });
        let routing = [invoice.service_code.as_str(), invoice.engagement.as_str()];
        let routing = routing.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        let currency = if invoice.currency.is_empty() { "EUR" } else { &invoice.currency };
        let recipient = match (invoice.recipient_name.as_str(), invoice.recipient.as_str()) {
            ("", number) => number.to_owned().into_any(),
            (name, number) => {
                view! { <PartyName name=name.to_owned()/> <span class="cell-detail">{number.to_owned()}</span> }
                    .into_any()
            }
        };
        view! {
            <tr id=row_id(place) tabindex="-1">
                <td data-label="N°">{number} {kind} {file}</td>
                <td>{recipient}</td>
                <td data-label="Service, engagement">{routing}</td>
                <td data-label="Date">{invoice.date.map(|day| view! { <Day day/> })}</td>
                <td data-numeric>{invoice.gross.map(|gross| format_amount(gross, currency))}</td>
                <td>{self.what(place, invoice, notes)}</td>
            </tr>
        }
        .into_any()
    }

    /// What became of an invoice, or what is said of it before it leaves.
    fn what(&self, place: usize, invoice: &FlowInvoice, notes: &Notes) -> AnyView {
        if let Some(error) = &invoice.error {
            // Chorus Pro joins several with a bar (API.md §5.3).
            let parts = error.split('|').map(str::trim).filter(|part| !part.is_empty());
            let parts = parts.map(|part| view! { <p>{part.to_owned()}</p> }).collect_view();
            let next = self.taken_up(place, invoice);
            return view! { <Badge kind=StatusKind::Error label="Refusée"/> {parts} {next} }.into_any();
        }
        if let Some(id) = invoice.chorus_id {
            return view! { <Badge kind=StatusKind::Info label="Prise"/> <span class="cell-detail">{format!("n° Chorus Pro {id}")}</span> }.into_any();
        }
        if let Some(next) = self.taken_up(place, invoice) {
            return view! { <Badge kind=StatusKind::Error label="Refusée"/> {next} }.into_any();
        }
        if let Some(unread) = &invoice.unread {
            return view! { <p class="cell-detail">{unread.clone()}</p> }.into_any();
        }
        if !self.view.flow.state.is_unsent() {
            return "–".into_any();
        }
        let said = notes.iter().map(|note| {
            let kind = if note.severity == Severity::Error { StatusKind::Error } else { StatusKind::Warning };
            view! { <p class="flow-note" data-kind=kind.code()>{said(note)}</p> }
        });
        let said: Vec<_> = said.collect();
        if said.is_empty() {
            return view! { <Badge kind=StatusKind::Success label="Rien à redire"/> }.into_any();
        }
        said.into_iter().collect_view().into_any()
    }

    /// The draft as which a refused invoice was taken up, or the way to it.
    fn taken_up(&self, place: usize, invoice: &FlowInvoice) -> Option<AnyView> {
        if let Some(draft) = invoice.draft {
            return Some(
                view! { <p><a href=format!("/factures/{draft}")>"Reprise en brouillon"</a></p> }.into_any(),
            );
        }
        let may = self.may_deposit && self.view.may_be_taken_up(place);
        may.then(|| {
            let label = format!("Reprendre {} en brouillon", number_of(invoice));
            view! {
                <form method="post" action=format!("/flux/{}/reprendre", self.view.flow.id)>
                    <input type="hidden" name="ligne" value=place/>
                    <button class="link-button" type="submit" aria-label=label>"Reprendre en brouillon"</button>
                </form>
            }
            .into_any()
        })
    }

    fn facts(&self) -> AnyView {
        let flow = &self.view.flow;
        let mut facts = vec![
            Fact::view("Déposé par", view! { <PartyName name=self.view.structure.structure.name.clone()/> }),
            Fact::text("Syntaxe", flow.syntax.map(FlowSyntax::label).unwrap_or("À choisir")),
            Fact::view(
                "Fichier",
                view! { <a href=format!("/flux/{}/fichier", flow.id)>{flow.document.name.clone()}</a> " " <span class="file-size">{file_size(flow.document.bytes)}</span> },
            ),
            Fact::text("Préparé", format!("{}, par {}", format_moment(flow.created_at), flow.author_name)),
        ];
        if let Some(draft) = flow.draft {
            facts.push(Fact::view(
                "Brouillon d’origine",
                view! { <a href=format!("/factures/{draft}")>"Voir le brouillon"</a> },
            ));
        }
        facts.push(Fact::text("Voie", flow.way.label()));
        if let Some(archive) = &flow.archive {
            facts
                .push(Fact::view("Archive", view! { <code class="long-code">{archive.name.clone()}</code> }));
        }
        if let Some(number) = &flow.number {
            facts.push(Fact::text("N° de flux", number.clone()));
        }
        if let Some(at) = flow.deposited_at {
            let term = match flow.way {
                FlowWay::Api => "Reçu par Chorus Pro",
                FlowWay::Edi => "Déposé dans le dossier d’échange",
            };
            facts.push(Fact::text(term, format_moment(at)));
        }
        if let Some(state) = &flow.platform_state {
            facts.push(Fact::text(
                "État chez Chorus Pro",
                format!("{} ({state})", platform_flow_label(state)),
            ));
        }
        if let Some(at) = flow.checked_at {
            facts.push(Fact::text("Compte rendu lu", format_moment(at)));
        }
        view! { <section class="section"><h2>"Informations"</h2><FactList facts/></section> }.into_any()
    }

    fn attempts(&self) -> Option<AnyView> {
        let tries = self.view.attempts.iter();
        let attempts: Vec<Attempt> =
            tries.map(|attempt| attempt_of(attempt, ["Accepté", "Refusé"], "")).collect();
        (!attempts.is_empty()).then(|| {
            let title = match self.view.flow.way {
                FlowWay::Api => "Envois vers Chorus Pro",
                FlowWay::Edi => "Dépôts dans le dossier d’échange",
            };
            view! { <section class="section"><h2>{title}</h2><Attempts attempts/></section> }.into_any()
        })
    }

    /// What is chosen before it leaves.
    fn form(&self) -> Option<AnyView> {
        let flow = &self.view.flow;
        if !self.may_deposit || !flow.state.is_unsent() {
            return self.unconfirmed();
        }
        let id = flow.id;
        let mut syntaxes = vec![Choice::new("", "Choisissez la syntaxe")];
        syntaxes.extend(FlowSyntax::ALL.iter().map(|syntax| Choice::new(syntax.code(), syntax.label())));
        let syntax = flow.syntax.map(FlowSyntax::code).unwrap_or_default();
        let structure = (2..=MOST_CHOICES).contains(&self.others.len()).then(|| {
            let choices: Vec<Choice> = self
                .others
                .iter()
                .map(|other| Choice::new(other.id.to_string(), readable_name(&other.name)))
                .collect();
            view! { <SelectField name="structure" label="Structure qui dépose" choices value=flow.structure.to_string()/> }
        });
        // One way only is no choice, but where it is the wrong one.
        let way = (self.view.edi.is_some() || flow.way == FlowWay::Edi).then(|| {
            let choices = [FlowWay::Api, FlowWay::Edi].map(|way| Choice::new(way.code(), way.label()));
            view! {
                <SelectField name="voie" label="Voie de dépôt" choices=choices.into() value=flow.way.code().to_owned() messages=messages_of(&self.view.notes, &Field::Mode.into()) hint="Par l’API, Chorus Pro répond aussitôt ; par EDI, son compte rendu revient par le dossier d’échange"/>
            }
        });
        let of_another = self.view.notes.of(&Field::Issuer.into()).next().is_some();
        let confirm = of_another.then(|| {
            let label =
                format!("{} dépose bien ce flux (mandat, groupe)", readable_name(&self.view.structure.structure.name));
            view! {
                <label class="check"><input type="checkbox" name="confirme" id="confirme" value="oui" checked=flow.issuer_confirmed/> {label}</label>
            }
        });
        Some(
            view! {
                <form class="form" id="flow" method="post" action=format!("/flux/{id}")>
                    <button class="visually-hidden" type="submit" name="action" value="enregistrer" tabindex="-1">"Enregistrer"</button>
                    <input type="hidden" name="version" value=flow.version/>
                    <div class="field-row">
                        <SelectField name="syntaxe" label="Syntaxe" choices=syntaxes value=syntax.to_owned() messages=messages_of(&self.view.notes, &Field::Document.into()) hint="Reconnue dans le fichier ; corrigez-la si votre logiciel dit autre chose"/>
                        {way}
                        {structure}
                    </div>
                    {confirm}
                    {self.mandate("flow")}
                </form>
            }
            .into_any(),
        )
    }

    /// What is asked where no mandate is good, for the form of this identifier.
    fn mandate(&self, form: &'static str) -> Option<AnyView> {
        let standing = self.view.mandate.filter(|_| self.view.lacks_mandate())?;
        let missing = [(self.view.structure.structure.name.clone(), standing)];
        Some(ask(&missing, &self.without_mandate, form))
    }

    /// What only a person can say of a flow that was never confirmed.
    fn unconfirmed(&self) -> Option<AnyView> {
        if !self.may_deposit || !(self.view.given_up || self.view.lacks_number()) {
            return None;
        }
        let id = self.view.flow.id;
        // What is there is not sent a second time.
        let again = self.view.given_up.then(|| {
            view! {
                <form id="again" method="post" action=format!("/flux/{id}/renvoyer")>
                    {self.mandate("again")}
                    <Button label="Il n’y est pas : l’envoyer de nouveau" kind=ButtonKind::Danger/>
                </form>
            }
        });
        let (number, message) = self.number.clone().unzip();
        let (number, messages): (String, Vec<_>) =
            (number.unwrap_or_default(), message.into_iter().collect());
        Some(
            view! {
                <section class="section">
                    <h2>"Ce qu’il en est sur le portail"</h2>
                    <form class="form" method="post" action=format!("/flux/{id}/numero")>
                        <div class="field-row field-with-button">
                            <TextField name="numero" label="Le flux y est, sous le numéro" kind=TextKind::Code value=number hint="25 lettres et chiffres" maxlength=60 messages/>
                            <Button label="Suivre ce flux"/>
                        </div>
                    </form>
                    {again}
                </section>
            }
            .into_any(),
        )
    }

    fn toast(&self) -> Option<AnyView> {
        let until = self.view.undo_until.filter(|_| self.may_deposit)?;
        let id = self.view.flow.id;
        Some(
            view! {
                <form class="toast" method="post" action=format!("/flux/{id}/annuler")>
                    <p>{format!("Ce flux part à {}.", seconds(until))} <UndoCountdown until=until.timestamp_millis()/></p>
                    <Button label="Annuler l’envoi" icon=IconName::Undo/>
                </form>
            }
            .into_any(),
        )
    }

    fn bar(&self) -> Option<AnyView> {
        let flow = &self.view.flow;
        if !self.may_deposit {
            return None;
        }
        let badge = || view! { <p class="action-bar-state"><Badge kind=flow.state.kind() label=flow.state.label()/></p> };
        if self.view.next_try.is_some() {
            return Some(
                view! {
                    <form class="action-bar" method="post" action=format!("/flux/{}/reessayer", flow.id)>
                        {badge()}
                        <Button label="Réessayer maintenant" icon=IconName::Refresh/>
                    </form>
                }
                .into_any(),
            );
        }
        if flow.state.is_unsent() {
            let label = match invoices_of(flow) {
                count if count > 1 && !self.view.may_hold_more() => format!("Déposer ces {count} factures"),
                _ => "Déposer ce flux".to_owned(),
            };
            let after = format!("Après la confirmation, vous aurez {} secondes pour annuler.", self.undo);
            let kind = if self.view.may_leave() { ButtonKind::Primary } else { ButtonKind::Secondary };
            return Some(
                view! {
                    <div class="action-bar">
                        <p class="action-bar-state"><span class="action-bar-detail">{after}</span></p>
                        <Button label="Écarter" kind=ButtonKind::Quiet form="flow" name="action" value="ecarter"/>
                        <Button label="Enregistrer" form="flow" name="action" value="enregistrer"/>
                        <Button label kind icon=IconName::Issued form="flow" name="action" value="envoyer"/>
                    </div>
                }
                .into_any(),
            );
        }
        let open = (0..flow.invoices.len()).filter(|place| self.view.may_be_taken_up(*place)).count();
        let take_up = (open > 0).then(|| {
            let label = match open {
                1 => "Reprendre la facture refusée en brouillon".to_owned(),
                count => format!("Reprendre les {count} factures refusées en brouillons"),
            };
            view! {
                <form method="post" action=format!("/flux/{}/reprendre", flow.id)><Button label kind=ButtonKind::Primary/></form>
            }
        });
        flow.state.is_final().then(|| {
            view! {
                <div class="action-bar">{badge()}<ButtonLink label="Déposer un autre flux" href="/flux"/>{take_up}</div>
            }
            .into_any()
        })
    }
}
