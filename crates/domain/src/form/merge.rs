//! Two changes of the same form brought together, field by field.

use serde::{Deserialize, Serialize};

use super::{FieldPath, Values};

/// A field that both sides changed, each to something else. Nobody but a person can decide it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Which field.
    pub path: FieldPath,
    /// What both started from.
    pub base: String,
    /// What this side made of it.
    pub mine: String,
    /// What stands there meanwhile.
    pub theirs: String,
}

/// Brings `mine` into `theirs`, both made from `base`: a field that one side changed is changed. Where both changed it,
/// `same` tells whether they mean the same; theirs stays in either case, and what differs is a conflict.
///
/// A field that is not among `mine` was not in front of the person: it is left alone. One that was emptied is there.
pub fn merge(
    base: &Values,
    mine: &Values,
    theirs: &Values,
    same: impl Fn(&FieldPath, &str, &str) -> bool,
) -> (Values, Vec<Conflict>) {
    let mut merged = theirs.clone();
    let mut conflicts = Vec::new();
    for (path, ours) in mine.iter() {
        let (start, there) = (base.get(path.clone()), theirs.get(path.clone()));
        if there == start || ours == there {
            // The same value is set too: a row that only this side has is there from now on, be it empty.
            merged.set(path.clone(), ours);
        } else if ours != start && !same(path, ours, there) {
            let [base, mine, theirs] = [start, ours, there].map(ToOwned::to_owned);
            conflicts.push(Conflict { path: path.clone(), base, mine, theirs });
        }
    }
    (merged, conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        Values::read(pairs.iter().copied()).unwrap()
    }

    fn exactly(_: &FieldPath, left: &str, right: &str) -> bool {
        left == right
    }

    #[test]
    fn what_one_side_changed_is_kept_and_what_both_changed_is_asked() {
        let base = values(&[("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"), ("e", "1")]);
        let mine = values(&[("a", "2"), ("b", "1"), ("c", "2"), ("d", "2"), ("e", "")]);
        let theirs = values(&[("a", "1"), ("b", "3"), ("c", "3"), ("d", "2"), ("e", "1")]);
        let (merged, conflicts) = merge(&base, &mine, &theirs, exactly);
        assert_eq!(merged, values(&[("a", "2"), ("b", "3"), ("c", "3"), ("d", "2"), ("e", "")]));
        let of = |path: &str| Conflict {
            path: path.parse().unwrap(),
            base: "1".into(),
            mine: "2".into(),
            theirs: "3".into(),
        };
        assert_eq!(conflicts, [of("c")]);
    }

    #[test]
    fn two_ways_to_write_the_same_are_no_conflict() {
        let (base, mine, theirs) = (values(&[]), values(&[("a", "1,0")]), values(&[("a", "1")]));
        let (merged, conflicts) = merge(&base, &mine, &theirs, |_, _, _| true);
        assert_eq!((merged, conflicts), (theirs, vec![]));
    }

    #[test]
    fn what_was_not_in_front_of_the_person_is_left_alone() {
        let (base, theirs) = (values(&[("a", "1"), ("b", "1")]), values(&[("a", "1"), ("b", "1")]));
        let (merged, _) = merge(&base, &values(&[("a", "")]), &theirs, exactly);
        assert_eq!(merged, values(&[("a", ""), ("b", "1")]));
    }

    #[test]
    fn rows_of_either_side_stay() {
        let base = values(&[("tax[0].rate", "20")]);
        let mine = values(&[("tax[0].rate", "20"), ("tax[1].rate", "")]);
        let theirs = values(&[("tax[0].rate", "10"), ("tax[2].rate", "5")]);
        let (merged, conflicts) = merge(&base, &mine, &theirs, exactly);
        assert_eq!(merged.rows("tax"), 3);
        assert_eq!((merged.get("tax[0].rate".parse::<FieldPath>().unwrap()), conflicts.len()), ("10", 0));
    }

    fn any_values() -> impl proptest::strategy::Strategy<Value = Values> {
        use proptest::prelude::*;
        prop::collection::btree_map("[abc]", "[012]?", 0..4)
            .prop_map(|map| map.iter().map(|(name, value)| (name.parse().unwrap(), value.clone())).collect())
    }

    proptest::proptest! {
        /// Nothing that somebody changed is lost: it stands in the result, or in a conflict with the other value.
        #[test]
        fn no_change_is_lost(base in any_values(), mine in any_values(), theirs in any_values()) {
            let (merged, conflicts) = merge(&base, &mine, &theirs, exactly);
            for path in ["a", "b", "c"].map(|name| name.parse::<FieldPath>().unwrap()) {
                let of = |values: &Values| values.get(path.clone()).to_owned();
                let asked = conflicts.iter().any(|conflict| {
                    conflict.path == path && conflict.mine == of(&mine) && conflict.theirs == of(&theirs)
                });
                if of(&theirs) != of(&base) {
                    proptest::prop_assert_eq!(of(&merged), of(&theirs));
                    let there = mine.iter().any(|(typed, _)| *typed == path);
                    let changed = there && of(&mine) != of(&base);
                    proptest::prop_assert_eq!(asked, changed && of(&mine) != of(&theirs));
                } else {
                    let left_alone = mine.iter().all(|(typed, _)| *typed != path);
                    let expected = if left_alone { of(&theirs) } else { of(&mine) };
                    proptest::prop_assert_eq!(of(&merged), expected);
                    proptest::prop_assert!(!asked);
                }
            }
        }
    }
}
