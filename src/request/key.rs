//! The key of a question: equal keys mean equal answers.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::Request;
use crate::platform::hash::hex;
use crate::platform::ids::AccountId;
use crate::wiki::{Timestamp, WikiName};

/// Whom a question is about: the account, or the name as long as no account is known.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum KeyAccount<'a> {
    /// An account.
    Id(AccountId),
    /// A name without an account.
    Name(&'a str),
}

/// SHA-256 over the request without the cohort's name, the accounts in order with the dates of their own events, the
/// snapshots and the versions of the metrics and curves, in lower-case hexadecimal.
pub fn key<'a>(
    request: &Request,
    accounts: impl Iterator<Item = (&'a WikiName, KeyAccount<'a>, Option<Timestamp>)>,
    snapshots: &[&str],
) -> String {
    let nameless = Request { cohort: String::new(), ..request.clone() };
    let versions: BTreeMap<&str, u32> = request
        .metrics
        .iter()
        .chain(&request.curves)
        .map(|selection| (selection.metric.statement().name, selection.metric.statement().version))
        .collect();
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update(b"\n");
    };
    add("usermetrics-key/1");
    add(&nameless.to_json());
    add(&serde_json::to_string(snapshots).unwrap_or_default());
    add(&serde_json::to_string(&versions).unwrap_or_default());
    for account in accounts {
        add(&serde_json::to_string(&account).unwrap_or_default());
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyed(json: &str, ids: &[u64], snapshot: &str) -> String {
        let wiki = WikiName::new("enwiki").unwrap();
        let request = Request::from_json(json).unwrap();
        key(&request, ids.iter().map(|id| (&wiki, KeyAccount::Id(AccountId::new(*id)), None)), &[snapshot])
    }

    #[test]
    fn spelling_and_names_do_not_change_a_key_and_meaning_does() {
        let one = r#"{"cohort": "mine", "wikis": ["enwiki"], "metrics": [{"metric": "threshold"}]}"#;
        let same = r#"{"metrics": [{"window": {"t": "1d", "offset": "0h"}, "parameters": {"namespaces": [0], "n": 1},
                       "metric": "threshold", "label": "threshold"}], "wikis": ["en.wikipedia.org"], "cohort": "yours"}"#;
        assert_eq!(keyed(one, &[1, 2], "a"), keyed(same, &[1, 2], "a"));
        let other = r#"{"wikis": ["enwiki"], "metrics": [{"metric": "threshold", "parameters": {"n": 2}}]}"#;
        for different in
            [keyed(other, &[1, 2], "a"), keyed(one, &[2, 1], "a"), keyed(one, &[1], "a"), keyed(one, &[1, 2], "b")]
        {
            assert_ne!(keyed(one, &[1, 2], "a"), different);
        }
    }
}
