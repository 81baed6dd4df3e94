//! `newly_registered`: who registered themselves in the window.

use super::params::Params;
use super::{Anchor, Column, Facts, Measure, Metric, Period, Statement, Undefined, Value, View};
use crate::msg;
use crate::text::Message;

/// Registered in the window, by themselves: not by somebody else, by e-mail, or when visiting from another wiki.
#[derive(Debug)]
pub struct NewlyRegistered;

static STATEMENT: Statement = Statement {
    name: "newly_registered",
    aliases: &[],
    version: 1,
    label: "metric-newly-registered-label",
    question: "metric-newly-registered-question",
    about: "metric-newly-registered-about",
    notes: "metric-newly-registered-notes",
    params: &[],
    columns: &[Column::yes_or_no("newly_registered", "metric-newly-registered-column")],
    anchors: &[Anchor::Activity],
    t: None,
    facts: Facts::NONE,
    rate: None,
};

impl Metric for NewlyRegistered {
    fn statement(&self) -> &'static Statement {
        &STATEMENT
    }

    fn define(&self, _params: &Params, period: &Period) -> Message {
        msg!("metric-newly-registered-definition", period.words())
    }

    fn prepare(&self, _params: &Params) -> Box<dyn Measure> {
        Box::new(Registering)
    }
}

struct Registering;

impl Measure for Registering {
    fn measure(&self, view: &View<'_>) -> Vec<Value> {
        let account = view.timeline.account;
        let registered = match account.registration {
            Some(at) => Some(view.window.contains(at)),
            // Somebody who edited before was registered before.
            None if account.first_edit.is_some_and(|first| first < view.window.start) => Some(false),
            None => None,
        };
        vec![match (registered, account.self_created) {
            (Some(false), _) | (_, Some(false)) => Value::Bool(false),
            (Some(true), Some(true)) => Value::Bool(true),
            (Some(true), None) => Value::Undefined(Undefined::NotInSource),
            (None, _) => Value::Undefined(Undefined::RegistrationUnknown),
        }]
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::Undefined::{NotInSource, RegistrationUnknown};
    use crate::metric::Value::{Bool, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn only_who_registered_themselves_in_the_window_is_new() {
        let ask = ask("newly_registered").activity("2025-01-01", "2025-02-01");
        let value = |person: &Person| ask.row(person).values[0].clone();
        let mut person = Person::registered("2025-01-01");
        assert_eq!(value(&person), Undefined(NotInSource));
        person.account.self_created = Some(true);
        assert_eq!(value(&person), Bool(true));
        person.account.self_created = Some(false);
        assert_eq!(value(&person), Bool(false));
        assert_eq!(value(&Person::registered("2025-02-01")), Bool(false));
        assert_eq!(value(&Person::unregistered()), Undefined(RegistrationUnknown));
        assert_eq!(value(&Person::unregistered().edit("2024-12-31T23:59:59Z")), Bool(false));
    }
}
