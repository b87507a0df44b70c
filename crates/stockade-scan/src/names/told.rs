//! What somebody found out about packages, for the judge of names: here nobody is asked.

use std::collections::HashMap;

use stockade_model::{Component, Ecosystem};
use stockade_names::Facts;

use super::address;
use super::seat::{Asked, ask, fixed};

/// Facts about packages, by what a component asks for.
#[derive(Clone, Debug, Default)]
pub struct Told(HashMap<(Ecosystem, String, Option<String>), Facts>);

impl Told {
    /// Takes what is known of the package that a component asks for.
    pub fn add(&mut self, component: &Component, facts: Facts) {
        if let Some(package) = address::named(&component.target) {
            let Asked { ecosystem, name, version, .. } = ask(&package, fixed(&component.pin), None);
            self.0.insert((ecosystem, name, version), facts);
        }
    }

    /// What is known of it.
    pub(super) fn of(&self, asked: &Asked) -> Option<&Facts> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(asked.ecosystem, asked.name.clone(), asked.version.clone()))
    }
}
