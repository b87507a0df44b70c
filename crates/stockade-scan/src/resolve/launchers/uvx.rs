//! `uvx [options] package[@version] args…`: a command of a package, fetched and run.

use crate::resolve::python::tool_run;

use super::Launcher;

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "uvx",
    names: &["uvx"],
    summary: "a command of a Python package, by uv",
    resolve: |call, machine, launch| tool_run::resolve(&[], &call.args, call, machine, launch),
};
