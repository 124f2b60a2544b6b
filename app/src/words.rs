//! The one place that turns codes into French sentences: what happened, and what to do next.
//!
//! Wings and forms give codes with parameters ([`domain::Reason`], [`domain::Remark`], errors of operations); the pages,
//! the islands and the command line ask here for the words. What Chorus Pro said is repeated word for word.

#[cfg(feature = "ssr")]
mod claim;
mod decision;
#[cfg(feature = "ssr")]
mod en16931;
#[cfg(feature = "ssr")]
mod journal;
#[cfg(feature = "ssr")]
mod operation;
mod origin;
mod rates;
mod reason;
mod remark;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod term;
mod wire;

#[cfg(feature = "ssr")]
pub(crate) use claim::{category_with_days, finding_in_words};
pub(crate) use decision::{closed_words, held_words};
#[cfg(feature = "ssr")]
pub(crate) use decision::{decision_follows, decision_noun, proposed_texts, verb};
#[cfg(feature = "ssr")]
pub(crate) use en16931::{term_group, term_name};
#[cfg(feature = "ssr")]
pub(crate) use journal::{JournalSubject, action_words, result_words, value_words};
#[cfg(feature = "ssr")]
pub use operation::layer_name;
pub(crate) use origin::origin_word;
#[cfg(feature = "ssr")]
pub(crate) use rates::rate_in_words;
pub(crate) use rates::{rates_in_words, readable_amount};
pub use remark::{changed_by, others_found, points_left};
#[cfg(feature = "ssr")]
pub(crate) use service::{api_of, confidence_words, service_sentence};
#[cfg(feature = "ssr")]
pub(crate) use term::{ASSUMED, days_left, delay_in_words, forecast_in_words};

/// Something that can be said in a sentence.
pub trait Sentence {
    /// The sentence on screen.
    fn sentence(&self) -> String;
}
