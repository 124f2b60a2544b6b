//! The invoice inside a PDF of a flow. The library meets hostile files here and knows no limit: its work is done apart.

use apart::{Apart, Argument, Task};
use tokio::runtime::Handle;

/// Takes the XML of the invoice out of a PDF; nothing when there is none, a sentence in French when it cannot be read.
pub(crate) type ReadPdf<'a> = dyn Fn(&[u8]) -> Result<Option<Vec<u8>>, String> + 'a;

/// The answer begins with one of these.
const FOUND: u8 = b'+';
const NONE: u8 = b'0';
const REFUSED: u8 = b'-';

/// Said of a file that takes too much memory or time.
const TOO_COSTLY: &str = "Le PDF n'a pas pu être lu dans le temps imparti.";

/// Takes the XML of the invoice out of a PDF.
pub(crate) const PDF_INVOICE: Task = Task { name: "pdf-invoice", run: invoice_of };

#[cfg(feature = "flows")]
fn invoice_of(pdf: Vec<u8>, _: Argument) -> Vec<u8> {
    let (word, text) = match einvoice::pdf::read(pdf) {
        Ok(report) => match report.invoice {
            Some(invoice) => (FOUND, invoice.xml),
            None => (NONE, Vec::new()),
        },
        Err(error) => (REFUSED, error.text_french().as_bytes().to_vec()),
    };
    [vec![word], text].concat()
}

/// Nothing is found without the feature `flows`.
#[cfg(not(feature = "flows"))]
fn invoice_of(_: Vec<u8>, _: Argument) -> Vec<u8> {
    vec![NONE]
}

/// Asks for it from a thread that may block.
pub(crate) fn read_apart(apart: &Apart, runtime: &Handle, pdf: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let content = futures::stream::iter([Ok(pdf.to_vec().into())]);
    let answer = runtime.block_on(apart.run(PDF_INVOICE, pdf.len() as u64, content));
    match answer.as_deref() {
        Ok([FOUND, xml @ ..]) => Ok(Some(xml.to_vec())),
        Ok([NONE]) => Ok(None),
        Ok([REFUSED, why @ ..]) => Err(String::from_utf8_lossy(why).into_owned()),
        Ok(_) => Err(TOO_COSTLY.to_owned()),
        Err(error) => {
            tracing::warn!(%error, "a PDF of a flow was not read");
            Err(TOO_COSTLY.to_owned())
        }
    }
}
