//! Composition: configuration to pools, services, router and worker.
