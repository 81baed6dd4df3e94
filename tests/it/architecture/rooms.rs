//! The rows of the project and the arrows between rooms of one row. ARCHITECTURE.md draws the same.

/// Rows from the bottom up: each room with the rooms of its own row that it may use.
const ROWS: [&[(&str, &[&str])]; 6] = [
    &[("platform", &[])],
    &[("metric", &["wiki", "text"]), ("chart", &["text"]), ("wiki", &["text"]), ("text", &[])],
    &[
        ("result", &["engine", "request", "cohort", "source"]),
        ("engine", &["request", "cohort", "source"]),
        ("request", &["cohort", "source"]),
        ("cohort", &["source"]),
        ("import", &["source"]),
        ("source", &[]),
        ("auth", &[]),
    ],
    &[("job", &[])],
    &[("app", &[])],
    &[("cli", &["web", "api"]), ("web", &[]), ("api", &[])],
];

/// Rooms that are drawn but not built yet.
pub const NOT_YET: &[&str] = &["api"];

/// Every room.
pub fn all() -> Vec<&'static str> {
    ROWS.iter().flat_map(|row| row.iter().map(|(room, _)| *room)).collect()
}

/// Why code in `from` may not use `to`; `None` if it may.
pub fn forbidden(from: &str, to: &str) -> Option<String> {
    // The room of src/main.rs and src/lib.rs: they may use everything.
    if from == to || from.is_empty() {
        return None;
    }
    let Some((from_row, siblings)) = place(from) else { return Some(format!("`{from}` is in no row")) };
    let Some((to_row, _)) = place(to) else { return Some(format!("`{to}` is in no row")) };
    if to_row > from_row {
        Some(format!("`{from}` uses `{to}`, which is above it"))
    } else if to_row == from_row && !siblings.contains(&to) {
        Some(format!("`{from}` uses its sibling `{to}` against the arrows"))
    } else {
        None
    }
}

/// The row of a room, and the siblings that it may use.
fn place(room: &str) -> Option<(usize, &'static [&'static str])> {
    ROWS.iter()
        .enumerate()
        .find_map(|(row, rooms)| rooms.iter().find(|(name, _)| *name == room).map(|(_, siblings)| (row, *siblings)))
}

#[test]
fn down_and_along_the_arrows_is_allowed() {
    for (from, to) in [
        ("web", "job"),
        ("web", "platform"),
        ("result", "engine"),
        ("result", "source"),
        ("metric", "wiki"),
        ("cli", "web"),
        ("", "cli"),
        ("job", "job"),
    ] {
        assert_eq!(forbidden(from, to), None, "{from} -> {to}");
    }
}

#[test]
fn up_and_against_the_arrows_is_not() {
    for (from, to) in [
        ("platform", "wiki"),
        ("text", "metric"),
        ("metric", "chart"),
        ("source", "import"),
        ("cohort", "request"),
        ("engine", "result"),
        ("engine", "auth"),
        ("job", "app"),
        ("web", "api"),
        ("api", "web"),
        ("web", "cli"),
        ("web", "nowhere"),
        ("nowhere", "platform"),
    ] {
        assert!(forbidden(from, to).is_some(), "{from} -> {to}");
    }
}
