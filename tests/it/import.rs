//! Imports: of the shared dumps, of every trap that a dump can hold, and of what must be refused.

mod broken;
mod events;
mod expected;
mod killed;
mod log;
mod log_events;
mod refused;
mod samples;
mod scale;
mod table;
mod traps;
mod workshop;
