//! The router in process: authorisation, isolation, headers, forms without script, and the defects of the framework.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod accesses;
mod acting;
mod authorisation;
mod batches;
mod browser;
mod circuit;
mod clock;
mod dashboard;
mod deciding;
mod defects;
mod directory;
mod downloads;
mod drafts;
mod edi;
mod entry;
mod exchanges;
mod exports;
mod flows;
mod headers;
mod isolation;
mod leaving;
mod lists;
mod mandates;
mod pages;
mod parts;
mod portfolio;
mod reading;
mod refusals;
mod resume;
mod secrets;
mod streams;
mod uploads;
mod validating;
mod whole_job;
mod works;
