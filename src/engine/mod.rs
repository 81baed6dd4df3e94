//! The engine: answers a request in one pass over the data.
