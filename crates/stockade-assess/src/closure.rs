//! Everything a server brings in: resolved packages, and which asks for which.
//!
//! Constraints:
//! - a closure is what some tool resolved and wrote down; nothing is resolved here, so that without a lock file there is
//!   no closure, and whoever needs one says so;
//! - development dependencies are left out: they are not installed with a server;
//! - a package that nothing reaches is no part of it, and a cycle is no problem.
//!
//! Layout: [`package_lock`] reads npm's lock files (versions 2 and 3), [`uv_lock`] reads uv's.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use stockade_model::Package;
use thiserror::Error;

pub mod package_lock;
pub mod uv_lock;

/// A lock file is not understood.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClosureError {
    /// It is not even the format.
    #[error("it cannot be read: {0}")]
    Syntax(String),
    /// It is something else, or older than what can be read.
    #[error("{0}")]
    Shape(String),
}

/// One resolved package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Which, with its version.
    pub package: Package,
    /// The digest the lock file gives.
    pub integrity: Option<String>,
    /// Where the lock file says it comes from.
    pub resolved: Option<String>,
    /// Whether it runs something when it is installed; none where the lock file does not say.
    pub has_scripts: Option<bool>,
    /// What it asks for, as places in [`Closure::nodes`].
    pub needs: Vec<usize>,
}

/// Everything a server brings in. The first node is the server, or the project that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    nodes: Vec<Node>,
}

impl Closure {
    /// A closure of nodes whose first is the root; those that nothing reaches are left out.
    pub fn new(nodes: Vec<Node>) -> Self {
        Self { nodes }.reachable(0)
    }

    /// Every node, the root first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Every package but the root.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.nodes.iter().skip(1).map(|node| &node.package)
    }

    /// The root.
    pub fn root(&self) -> Option<&Package> {
        self.nodes.first().map(|node| &node.package)
    }

    /// What one of its packages brings in: the closure of a server that a project depends on.
    pub fn below(&self, package: &Package) -> Option<Self> {
        let at = self.nodes.iter().position(|node| {
            let named = node.package.ecosystem == package.ecosystem && node.package.name == package.name;
            named && (package.version.is_none() || node.package.version == package.version)
        })?;
        Some(self.reachable(at))
    }

    /// The shortest way to a package, the root first, the package itself left out; none where it is no part of this.
    pub fn path_to(&self, package: &Package) -> Option<Vec<Package>> {
        let from = self.search(0);
        let mut at = self.nodes.iter().position(|node| &node.package == package)?;
        let mut path = Vec::new();
        // Each step leads nearer to the root, so that this ends.
        while let Some(before) = from.get(&at).copied().flatten() {
            path.extend(self.nodes.get(before).map(|node| node.package.clone()));
            at = before;
        }
        path.reverse();
        Some(path)
    }

    /// For every node that can be reached from one, by which node it was reached first.
    fn search(&self, start: usize) -> BTreeMap<usize, Option<usize>> {
        let mut from = BTreeMap::from([(start, None)]);
        let mut todo = VecDeque::from([start]);
        while let Some(at) = todo.pop_front() {
            for next in self.nodes.get(at).map_or(&[][..], |node| node.needs.as_slice()) {
                if *next < self.nodes.len() && !from.contains_key(next) {
                    from.insert(*next, Some(at));
                    todo.push_back(*next);
                }
            }
        }
        from
    }

    fn reachable(&self, root: usize) -> Self {
        if self.nodes.get(root).is_none() {
            return Self::default();
        }
        let reached = self.search(root);
        // The root first, the others in their old order.
        let order: Vec<usize> = [root].into_iter().chain(reached.keys().copied().filter(|at| *at != root)).collect();
        let places: BTreeMap<usize, usize> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let moved = |node: &Node| {
            let needs = node.needs.iter().filter_map(|at| places.get(at).copied()).collect();
            Node { needs, ..node.clone() }
        };
        Self { nodes: order.iter().filter_map(|at| self.nodes.get(*at)).map(moved).collect() }
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::*;

    fn node(name: &str, needs: &[usize]) -> Node {
        let package = Package::new(Ecosystem::Npm, name).at("1.0.0");
        Node { package, integrity: None, resolved: None, has_scripts: None, needs: needs.to_vec() }
    }

    fn names(packages: &[Package]) -> Vec<&str> {
        packages.iter().map(|package| package.name.as_str()).collect()
    }

    #[test]
    fn the_shortest_path_is_found_and_cycles_end() {
        let closure = Closure::new(vec![
            node("server", &[1, 3]),
            node("a", &[2]),
            node("b", &[1, 4]),
            node("c", &[4]),
            node("d", &[0]),
            node("nobody's", &[0]),
            node("odd", &[99]),
        ]);
        assert_eq!(closure.nodes().len(), 5);
        let path = |name: &str| closure.path_to(&Package::new(Ecosystem::Npm, name).at("1.0.0"));
        assert_eq!(names(&path("d").unwrap()), ["server", "c"]);
        assert_eq!(names(&path("b").unwrap()), ["server", "a"]);
        assert_eq!(path("server"), Some(Vec::new()));
        assert_eq!(path("nobody's"), None);
    }

    #[test]
    fn a_part_of_a_closure_is_one_itself() {
        let closure =
            Closure::new(vec![node("project", &[1, 2]), node("tool", &[]), node("server", &[3]), node("x", &[])]);
        let server = closure.below(&Package::new(Ecosystem::Npm, "server")).unwrap();
        assert_eq!(names(&server.nodes().iter().map(|node| node.package.clone()).collect::<Vec<_>>()), ["server", "x"]);
        assert_eq!(server.nodes()[0].needs, [1]);
        assert!(closure.below(&Package::new(Ecosystem::Npm, "absent")).is_none());
        assert!(Closure::new(Vec::new()).nodes().is_empty());
    }
}
