//! Importers: fill the warehouse from what wikis publish.
