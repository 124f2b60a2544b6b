//! The other way in and out: archives are taken from a folder, and reports, life cycles and pivots are laid back.
//!
//! The names of archives follow formats.md §9. **Inferred**: the names of what is laid back (ours: interface 0500 for
//! reports, 0501 for life cycles, 0502 for pivots, packed as archives are), that each is a tar.gz, which numbers end a
//! flow (92, 96, 93 of `CPPFluxStatuts`), that 90 is told when an archive is taken, and where a report names the invoice
//! that an error is about (`DescriptionErreur`).

mod exchange;
mod lay;
mod name;
mod partner;
mod statuses;
mod take;

pub use partner::EdiPartner;
