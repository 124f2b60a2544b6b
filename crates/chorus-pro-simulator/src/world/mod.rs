//! Everything the simulated Chorus Pro knows. The same JSON is seed file, state file and control answer.

mod account;
pub(crate) mod catalogue;
pub(crate) mod codes;
mod countries;
mod defaults;
mod document;
mod edi;
mod engagement;
mod file;
mod flow;
mod invoice;
mod lookup;
mod mandate;
mod person;
mod store;
mod structure;
mod switches;
mod whole;
mod works;
pub mod works_rules;

pub use account::{Account, Application, Rattachement, Right};
pub(crate) use catalogue::ATTACHMENT_EXTENSIONS;
pub use catalogue::{AttachmentType, VatRate};
pub(crate) use countries::{COUNTRIES, CURRENCIES};
pub use document::{Document, DocumentSubject, EdiSettings};
pub use edi::EdiMemory;
pub(crate) use engagement::purchase_order;
pub use engagement::{Engagement, EngagementLine};
pub use file::StoredFile;
pub use flow::{
    Flow, FlowAttachment, FlowInvoice, FlowLine, FlowState, FlowTotals, FlowVat, InvoiceError, TechnicalError,
};
pub use invoice::{Attachment, Credit, Event, Invoice, Line, Planned, Totals, UserAction, VatLine};
pub use mandate::Mandate;
pub use person::Person;
pub use store::WorldError;
pub use structure::{Address, BankAccount, Behaviour, Requirements, Service, Side, Structure};
pub use switches::Switches;
pub use whole::World;
pub use works::{BillingFile, Party, WorksDocument, WorksEvent};
