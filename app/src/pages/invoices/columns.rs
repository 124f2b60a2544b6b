//! Which columns a list shows besides those that it is read by: chosen in each browser, kept in a cookie of it, so that
//! the page comes as it stays.

use std::convert::Infallible;

use axum::Form;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use domain::Direction;
use http::request::Parts;
use leptos::prelude::*;

use super::list_path;
use crate::components::Button;
use crate::web::{Context, PageError, display_cookie, local_target, see_other};

/// The cookie.
const COOKIE: &str = "pupitre-colonnes";

/// A column that need not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Optional {
    Routing,
    Date,
    Since,
    Arrived,
    Why,
    Charge,
}

impl Optional {
    const ALL: [Self; 6] = [Self::Routing, Self::Date, Self::Since, Self::Arrived, Self::Why, Self::Charge];

    /// Its word in cookie and form.
    const fn word(self) -> &'static str {
        match self {
            Self::Routing => "service",
            Self::Date => "date",
            Self::Since => "depuis",
            Self::Arrived => "arrivee",
            Self::Why => "motif",
            Self::Charge => "charge",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Routing => "Service / engagement",
            Self::Date => "Date",
            Self::Since => "Depuis",
            Self::Arrived => "Mise à disposition",
            Self::Why => "Motif",
            Self::Charge => "En charge de",
        }
    }
}

/// The columns of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<Optional>);

impl Default for Columns {
    fn default() -> Self {
        Self(vec![Optional::Routing, Optional::Date, Optional::Since, Optional::Charge])
    }
}

impl Columns {
    /// Words with dots between them; what is not known counts as absent.
    fn read(text: &str) -> Self {
        let is_named = |column: &Optional| text.split('.').any(|word| word == column.word());
        Self(Optional::ALL.into_iter().filter(is_named).collect())
    }

    fn write(&self) -> String {
        // Something stands there even when nothing is chosen.
        let words: Vec<&str> =
            std::iter::once("x").chain(self.0.iter().map(|column| column.word())).collect();
        words.join(".")
    }

    pub(super) fn has(&self, column: Optional) -> bool {
        self.0.contains(&column)
    }

    /// The choice, folded away; `list` is the page that it leads back to.
    pub(super) fn view(&self, list: String) -> AnyView {
        let boxes = Optional::ALL.map(|column| {
            view! {
                <label class="column-choice">
                    <input type="checkbox" name="colonne" value=column.word() checked=self.has(column) autocomplete="off"/>
                    {column.label()}
                </label>
            }
        });
        view! {
            <details class="columns">
                <summary>"Colonnes"</summary>
                <form class="columns-form" method="post" action="/factures/colonnes">
                    <input type="hidden" name="retour" value=list/>
                    {boxes.collect_view()}
                    <Button label="Afficher ces colonnes"/>
                </form>
            </details>
        }
        .into_any()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Columns {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(jar.get(COOKIE).map(|cookie| Self::read(cookie.value())).unwrap_or_default())
    }
}

/// Keeps the choice in the browser, and shows the list with it.
pub(super) async fn choose(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let of =
        |name: &'static str| pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
    let columns = Columns::read(&of("colonne").map(String::as_str).collect::<Vec<_>>().join("."));
    let back = of("retour").next().and_then(|path| local_target(path));
    let jar = CookieJar::new().add(display_cookie(&context.site, COOKIE, &columns.write()));
    Ok((jar, see_other(back.unwrap_or(list_path(Direction::Issued)))).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back_and_what_is_not_known_is_left_out() {
        for columns in
            [Columns::default(), Columns(Vec::new()), Columns(vec![Optional::Arrived, Optional::Why])]
        {
            assert_eq!(Columns::read(&columns.write()), columns);
        }
        assert_eq!(Columns::read("motif.<script>.motif."), Columns(vec![Optional::Why]));
    }
}
