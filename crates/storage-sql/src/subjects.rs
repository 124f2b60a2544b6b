//! One file a subject: the traits of `storage`, implemented on a [`crate::handle::Handle`].

mod accesses;
mod accounts;
mod acts;
mod arrivals;
mod by_structure;
mod directory;
mod dropped_files;
mod exchanges;
mod flows;
mod installation;
mod invoice_parts;
mod invoices;
mod jobs;
mod journal;
mod list;
#[cfg(test)]
mod plans;
mod structure_facts;
mod structures;

pub(crate) use exchanges::ExchangeHandle;
