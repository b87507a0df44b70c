//! From what the keys say to a valid policy: everything is checked and prepared, all problems are collected.
//!
//! Layout: [`rules`] prepares rules and their counters, [`extras`] the result rules and tests.

use std::collections::HashMap;

use stockade_model::{Span, Spanned};

use crate::document::{Document, shape};
use crate::globs::Glob;
use crate::keys::Keys;
use crate::lookalike;
use crate::policy::{Block, EVERY_TOOL, GLOBAL, PREFIX, Pattern, Policy, Reach};
use crate::problem::Problem;

pub(crate) mod conditions;
pub(crate) mod extras;
mod rules;

/// Prepares a policy. Where a problem was an error, what comes back is not to be used.
pub(crate) fn validate(name: &str, text: &str, document: Document, problems: &mut Vec<Problem>) -> Policy {
    let mut policy = Policy {
        name: name.to_owned(),
        text: text.to_owned(),
        digest: crate::policy::digest(text),
        default: document.default.unwrap_or_default(),
        prefix: document.prefix.clone().unwrap_or_else(|| PREFIX.to_owned()),
        hide: hide(&document.hide, problems),
        blocks: Vec::new(),
        exact: HashMap::new(),
        globs: Vec::new(),
        every: None,
        folded: HashMap::new(),
        folded_globs: lookalike::FoldedGlobs::default(),
        folded_hidden: lookalike::FoldedGlobs::default(),
        on_result: extras::results(&document.on_result, problems),
        tests: extras::tests(&document.tests, problems),
        warnings: Vec::new(),
        document: Document::default(),
    };
    if policy.prefix.len() > 100 || policy.prefix.chars().any(char::is_control) {
        problems.push(Problem::error(
            "prefix",
            crate::policy::beginning(),
            "`defaults.prefix` is too long, or not one line",
        ));
    }
    let known = rules::Known::of(&document, problems);
    for block in &document.tools {
        let at = policy.blocks.len();
        key(&mut policy, block, at, problems);
        let rules = rules::prepare(block, &document, &known, problems);
        let keys = Keys::of(&rules);
        policy.blocks.push(Block { key: block.key.value.clone(), rules, keys });
    }
    policy.globs.sort_by_key(|(glob, _)| std::cmp::Reverse(glob.literal()));
    let hidden =
        policy.hide.iter().filter_map(|pattern| if let Pattern::Name(name) = pattern { Some(name) } else { None });
    policy.folded = lookalike::fold_all(policy.exact.keys().chain(hidden));
    let keys = document.tools.iter().map(|block| block.key.value.as_str()).filter(|key| *key != EVERY_TOOL);
    policy.folded_globs = lookalike::FoldedGlobs::of(keys.filter(|text| Glob::is_glob(text)));
    let hidden = document.hide.iter().map(|entry| entry.value.as_str());
    policy.folded_hidden = lookalike::FoldedGlobs::of(hidden.filter(|text| Glob::is_glob(text)));
    policy.document = document;
    policy
}

fn hide(entries: &[Spanned<String>], problems: &mut Vec<Problem>) -> Vec<Pattern> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut patterns = Vec::new();
    for entry in entries {
        if entry.value.trim().is_empty() {
            problems.push(Problem::error("hide", entry.span, "a blank entry in `hide`"));
        } else if let Some(first) = seen.insert(&entry.value, entry.span) {
            let message = format!("`{}` is hidden twice", entry.value);
            problems.push(Problem::error("hide", entry.span, message).related(first, "first here"));
        } else {
            match Pattern::parse(&entry.value) {
                Ok(pattern) => patterns.push(pattern),
                Err(why) => problems.push(Problem::error("glob", entry.span, format!("`{}`: {why}", entry.value))),
            }
        }
    }
    patterns
}

fn key(policy: &mut Policy, block: &shape::Block, at: usize, problems: &mut Vec<Problem>) {
    let key = &block.key;
    if let Some(scope) = block.scope.as_ref().filter(|_| key.value != EVERY_TOOL) {
        problems.push(Problem::error("scope", scope.span, "`scope` stands only under `\"*\"`"));
    }
    if key.value.trim().is_empty() {
        problems.push(Problem::error("tool-name", key.span, "a blank tool name"));
    } else if key.value == EVERY_TOOL {
        policy.every = Some((at, block.scope.as_ref().map_or(Reach::All, |scope| scope.value)));
    } else if Glob::is_glob(&key.value) {
        match Glob::name(&key.value) {
            Ok(glob) => policy.globs.push((glob, at)),
            Err(why) => problems.push(Problem::error("glob", key.span, format!("`{}`: {why}", key.value))),
        }
    } else {
        policy.exact.insert(key.value.clone(), at);
    }
}

/// Where the counters of a key live.
pub(crate) fn home_of(key: &str) -> &str {
    if key == EVERY_TOOL { GLOBAL } else { key }
}
