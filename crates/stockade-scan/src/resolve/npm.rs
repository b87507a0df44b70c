//! What npm does with a launch line, whoever spells it: `npx`, `npm exec`, `npm init`, `npm run`.
//!
//! Layout: [`options`] is the argument grammar, [`spec`] what a package operand means, [`npmrc`] which registry is asked,
//! [`local`] what stands in for a package on this disk, [`exec`] puts them together, [`script`] follows `npm run`.

pub mod exec;
pub mod local;
pub mod npmrc;
pub mod options;
pub mod script;
pub mod spec;
