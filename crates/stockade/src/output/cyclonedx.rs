//! CycloneDX 1.6 JSON: a bill of materials of every MCP server, what it runs, and what project files name.
//!
//! Constraints:
//! - an entry that starts something is an application, one that only dials is a service; both depend on what they bring in;
//! - a package stands once, however many servers bring it in, with the hashes that lock files give for it;
//! - the serial number follows from the content: the same machine state gives the same document, but for the time;
//! - what CycloneDX has no word for is a property `stockade:…`; what is unknown is said in `compositions`.
//!
//! Layout: [`document`] has the types, [`parts`] collects components, services and dependencies, [`hashes`] reads
//! integrity values.

use sha2::{Digest as _, Sha256};

use super::{Output, RenderError, Style};
use crate::place::Places;
use crate::view::View;
use document::{Bom, Component, Composition, Dependency, Lifecycle, Metadata, Property, Tools};
use parts::{Parts, ROOT};

mod document;
mod hashes;
mod parts;

/// `--cyclonedx`.
pub const OUTPUT: Output = Output { id: "cyclonedx", render };

fn render(view: &View, style: &Style) -> Result<String, RenderError> {
    let places = Places::new(&view.report.inventory.sources);
    let mut bom = bom(view, Parts::of(view, &places));
    let content = super::json_text("cyclonedx", &bom)?;
    bom.serial_number = Some(serial(content.as_bytes()));
    bom.metadata.timestamp = Some(style.time.to_string());
    super::json_text("cyclonedx", &bom)
}

fn bom(view: &View, parts: Parts) -> Bom {
    let inventory = &view.report.inventory;
    let root = Component::new("platform", ROOT.to_owned(), "MCP servers");
    let mut properties = vec![
        Property::new("stockade:os", view.facts.os.as_str()),
        Property::new("stockade:home", &view.facts.home.to_string_lossy()),
    ];
    for gap in &inventory.gaps {
        let client = gap.client.map(|client| format!("{client}: ")).unwrap_or_default();
        properties.push(Property::new("stockade:gap", &format!("{client}{}", gap.what)));
    }
    for problem in view.problems() {
        properties.push(Property::new("stockade:problem", &format!("{}: {}", problem.kind.as_str(), problem.message)));
    }
    let complete = inventory.gaps.is_empty() && view.problems().is_empty() && view.hidden.servers == 0;
    let mut compositions = vec![Composition {
        aggregate: if complete { "unknown" } else { "incomplete" },
        assemblies: vec![ROOT.to_owned()],
        dependencies: Vec::new(),
    }];
    if !parts.opaque.is_empty() {
        compositions.push(Composition {
            aggregate: "incomplete",
            assemblies: Vec::new(),
            dependencies: parts.opaque.into_iter().collect(),
        });
    }
    let depends = |(of, on): (String, std::collections::BTreeSet<String>)| Dependency {
        of,
        on: on.into_iter().collect::<Vec<_>>(),
    };
    Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: None,
        version: 1,
        metadata: Metadata {
            timestamp: None,
            lifecycles: [Lifecycle { phase: "discovery" }],
            tools: Tools {
                components: [Component {
                    version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                    ..Component::new("application", "stockade".to_owned(), "stockade")
                }],
            },
            component: root,
            properties,
        },
        components: parts.components.into_values().collect(),
        services: parts.services.into_values().collect(),
        dependencies: parts.dependencies.into_iter().map(depends).collect(),
        compositions,
    }
}

/// A UUID of version 8 (RFC 9562: made by a scheme of one's own) out of a hash of the content.
fn serial(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let mut hex = String::with_capacity(32);
    for (at, byte) in digest.iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        hex.push_str(&format!("{byte:02x}"));
    }
    format!("urn:uuid:{hex}")
}

#[cfg(test)]
mod tests;
