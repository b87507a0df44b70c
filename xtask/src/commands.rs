//! The tasks, one file each.

pub(crate) mod bench_gate;
pub(crate) mod bench_hunt;
pub(crate) mod bench_names;
pub(crate) mod bench_scan;
pub(crate) mod catalogue;
pub(crate) mod eval_checks;
pub(crate) mod eval_names;
pub(crate) mod eval_packages;
pub(crate) mod eval_prose;
pub(crate) mod generate;
pub(crate) mod layering;
pub(crate) mod licences;
pub(crate) mod lines;
pub(crate) mod pack;
pub(crate) mod provenance_fixtures;
pub(crate) mod readme;
pub(crate) mod record_launchers;
pub(crate) mod setup;
pub(crate) mod test;
