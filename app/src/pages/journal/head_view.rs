//! The head of the journal as a statement to print: whoever keeps it can tell later whether anything was rewritten.

use chrono::{DateTime, Utc};
use domain::format_moment;
use leptos::prelude::*;
use operations::JournalHead;

use crate::components::{ButtonLink, EmptyState, Fact, FactList, IconName, NoticeAction, prose};

/// What the statement says.
pub(super) struct HeadPage {
    pub(super) head: Option<JournalHead>,
    pub(super) organization: String,
    pub(super) by: String,
    pub(super) now: DateTime<Utc>,
}

impl HeadPage {
    pub(super) fn view(self) -> AnyView {
        let Some(head) = self.head else {
            let text = "Il y aura une empreinte dès la première entrée.";
            let action = Some(NoticeAction::new("Voir le journal", "/journal"));
            return view! { <EmptyState title="Le journal est vide" text icon=IconName::Journal action/> }
                .into_any();
        };
        let word = head.to_keep().to_string();
        let command = format!("pupitre journal verify --head {word}");
        let facts = vec![
            Fact::text("Organisation", self.organization),
            Fact::text("Relevée le", format_moment(self.now)),
            Fact::text("Par", self.by),
            Fact::text("Nombre d’entrées", head.number.to_string()),
            Fact::text("Dernière entrée", format_moment(head.at)),
            Fact::view(
                "Empreinte (SHA-256)",
                view! { <code class="journal-hash">{head.hash.to_string()}</code> },
            ),
        ];
        view! {
            <div class="attestation">
                <p>{prose(
                    "À cette date, le journal de l’organisation compte ces entrées et se termine par cette empreinte, calculée sur la \
                     dernière entrée et sur toutes celles qui la précèdent. Imprimez cette page ou confiez sa dernière ligne à \
                     quelqu’un qui n’administre pas la base de données.",
                )}</p>
                <FactList facts/>
                <section class="section" aria-labelledby="keep-title">
                    <h2 id="keep-title">"À conserver"</h2>
                    <pre class="exchange-body journal-hash" data-whole="">{word}</pre>
                    <p>{prose(
                        "Plus tard, cette commande dit si une entrée inscrite jusqu’à cette date a été modifiée, retirée, ajoutée ou \
                         déplacée depuis, et à partir d’où.",
                    )}</p>
                    <pre class="exchange-body journal-hash" data-whole="">{command}</pre>
                </section>
                <p class="button-row"><ButtonLink label="Voir le journal" href="/journal"/></p>
            </div>
        }
        .into_any()
    }
}
