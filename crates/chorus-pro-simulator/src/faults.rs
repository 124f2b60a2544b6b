//! Ordered failures: what goes wrong, on which calls, how many times.

use serde::{Deserialize, Serialize};

/// One ordered failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Calls whose path contains this text are concerned; empty = every call.
    #[serde(default)]
    pub path: String,
    /// How many calls fail.
    #[serde(default = "once")]
    pub count: u32,
    /// Matching calls let through before the first failure.
    #[serde(default)]
    pub skip: u32,
    /// Of several faults that match, the lowest comes first; equal ones in the order they were given.
    #[serde(default)]
    pub order: i32,
    /// What happens.
    pub kind: FaultKind,
}

const fn once() -> u32 {
    1
}

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The answer comes this many milliseconds later.
    Delay(u64),
    /// The connection is cut before the call is received: nothing happened.
    CutBefore,
    /// The connection is cut instead of the answer: the effect happened.
    CutAfter,
    /// An HTTP status without effect.
    Status {
        /// The status, 400 to 599.
        status: u16,
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// The token is refused as expired, once and for all.
    ExpiredToken,
    /// The effect happened but the body is unusable.
    WrongBody(WrongBody),
}

/// How a body is unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongBody {
    /// An HTML page with HTTP 200.
    Html,
    /// Half of the JSON text.
    TruncatedJson,
    /// JSON whose fields have other types than documented.
    WrongType,
    /// JSON as documented with a field more, `champInconnu`: usable, and not what is described.
    MoreFields,
    /// JSON as documented, whose file is cut in the middle.
    CutFile,
}

/// The faults still to come.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue {
    faults: Vec<Fault>,
}

impl FaultQueue {
    pub(crate) fn order(&mut self, fault: Fault) {
        if fault.count > 0 {
            self.faults.push(fault);
            // The sort is stable: equal orders keep their sequence.
            self.faults.sort_by_key(|fault| fault.order);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.faults.clone()
    }

    /// The failure of a call to this path, if one is due.
    pub(crate) fn take(&mut self, path: &str) -> Option<FaultKind> {
        let position = self.faults.iter().position(|fault| path.contains(&fault.path))?;
        let fault = self.faults.get_mut(position)?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.count -= 1;
        let kind = fault.kind.clone();
        if fault.count == 0 {
            self.faults.remove(position);
        }
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_in_their_order_and_number() {
        let mut queue = FaultQueue::default();
        let fault =
            |path: &str, count, skip, order, kind| Fault { path: path.to_owned(), count, skip, order, kind };
        queue.order(fault("soumettre", 2, 1, 1, FaultKind::CutAfter));
        queue.order(fault("", 1, 0, 0, FaultKind::Delay(5)));
        assert_eq!(queue.take("/cpro/factures/v1/soumettre"), Some(FaultKind::Delay(5)));
        assert_eq!(queue.take("/cpro/structures/v1/rechercher"), None);
        let seen: Vec<_> = (0..4).map(|_| queue.take("/cpro/factures/v1/soumettre")).collect();
        assert_eq!(seen, [None, Some(FaultKind::CutAfter), Some(FaultKind::CutAfter), None]);
        assert!(queue.list().is_empty());
    }

    #[test]
    fn faults_are_written_in_json_as_documented() {
        let text = r#"{"path":"soumettre","kind":{"status":{"status":429,"retry_after":2}}}"#;
        let fault: Fault = serde_json::from_str(text).expect("fault");
        assert_eq!((fault.count, fault.kind), (1, FaultKind::Status { status: 429, retry_after: Some(2) }));
        let fault: Fault = serde_json::from_str(r#"{"kind":"cut_before","count":3}"#).expect("fault");
        assert_eq!((fault.count, fault.kind), (3, FaultKind::CutBefore));
    }
}
