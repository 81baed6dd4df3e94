//! Tests of the whole program and of the project itself, in one binary.

// `cfg(test)` always holds here; it tells clippy that this is where a failing `unwrap` is the right end.
#[cfg(test)]
mod aggregates;
#[cfg(test)]
mod app;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod as_of;
#[cfg(test)]
mod asking;
#[cfg(test)]
mod beside;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod charts;
#[cfg(test)]
mod chosen;
#[cfg(test)]
mod cohorts;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod curves;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod every_metric;
#[cfg(test)]
mod forgotten;
#[cfg(test)]
mod frame;
#[cfg(test)]
mod house;
#[cfg(test)]
mod import;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod log_metrics;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod network;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod program;
#[cfg(test)]
mod query;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod real_wikis;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod results;
#[cfg(test)]
mod same_numbers;
#[cfg(test)]
mod server;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod styles;
#[cfg(test)]
mod users;
#[cfg(test)]
mod warehouse;
#[cfg(test)]
mod words;
