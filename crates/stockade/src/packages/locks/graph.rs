//! What a lock file says, put together: packages, who asks for whom, and where it all begins.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::closure::{Closure, Node};
use stockade_model::{Ecosystem, Package};
use stockade_scan::document;

/// A graph while it is read.
pub(super) struct Graph {
    nodes: Vec<Node>,
    /// What the project itself asks for; none where the file does not say.
    roots: Option<BTreeSet<usize>>,
    root: Package,
}

impl Graph {
    /// Of a project.
    pub(super) fn new(ecosystem: Ecosystem, project: &str) -> Self {
        let root = Package::new(ecosystem, project);
        Self { nodes: Vec::new(), roots: None, root }
    }

    /// A package; gives its place.
    pub(super) fn add(&mut self, name: &str, version: Option<&str>, integrity: Option<String>) -> usize {
        let mut package = Package::new(self.root.ecosystem, name);
        package.version = version.map(str::to_owned);
        self.nodes.push(Node { package, integrity, resolved: None, has_scripts: None, needs: Vec::new() });
        self.nodes.len() - 1
    }

    /// That one asks for another.
    pub(super) fn needs(&mut self, from: usize, to: usize) {
        if let Some(node) = self.nodes.get_mut(from).filter(|node| from != to && !node.needs.contains(&to)) {
            node.needs.push(to);
        }
    }

    /// That the project asks for one.
    pub(super) fn root(&mut self, place: usize) {
        self.roots.get_or_insert_default().insert(place);
    }

    /// The closure. Where nothing says what the project asks for it is what nobody else does, but for `left_out`; where all
    /// ask for each other it is everything.
    pub(super) fn end(self, left_out: &BTreeSet<usize>) -> Closure {
        let asked: BTreeSet<usize> = self.nodes.iter().flat_map(|node| node.needs.iter().copied()).collect();
        let all = || (0..self.nodes.len()).filter(|place| !left_out.contains(place));
        let roots = self.roots.unwrap_or_else(|| {
            let unasked: BTreeSet<usize> = all().filter(|place| !asked.contains(place)).collect();
            if unasked.is_empty() { all().collect() } else { unasked }
        });
        let moved = |node: Node| Node { needs: node.needs.into_iter().map(|place| place + 1).collect(), ..node };
        let needs = roots.into_iter().map(|place| place + 1).collect();
        let root = Node { package: self.root, integrity: None, resolved: None, has_scripts: None, needs };
        Closure::new([root].into_iter().chain(self.nodes.into_iter().map(moved)).collect())
    }
}

/// The entries of some objects inside a node: names and what stands beside them.
pub(super) fn members<'n>(
    node: &'n document::Node,
    keys: &'n [&str],
) -> impl Iterator<Item = (&'n str, &'n document::Node)> {
    let objects = keys.iter().filter_map(|key| node.get(key));
    objects.flat_map(document::Node::entries).map(|entry| (entry.key.as_str(), &entry.node))
}

/// A text or a number of a node.
pub(super) fn text(node: &document::Node, keys: &[&str]) -> Option<String> {
    node.at(keys).and_then(document::Node::scalar)
}

/// Places by name, for formats that have each name once or few times.
pub(super) type ByName = BTreeMap<String, Vec<usize>>;
