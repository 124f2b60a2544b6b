//! API Factures de travaux: billing files whose documents pass from supplier to project manager (MOE), project
//! owner (MOA) and financial service.
//!
//! Documented: the bodies of rechercher, demander/recyclage, suspendre and recycler. The others are inferred and kept
//! in `inferred`; the chains and statuses in [`works_rules`](crate::world::works_rules).

mod caller;
pub(super) mod details;
mod inferred;
pub(super) mod search;
pub(super) mod submit;
pub(super) mod treat;
