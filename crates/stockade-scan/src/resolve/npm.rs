//! What npm's launchers and their relatives have in common: what their words mean, and where packages come from.
//!
//! Everything here follows npm 11 as measured (`tests/launch-lines/npx.json`, recorded from the real client).
//!
//! Layout: [`options`] the table of settings, [`nopt`] the command line, [`front`] what `npx` itself rewrites, [`commands`]
//! the subcommands' names, [`ini`] and [`config`] the settings of all layers, [`registry`] where a package comes from,
//! [`spec`] and [`range`] package words, [`manifest`], [`workspaces`] and [`tree`] what lies on the disk, [`shell`] strings
//! that npm hands to a shell, [`parts`] the components of a launch, [`exec`] `npm exec`, [`script`] `npm run`,
//! [`dlx`] what the other clients fetch and run, [`bunx`] how Bun does that.

pub mod bunx;
pub mod commands;
pub mod config;
pub mod dlx;
pub mod exec;
pub mod front;
pub mod ini;
pub mod manifest;
pub mod nopt;
pub mod options;
pub mod parts;
pub mod range;
pub mod registry;
pub mod script;
pub mod shell;
pub mod spec;
pub mod tree;
pub mod workspaces;

#[cfg(test)]
mod tests;
