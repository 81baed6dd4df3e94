//! What is asked, as somebody would type it, and the table of metrics it is chosen from.

use std::collections::BTreeMap;

use super::calendar::Zone;
use super::dice::Dice;

/// A metric as its definition has it.
#[derive(Debug)]
pub struct Entry {
    pub name: &'static str,
    /// Activity, registration, first edit, event.
    pub anchors: &'static str,
    /// Whether the window has a length.
    pub has_t: bool,
    /// Parameters with their defaults.
    pub params: &'static [(&'static str, &'static str)],
    pub columns: usize,
    /// Whether an account's own time can be cut.
    pub ages: bool,
}

const fn entry(
    name: &'static str,
    anchors: &'static str,
    has_t: bool,
    params: &'static [(&'static str, &'static str)],
    columns: usize,
    ages: bool,
) -> Entry {
    Entry { name, anchors, has_t, params, columns, ages }
}

const ALL: (&str, &str) = ("namespaces", "all");
const MAIN: (&str, &str) = ("namespaces", "0");
const N: (&str, &str) = ("n", "1");
const WITH_BOTS: (&str, &str) = ("exclude_bots", "false");
const WITHOUT_BOTS: (&str, &str) = ("exclude_bots", "true");
const REDIRECTS: (&str, &str) = ("exclude_redirects", "false");
const ROLLING: &[(&str, &str)] = &[("n", "5"), ("u", "30d"), WITHOUT_BOTS, ALL];

/// Every metric that edits and registrations answer.
pub const METRICS: &[Entry] = &[
    entry("edits", "ARFE", true, &[ALL, WITH_BOTS], 2, true),
    entry("edit_rate", "ARFE", true, &[("unit", "day"), ("unit_count", "1"), ALL, WITH_BOTS], 3, true),
    entry("bytes_added", "ARFE", true, &[MAIN, WITH_BOTS], 6, true),
    entry("pages_created", "ARFE", true, &[MAIN, REDIRECTS, WITH_BOTS], 1, true),
    entry("pages_edited", "ARFE", true, &[MAIN, REDIRECTS, WITH_BOTS], 1, true),
    entry("namespace_edits", "ARFE", true, &[WITH_BOTS], 1, true),
    entry("threshold", "ARFE", true, &[N, MAIN, WITH_BOTS], 2, true),
    entry("survival", "ARFE", true, &[N, ("sunset", "30d"), MAIN, WITH_BOTS], 1, false),
    entry("retention", "RFE", false, &[("mode", "within"), ("width", "30d"), N, ALL, WITH_BOTS], 6, false),
    entry("time_to_threshold", "RF", false, &[("from", "registration"), ("to", "1"), ALL, WITH_BOTS], 1, false),
    entry(
        "revert_rate",
        "ARFE",
        true,
        &[
            ("radius", "15"),
            ("look_back", "none"),
            ("look_ahead", "none"),
            ("within", "none"),
            ("by", "others"),
            MAIN,
            WITH_BOTS,
        ],
        4,
        true,
    ),
    entry("productive_edits", "ARFE", true, &[("within", "48h"), MAIN, WITH_BOTS], 3, true),
    entry("newly_registered", "A", false, &[WITH_BOTS], 1, false),
    entry("new_editor", "R", true, &[N, ALL, WITH_BOTS], 1, false),
    entry(
        "surviving_new_editor",
        "R",
        false,
        &[N, ("m", "1"), ("t1", "1d"), ("t2", "30d"), ("t3", "30d"), ALL, WITH_BOTS],
        1,
        false,
    ),
    entry("rolling_active_editor", "A", false, ROLLING, 1, false),
    entry("rolling_new_active_editor", "A", false, ROLLING, 1, false),
    entry("rolling_surviving_new_active_editor", "A", false, ROLLING, 1, false),
    entry("rolling_recurring_old_active_editor", "A", false, ROLLING, 1, false),
    entry("rolling_reactivated_editor", "A", false, ROLLING, 1, false),
    entry("retained_editor", "A", false, &[N, WITHOUT_BOTS, ALL], 1, false),
    entry("edit_sessions", "ARFE", true, &[("gap", "1h"), ("lead_in", "430s"), ALL, WITH_BOTS], 3, true),
    entry("days_active", "ARFE", true, &[ALL, WITH_BOTS], 1, true),
];

/// What a parameter is tried with.
fn values(name: &str, of: &str) -> &'static [&'static str] {
    match name {
        "n" => &["1", "2", "1", "3"],
        "m" => &["1", "2"],
        "namespaces" => &["all", "0", "content", "1,4"],
        "unit" => &["hour", "day", "week"],
        "unit_count" => &["1", "2", "7"],
        "sunset" => &["30d", "none", "1s", "7d", "36h"],
        "mode" => &["within", "on_or_after"],
        "width" => &["30d", "1s", "7d"],
        "from" => &["registration", "1", "2"],
        "to" => &["3", "last", "1", "2"],
        "within" if of == "revert_rate" => &["none", "48h", "1s", "60s", "3d"],
        "within" => &["48h", "1s", "60s", "3d"],
        "radius" => &["15", "1", "2", "none"],
        "look_back" | "look_ahead" => &["none", "1", "2", "15"],
        "by" => &["others", "anyone"],
        "gap" => &["1h", "1s", "2d"],
        "lead_in" => &["430s", "0s"],
        "u" => &["30d", "30d", "7d", "1s"],
        "t1" => &["1d", "1s", "40d"],
        "t2" => &["30d", "0s", "7d"],
        "t3" => &["30d", "7d", "1s"],
        "exclude_bots" | "exclude_redirects" => &["false", "true"],
        _ => unreachable!("{name}"),
    }
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    No,
    Time,
    Anchor,
    Age,
    AnchorAge,
}

/// One question about one account.
#[derive(Clone, Debug)]
pub struct Question {
    pub metric: &'static Entry,
    pub anchor: char,
    /// Parameters that are given; the others have their defaults.
    pub given: BTreeMap<&'static str, &'static str>,
    pub offset: Option<&'static str>,
    pub t: Option<&'static str>,
    pub event: i64,
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub as_of: i64,
    pub zone: Zone,
    pub size: &'static str,
    pub cut: Cut,
}

impl Question {
    /// A parameter: what is given, else its default.
    pub fn param(&self, name: &str) -> &'static str {
        let default = || self.metric.params.iter().find(|param| param.0 == name).map_or("none", |param| param.1);
        self.given.get(name).copied().unwrap_or_else(default)
    }

    pub fn count(&self, name: &str) -> usize {
        self.param(name).parse().unwrap()
    }

    /// A length of time in seconds; `None` for none.
    pub fn length(&self, name: &str) -> Option<i64> {
        seconds(self.param(name))
    }

    /// How long the window is; `None` where it never ends.
    pub fn t(&self) -> Option<i64> {
        seconds(self.t.unwrap_or(if self.metric.name == "revert_rate" { "168h" } else { "24h" }))
    }

    pub fn offset(&self) -> i64 {
        self.offset.and_then(seconds).unwrap_or(0)
    }

    /// How long slices are, or about how long.
    pub fn slice_seconds(&self) -> i64 {
        match self.size {
            "day" => 86_400,
            "week" => 7 * 86_400,
            "month" => 28 * 86_400,
            "quarter" => 90 * 86_400,
            "year" => 365 * 86_400,
            hours => seconds(hours).unwrap(),
        }
    }
}

/// Seconds of a length such as `24h` or `-7d`.
pub fn seconds(length: &str) -> Option<i64> {
    let (number, unit) = length.split_at(length.len() - 1);
    let unit = match unit {
        "s" => 1,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()? * unit)
}

/// Draws the parameters of a metric. One question in six keeps every default.
pub fn draw(dice: &mut Dice, metric: &'static Entry) -> BTreeMap<&'static str, &'static str> {
    let mut given = BTreeMap::new();
    if dice.one_in(6) {
        return given;
    }
    for (name, _) in metric.params {
        given.insert(*name, dice.of(values(name, metric.name)));
    }
    // What does not go together is refused: the tests of each metric say so.
    if given.get("look_back").is_some_and(|reach| *reach != "none")
        || given.get("look_ahead").is_some_and(|reach| *reach != "none")
    {
        given.insert("radius", "none");
    }
    let number = |name: &str| given.get(name).and_then(|value| value.parse::<u32>().ok());
    if let (Some(from), Some(to)) = (number("from"), number("to"))
        && to <= from
    {
        given.insert("to", "last");
    }
    given
}
