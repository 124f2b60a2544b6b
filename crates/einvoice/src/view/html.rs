//! The text of the view: elements and values, everything escaped.

use std::collections::HashSet;

use super::format;
use super::words::{List, label, meaning};
use crate::semantic::shape::{Kept, Shaped};
use crate::semantic::{Kind, Leaf, Term, Unknown};

pub(super) struct Html {
    text: String,
    level: u8,
    pub(super) currency: String,
    /// The ids given so far: each stands once in a document.
    ids: HashSet<String>,
}

/// Writes a text so that it is nothing but a text, within an element or an attribute.
pub(super) fn escape(text: &str, to: &mut String) {
    for character in text.chars() {
        match character {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            // Characters that turn the direction of what follows would let a text stand where it is not.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => to.push('\u{fffd}'),
            _ => to.push(character),
        }
    }
}

impl Html {
    pub(super) fn new(level: u8, document: &Shaped) -> Self {
        let currency = document.leaf(Term::InvoiceCurrencyCode).map(|kept| kept.leaf.text.trim().to_owned());
        Self { text: String::new(), level, currency: currency.unwrap_or_default(), ids: HashSet::new() }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn write(&mut self, text: &str) {
        escape(text, &mut self.text);
    }

    /// Opens an element; that of a group carries where the group stood.
    pub(super) fn open(&mut self, name: &str, class: &str, group: Option<&Shaped>) {
        self.begin(name, class, group);
        self.text.push('\n');
    }

    /// The same on the line of what follows, where white space is seen.
    pub(super) fn begin(&mut self, name: &str, class: &str, group: Option<&Shaped>) {
        self.text.push_str(&format!("<{name} class=\"{class}\""));
        if let Some(group) = group.filter(|group| !group.path.is_empty()) {
            self.identify(&group.path, group.term, group.line);
        }
        self.text.push('>');
    }

    pub(super) fn close(&mut self, name: &str) {
        self.end(name);
        self.text.push('\n');
    }

    pub(super) fn end(&mut self, name: &str) {
        self.text.push_str(&format!("</{name}>"));
    }

    fn identify(&mut self, path: &str, term: Option<Term>, line: u64) {
        if self.ids.insert(path.to_owned()) {
            self.text.push_str(" id=\"");
            self.write(path);
            self.text.push('"');
        }
        if let Some(term) = term {
            self.text.push_str(&format!(" data-term=\"{}\"", term.id()));
        }
        self.text.push_str(&format!(" data-line=\"{line}\""));
    }

    /// A heading, so many levels below the first.
    pub(super) fn heading(&mut self, below: u8, text: &str) {
        self.open_heading(below);
        self.write(text);
        self.close_heading(below);
    }

    pub(super) fn open_heading(&mut self, below: u8) {
        self.text.push_str(&format!("<h{}>", self.level + below));
    }

    pub(super) fn close_heading(&mut self, below: u8) {
        self.text.push_str(&format!("</h{}>\n", self.level + below));
    }

    /// An element that holds only a text.
    pub(super) fn element(&mut self, name: &str, class: &str, text: &str) {
        self.text.push_str(&format!("<{name} class=\"{class}\">"));
        self.write(text);
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// A value, with its scheme where it has one.
    pub(super) fn value(&mut self, kept: &Kept) {
        let shown = format::value(&kept.leaf, &self.currency);
        self.shown(kept, &shown);
        if let Some(scheme) = scheme(&kept.leaf) {
            self.text.push_str(" <span class=\"invoice-scheme\">");
            self.write(&format!("({scheme})"));
            self.text.push_str("</span>");
        }
    }

    /// A value in other words than its own.
    pub(super) fn shown(&mut self, kept: &Kept, shown: &str) {
        let class = match kept.leaf.term.kind() {
            Kind::Amount | Kind::Price | Kind::Quantity | Kind::Percentage => "invoice-value invoice-number",
            _ => "invoice-value",
        };
        self.text.push_str(&format!("<span class=\"{class}\""));
        self.identify(&kept.path(), Some(kept.leaf.term), kept.leaf.line);
        self.text.push('>');
        self.write(shown);
        self.text.push_str("</span>");
    }

    /// What the model does not know.
    pub(super) fn unknown(&mut self, unknown: &Unknown) {
        self.text.push_str(&format!("<span class=\"invoice-value\" data-line=\"{}\">", unknown.line));
        self.write(unknown.text.trim());
        self.text.push_str("</span>");
    }

    /// A value under its label, within a `dl`.
    pub(super) fn entry(&mut self, label: &str, kept: &Kept) {
        self.open_entry(label);
        self.value(kept);
        self.close_entry();
    }

    pub(super) fn open_entry(&mut self, label: &str) {
        self.text.push_str("<div class=\"invoice-entry\"><dt>");
        self.write(label);
        self.text.push_str("</dt><dd>");
    }

    pub(super) fn close_entry(&mut self) {
        self.text.push_str("</dd></div>\n");
    }

    /// Takes some terms out of a group and shows them as entries, in this order.
    pub(super) fn entries(&mut self, group: &mut Shaped, terms: &[Term]) {
        for term in terms {
            for kept in group.take(*term) {
                self.entry(label(*term), &kept);
            }
        }
    }

    /// The same as a list of its own, which is left out when none is there.
    pub(super) fn list(&mut self, group: &mut Shaped, terms: &[Term]) {
        if terms.iter().any(|term| group.leaf(*term).is_some()) {
            self.open("dl", "invoice-list", None);
            self.entries(group, terms);
            self.close("dl");
        }
    }

    /// A cell of a table, with some terms taken out of a group.
    pub(super) fn cell(&mut self, group: &mut Shaped, terms: &[Term]) {
        let values: Vec<_> = terms.iter().flat_map(|term| group.take(*term)).collect();
        let is_number = |kept: &Kept| {
            matches!(kept.leaf.term.kind(), Kind::Amount | Kind::Price | Kind::Quantity | Kind::Percentage)
        };
        let class = if values.first().is_some_and(is_number) { " class=\"invoice-number\"" } else { "" };
        self.text.push_str(&format!("<td{class}>"));
        for (place, kept) in values.iter().enumerate() {
            if place > 0 {
                self.text.push(' ');
            }
            self.value(kept);
        }
        self.text.push_str("</td>\n");
    }

    /// Opens a table with its caption and the titles of its columns.
    pub(super) fn open_table(&mut self, class: &str, caption: &str, titles: &[&str]) {
        self.open("table", class, None);
        if !caption.is_empty() {
            self.element("caption", "invoice-caption", caption);
        }
        self.text.push_str("<thead><tr>");
        for title in titles {
            self.text.push_str("<th scope=\"col\">");
            self.write(title);
            self.text.push_str("</th>");
        }
        self.text.push_str("</tr></thead>\n");
    }
}

/// The scheme of an identifier or a classification, in words where they are known.
fn scheme(leaf: &Leaf) -> Option<String> {
    let attribute = |name| leaf.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    match leaf.term {
        Term::SellerVatIdentifier
        | Term::BuyerVatIdentifier
        | Term::SellerTaxRepresentativeVatIdentifier
        | Term::SellerTaxRegistrationIdentifier
        | Term::BankAssignedCreditorIdentifier => None,
        Term::ItemClassificationIdentifier => {
            let list = attribute("listID")?;
            Some(
                attribute("listVersionID")
                    .map_or_else(|| list.to_owned(), |version| format!("{list} {version}")),
            )
        }
        _ => {
            let scheme = attribute("schemeID")?;
            Some(meaning(List::Scheme, scheme).map_or_else(|| format!("schéma {scheme}"), str::to_owned))
        }
    }
}

impl Shaped {
    /// Takes every occurrence of a term out of this group.
    pub(super) fn take(&mut self, term: Term) -> Vec<Kept> {
        let (taken, left) =
            std::mem::take(&mut self.leaves).into_iter().partition(|kept| kept.leaf.term == term);
        self.leaves = left;
        taken
    }

    /// Takes every occurrence of a group out of this one.
    pub(super) fn take_groups(&mut self, term: Term) -> Vec<Self> {
        let (taken, left) =
            std::mem::take(&mut self.groups).into_iter().partition(|group| group.term == Some(term));
        self.groups = left;
        taken
    }
}
