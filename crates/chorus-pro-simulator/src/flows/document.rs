//! A document of a flow with the files beside its data.

use std::sync::Arc;

use crate::world::FlowInvoice;

/// One invoice as read. Its files have no number yet: the world gives one at the deposit.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// The data.
    pub(crate) invoice: FlowInvoice,
    /// The PDF of a Factur-X or of a mixed flow.
    pub(crate) main: Option<Piece>,
    /// Complementary attachments.
    pub(crate) attachments: Vec<Piece>,
}

/// A file of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// File name; empty when the flow is this file, which then has the name of the flow.
    pub(crate) name: String,
    /// Extension in capitals, without the dot.
    pub(crate) extension: String,
    pub(crate) media_type: String,
    /// Up to 100 characters.
    pub(crate) label: String,
    pub(crate) bytes: Arc<[u8]>,
    /// SHA-256 in hexadecimal.
    pub(crate) sha256: String,
}
