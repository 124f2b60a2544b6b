//! Small changes of an invoice, as tests write them: `set PATH TEXT`, `cut PATH`, `twice PATH`, `in PATH XML` (at the end of the
//! element), `scheme PATH TEXT` (its `schemeID`), `attribute PATH NAME TEXT`, `bare PATH NAME` (without the attribute), and
//! `credit`, which makes a credit note of a UBL invoice. A path is of local names below the root, `[2]` the second of a name; the
//! four parts of CII are shortened.

use roxmltree::{Document, Node};

const SHORT: [(&str, &str); 4] = [
    ("AGR/", "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/"),
    ("SET/", "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/"),
    ("DEL/", "SupplyChainTradeTransaction/ApplicableHeaderTradeDelivery/"),
    ("LIN", "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem"),
];

/// The element at the end of a path.
fn find<'a, 'i>(root: Node<'a, 'i>, path: &str) -> Option<Node<'a, 'i>> {
    let mut node = root;
    for step in path.split('/').filter(|step| *step != ".") {
        let (name, number) =
            step.strip_suffix(']').and_then(|step| step.split_once('[')).unwrap_or((step, "1"));
        let mut named = node.children().filter(|child| child.tag_name().name() == name);
        node = named.nth(number.parse::<usize>().ok()? - 1)?;
    }
    Some(node)
}

/// An invoice after a change.
pub fn changed(text: &str, change: &str) -> String {
    if change == "credit" {
        let invoice = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
        let note = text.replace(invoice, "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2");
        let note = note.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>");
        let note = note.replace("InvoiceTypeCode>380<", "CreditNoteTypeCode>381<");
        let note = note.replace("InvoiceTypeCode>", "CreditNoteTypeCode>");
        return note
            .replace("cac:InvoiceLine>", "cac:CreditNoteLine>")
            .replace("InvoicedQuantity", "CreditedQuantity");
    }
    let (kind, rest) = change.split_once(' ').unwrap();
    let (path, value) = rest.split_once(' ').unwrap_or((rest, ""));
    let short = SHORT.iter().find(|(short, _)| path.starts_with(short));
    let path = short.map_or(path.to_owned(), |(short, long)| path.replacen(short, long, 1));
    let document = Document::parse(text).unwrap();
    let node = find(document.root_element(), &path);
    assert!(node.is_some(), "{change}");
    let node = node.unwrap();
    let range = node.range();
    let whole = &text[range.clone()];
    let inner = range.start + whole.find('>').unwrap() + 1..range.start + whole.rfind("</").unwrap();
    let (range, instead) = match kind {
        "set" => (inner, value.to_owned()),
        "cut" => (range, String::new()),
        "twice" => (range, whole.repeat(2)),
        "in" => (inner.end..inner.end, value.to_owned()),
        "scheme" => (node.attribute_node("schemeID").unwrap().range_value(), value.to_owned()),
        "bare" => (node.attribute_node(value).unwrap().range(), String::new()),
        _ => {
            let (name, value) = value.split_once(' ').unwrap();
            (node.attribute_node(name).unwrap().range_value(), value.to_owned())
        }
    };
    format!("{}{instead}{}", &text[..range.start], &text[range.end..])
}
