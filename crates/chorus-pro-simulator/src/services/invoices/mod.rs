//! Invoices: deposited, searched for, shown, treated, downloaded.

pub(super) mod amounts;
pub(super) mod consult;
pub(super) mod consult_blocks;
pub(super) mod download;
pub(super) mod history;
pub(super) mod payment_requests;
pub(super) mod recipient;
pub(super) mod rejections;
mod row_order;
pub(super) mod search;
pub(super) mod search_criteria;
mod search_rows;
pub(super) mod submit;
pub(super) mod supplier;
pub(super) mod to_treat;
pub(super) mod validator;
pub(super) mod validator_search;
pub(super) mod works_links;
