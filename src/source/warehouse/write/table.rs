//! One Parquet file: batches of columns in, size and checksum out.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::schema::types::ColumnPath;
use sha2::{Digest as _, Sha256};

use super::super::error::WarehouseError;
use super::super::layout::FileEntry;
use super::{GROUP_ROWS, PAGE_ROWS};
use crate::platform::hash::hex;

/// Rows gathered before they go to the Parquet writer.
pub(super) const BATCH_ROWS: usize = 8192;

/// A file that is being written and summed up at the same time.
struct Summed {
    file: BufWriter<File>,
    sha256: Sha256,
    bytes: u64,
}

impl Write for Summed {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.file.write(data)?;
        self.sha256.update(data.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A Parquet file that is being written.
pub(super) struct Table {
    writer: ArrowWriter<Summed>,
    schema: SchemaRef,
    path: PathBuf,
    rows: u64,
}

impl Table {
    /// Begins the file.
    pub(super) fn create(
        path: PathBuf,
        schema: SchemaRef,
        properties: WriterProperties,
    ) -> Result<Self, WarehouseError> {
        let file = File::create(&path).map_err(|error| WarehouseError::at(&path, error))?;
        let summed = Summed { file: BufWriter::with_capacity(1 << 18, file), sha256: Sha256::new(), bytes: 0 };
        // Without the Arrow schema: Parquet's own types say everything, and every reader must fetch the footer.
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(summed, schema.clone(), options)
            .map_err(|error| WarehouseError::at(&path, error))?;
        Ok(Self { writer, schema, path, rows: 0 })
    }

    /// Adds rows.
    pub(super) fn write(&mut self, columns: Vec<ArrayRef>) -> Result<(), WarehouseError> {
        let path = &self.path;
        let batch = RecordBatch::try_new(self.schema.clone(), columns);
        let batch = batch.map_err(|error| WarehouseError::at(path, error))?;
        self.rows += batch.num_rows() as u64;
        self.writer.write(&batch).map_err(|error| WarehouseError::at(path, error))
    }

    /// Ends the file and makes sure that it is on the disk.
    pub(super) fn finish(mut self) -> Result<FileEntry, WarehouseError> {
        let path = self.path.clone();
        let failed = |error: io::Error| WarehouseError::at(&path, error);
        self.writer.finish().map_err(|error| WarehouseError::at(&path, error))?;
        let summed = self.writer.inner_mut();
        summed.flush().map_err(failed)?;
        summed.file.get_ref().sync_all().map_err(failed)?;
        let sha256 = hex(&summed.sha256.finalize_reset());
        Ok(FileEntry { bytes: summed.bytes, sha256, rows: self.rows })
    }
}

/// What all tables have in common: zstd, small pages, plain values, no statistics.
pub(super) fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_created_by(concat!("usermetrics ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_dictionary_enabled(false)
}

/// A column without dictionary in an encoding of its own.
pub(super) fn encoded(builder: WriterPropertiesBuilder, column: &str, encoding: Encoding) -> WriterPropertiesBuilder {
    builder.set_column_encoding(ColumnPath::from(column), encoding)
}

/// A column with few different values.
pub(super) fn with_dictionary(builder: WriterPropertiesBuilder, column: &str) -> WriterPropertiesBuilder {
    builder.set_column_dictionary_enabled(ColumnPath::from(column), true)
}

/// A column with larger pages than the others.
pub(super) fn with_page_rows(builder: WriterPropertiesBuilder, column: &str, rows: usize) -> WriterPropertiesBuilder {
    builder.set_column_data_page_row_count_limit(ColumnPath::from(column), rows)
}

/// A column whose pages say their least and greatest value, so that other engines can search it.
pub(super) fn searchable(builder: WriterPropertiesBuilder, column: &str) -> WriterPropertiesBuilder {
    builder.set_column_statistics_enabled(ColumnPath::from(column), EnabledStatistics::Page)
}
