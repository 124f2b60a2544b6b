//! One file a subject: the traits of `storage`, implemented on a [`crate::handle::Handle`].

mod access_lists;
mod accesses;
mod accounts;
mod acts;
mod arrivals;
mod batches;
mod by_structure;
mod charges;
mod circuit;
mod dashboard;
mod decision_texts;
mod delays;
mod directory;
mod document_ways;
mod draft_keepers;
mod dropped_files;
mod edi;
mod engagements;
mod exchanges;
mod flows;
mod installation;
mod invoice_notes;
mod invoice_parts;
mod invoices;
mod jobs;
mod journal;
mod list;
mod mandates;
mod packages;
mod payers;
#[cfg(test)]
mod plans;
mod public_directory;
mod saved_views;
mod second_factors;
mod siret_changes;
mod structure_facts;
mod structures;
mod supplier_accounts;
mod validations;
mod works;
mod works_acts;
mod works_forms;

pub(crate) use exchanges::ExchangeHandle;
#[cfg(test)]
pub(crate) use installation::column_of;
pub(crate) use invoices::DOCUMENTS;
