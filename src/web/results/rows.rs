//! The rows of a result as a page needs them: read once, on a thread that may wait for the disk.

use std::io;

use serde_json::Value as Json;

use crate::result::{AccountLine, Head, PersonLine, RowsFile};

/// More people than this are not listed on a page: whoever needs them takes the file.
pub(super) const MOST_LISTED: u64 = 20_000;

/// What a page needs of the rows.
pub(super) struct Rows {
    /// The numbers that were judged, by column.
    pub(super) values: Values,
    /// Everybody, by name; `None` where they are too many for a page.
    pub(super) people: Option<Vec<AccountLine>>,
}

/// The numbers that were judged, by metric and column.
pub(super) struct Values(Vec<Vec<Vec<f64>>>);

impl Values {
    /// The numbers of one column.
    pub(super) fn of(&self, metric: usize, column: usize) -> &[f64] {
        self.0.get(metric).and_then(|columns| columns.get(column)).map_or(&[], Vec::as_slice)
    }
}

impl Rows {
    /// Reads the rows of a result.
    ///
    /// # Errors
    ///
    /// The file is gone or cannot be read.
    pub(super) fn read(head: &Head, file: &RowsFile) -> io::Result<Self> {
        let mut values: Vec<Vec<Vec<f64>>> =
            head.metrics.iter().map(|metric| metric.columns.iter().map(|_| Vec::new()).collect()).collect();
        let mut people = (head.cohort.people <= MOST_LISTED).then(Vec::new);
        for account in everybody(head, file)? {
            let account = account?;
            let whole = account.rows.iter().map(|rows| rows.first().filter(|row| row.slice.is_none()));
            for (row, columns) in whole.zip(&mut values).filter_map(|(row, columns)| Some((row?, columns))) {
                // A yes before its time is shown, and in no number.
                if !row.early {
                    for (value, column) in row.values.iter().zip(columns) {
                        column.extend(value.as_f64().filter(|_| !matches!(value, Json::Bool(_))));
                    }
                }
            }
            if let Some(people) = &mut people {
                people.push(account);
            }
        }
        if let Some(people) = &mut people {
            people.sort_by_cached_key(|account| (account.user_name.to_lowercase(), account.user_id));
        }
        Ok(Self { values: Values(values), people })
    }
}

/// Everybody with their rows: of one wiki its accounts, of several the people.
fn everybody(head: &Head, file: &RowsFile) -> io::Result<Box<dyn Iterator<Item = io::Result<AccountLine>>>> {
    let Some(home) = head.data.first().filter(|_| head.data.len() > 1).map(|data| data.wiki.clone()) else {
        return Ok(Box::new(file.open()?));
    };
    // A person is no account of one wiki, so that no page of a wiki tells what they did.
    let line = move |person: PersonLine| {
        let wiki = person.wikis.first().unwrap_or(&home).clone();
        AccountLine { wiki, user_id: None, user_name: person.person, rows: person.rows }
    };
    Ok(Box::new(file.people()?.map(move |person| person.map(&line))))
}
