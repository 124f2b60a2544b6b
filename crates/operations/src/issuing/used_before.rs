//! Articles and sentences of earlier invoices of the same structure, to be taken up again.

use domain::{InvoiceForm, LineForm};
use storage::{Invoice, Snapshot};

use crate::{Actor, Result};

/// Invoices that are looked through.
const LOOKED_THROUGH: u32 = 60;
/// Articles and sentences proposed.
const MOST: usize = 12;

/// What was written in earlier invoices, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsedBefore {
    /// Articles, each name once: what they are, their unit, price and rate; no quantity.
    pub articles: Vec<LineForm>,
    /// Comments.
    pub sentences: Vec<String>,
}

/// What may be proposed for a draft; nothing to who reaches some services only.
pub(super) async fn used_before(
    read: &mut dyn Snapshot,
    actor: &Actor,
    invoice: &Invoice,
) -> Result<UsedBefore> {
    if !actor.reaches_whole(invoice.structure) {
        return Ok(UsedBefore::default());
    }
    let forms = read.latest_forms(invoice.organization, invoice.structure, LOOKED_THROUGH).await?;
    Ok(of_forms(&forms))
}

fn of_forms(forms: &[InvoiceForm]) -> UsedBefore {
    let mut used = UsedBefore::default();
    for form in forms {
        let is_new = |line: &&LineForm, used: &UsedBefore| {
            let name = line.name.trim();
            !name.is_empty() && used.articles.iter().all(|article| article.name != name)
        };
        if form.is_entry() {
            for line in &form.lines {
                if used.articles.len() < MOST && is_new(&line, &used) {
                    used.articles.push(LineForm {
                        name: line.name.trim().to_owned(),
                        quantity: String::new(),
                        discount: String::new(),
                        ..line.clone()
                    });
                }
            }
        }
        let sentence = form.comment.trim();
        if used.sentences.len() < MOST
            && !sentence.is_empty()
            && !used.sentences.iter().any(|known| known == sentence)
        {
            used.sentences.push(sentence.to_owned());
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use domain::DepositMode;

    use super::*;

    fn form(articles: &[(&str, &str)], comment: &str) -> InvoiceForm {
        let lines = articles.iter().map(|(name, price)| LineForm {
            name: (*name).to_owned(),
            price: (*price).to_owned(),
            quantity: "3".to_owned(),
            ..LineForm::new()
        });
        InvoiceForm {
            mode: DepositMode::Entry.code().to_owned(),
            lines: lines.collect(),
            comment: comment.to_owned(),
            ..InvoiceForm::new()
        }
    }

    #[test]
    fn each_article_comes_once_as_it_was_last_and_without_its_quantity() {
        let used = of_forms(&[
            form(&[("Journée", "650"), ("", "1")], "Merci"),
            form(&[("Journée ", "600"), ("Déplacement", "80")], "Merci"),
            InvoiceForm { mode: String::new(), ..form(&[("D’un PDF", "1")], "Selon devis") },
        ]);
        let articles: Vec<_> = used
            .articles
            .iter()
            .map(|line| (line.name.as_str(), line.price.as_str(), line.quantity.as_str()))
            .collect();
        assert_eq!(articles, [("Journée", "650", ""), ("Déplacement", "80", "")]);
        assert_eq!(used.sentences, ["Merci", "Selon devis"]);
    }
}
