//! Reads the events of a snapshot from first to last.

use arrow_array::Array as _;

use super::catalog::Snapshot;
use super::columns::Columns;
use super::file::TableFile;
use super::layout::{event, file};
use super::write::EventRow;
use crate::source::SourceError;

impl Snapshot {
    /// Hands over every event that was imported into the snapshot, in order. None where nobody imported any.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn events(&self, each: &mut dyn FnMut(&EventRow<'_>)) -> Result<(), SourceError> {
        if !self.manifest.files.contains_key(file::EVENTS) {
            return Ok(());
        }
        let columns = [event::USER_ID, event::TIMESTAMP, event::NAME, event::NAMESPACE];
        let table = TableFile::open(&self.dir.join(file::EVENTS), &columns)?;
        table.read(std::iter::once(0..table.rows()), &mut |batch| {
            let columns = Columns::of(&table, batch);
            let (user_id, time) = (columns.int64(event::USER_ID)?, columns.time(event::TIMESTAMP)?);
            let (name, namespace) = (columns.text(event::NAME)?, columns.int32(event::NAMESPACE)?);
            for row in 0..batch.num_rows() {
                each(&EventRow {
                    user_id: user_id.value(row),
                    timestamp: time.value(row).div_euclid(1000),
                    name: name.value(row),
                    namespace: namespace.is_valid(row).then(|| namespace.value(row)),
                });
            }
            Ok(())
        })
    }
}
