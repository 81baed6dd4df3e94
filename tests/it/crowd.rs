//! A data folder with a wiki of many editors, and real servers on it: what tests of long runs begin with.

use std::sync::Arc;

use usermetrics::platform::clock::SystemClock;
use usermetrics::platform::config::DataDir;

use crate::house::{self, House};
use crate::program::Program;
use crate::server::Server;

/// Twice as many as a short run may have: enough for a run that can be caught in the middle.
pub const PEOPLE: i64 = 20_000;

/// A question that takes long to count.
pub const EVERYTHING: &str = r#"{"metrics": [{"metric": "edits"}, {"metric": "survival"}, {"metric": "bytes_added"},
    {"metric": "pages_created"}, {"metric": "revert_rate"}, {"metric": "threshold"}, {"metric": "edit_rate"}]}"#;

/// The wiki and its house.
pub struct Crowd {
    pub house: House,
    program: Program,
}

impl Crowd {
    /// A new data folder, on which no server runs yet.
    pub async fn gather() -> Self {
        let program = Program::new();
        let data = DataDir::new(program.data());
        let edits = (1..=PEOPLE).flat_map(|id| (0..edits_of(id)).map(move |hour| (id, 1_600_000_000 + hour * 3_600)));
        house::import(data.warehouse(), None, edits);
        Self { house: House::open(data, Arc::new(SystemClock)).await, program }
    }

    /// Starts a server, whose worker begins with what waits.
    pub fn serve(&self) -> Server {
        Server::start(&self.program)
    }
}

/// How many edits an editor has made.
pub const fn edits_of(id: i64) -> i64 {
    1 + id % 11
}
