//! Manifests and indexes of images (OCI image specification 1.1, and what Docker wrote before it).

use serde_json::{Map, Value};

use crate::digest::Digest;
use crate::{Fact, json};

/// A manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its digest, computed here.
    pub digest: Digest,
    /// What it is, by its own word or the registry's.
    pub media_type: String,
    /// What is in it.
    pub content: Content,
    /// What its maker wrote on it.
    pub annotations: Vec<(String, String)>,
    /// What it refers to.
    pub subject: Option<Descriptor>,
}

/// What a manifest holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A manifest for each platform, or each referrer.
    Index(Vec<Descriptor>),
    /// One image, or another artifact.
    Image {
        /// Its configuration.
        config: Descriptor,
        /// Its layers.
        layers: Vec<Descriptor>,
        /// What kind of artifact it is.
        artifact_type: Fact<String>,
    },
}

/// Content that lies elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What it is.
    pub media_type: String,
    /// Its digest.
    pub digest: Digest,
    /// Its size.
    pub size: u64,
    /// `linux/amd64`, where it is for one platform.
    pub platform: Fact<String>,
    /// What kind of artifact it is.
    pub artifact_type: Fact<String>,
    /// What its maker wrote on it.
    pub annotations: Vec<(String, String)>,
}

impl Manifest {
    /// Reads one. A descriptor that is none makes the whole unusable.
    pub(super) fn read(object: &Map<String, Value>, kind: &str, digest: Digest) -> Result<Self, String> {
        if object.get("schemaVersion").and_then(Value::as_u64) != Some(2) {
            return Err("it is no manifest of the second schema".to_owned());
        }
        let own = json::text(object, "mediaType");
        // A document that is read in two ways could show one content here and run another.
        if let Some(own) = own.known().filter(|own| !kind.is_empty() && kind != "application/json" && *own != kind) {
            let own = stockade_model::visible::short(own, 80);
            return Err(format!("it calls itself `{own}`, and the registry `{kind}`"));
        }
        let (manifests, layers) = (json::list(object, "manifests"), json::list(object, "layers"));
        let all = |list: &[Value]| list.iter().map(Descriptor::read).collect::<Result<Vec<_>, _>>();
        let content = match (manifests, layers) {
            (Some(_), Some(_)) => return Err("it is an index and an image at once".to_owned()),
            (Some(manifests), None) => Content::Index(all(manifests)?),
            (None, Some(layers)) => Content::Image {
                config: Descriptor::read(object.get("config").unwrap_or(&Value::Null))?,
                layers: all(layers)?,
                artifact_type: json::text(object, "artifactType"),
            },
            (None, None) => return Err("it is neither an index nor an image".to_owned()),
        };
        Ok(Self {
            digest,
            media_type: own.known().cloned().unwrap_or_else(|| kind.to_owned()),
            content,
            annotations: annotations(object),
            subject: object.get("subject").filter(|subject| !subject.is_null()).map(Descriptor::read).transpose()?,
        })
    }
}

impl Descriptor {
    fn read(value: &Value) -> Result<Self, String> {
        let object = value.as_object().ok_or("a descriptor is no object")?;
        let digest = json::text(object, "digest").known().and_then(|text| Digest::from_oci(text));
        let platform = json::inner(object, "platform").and_then(|platform| {
            let (os, machine) = (json::text(platform, "os"), json::text(platform, "architecture"));
            let variant =
                json::text(platform, "variant").known().map(|variant| format!("/{variant}")).unwrap_or_default();
            Some(format!("{}/{}{variant}", os.known()?, machine.known()?))
        });
        Ok(Self {
            media_type: json::text(object, "mediaType").known().cloned().unwrap_or_default(),
            digest: digest.ok_or("a descriptor has no digest that is known")?,
            size: *json::number(object, "size").known().ok_or("a descriptor has no size")?,
            platform: platform.into(),
            artifact_type: json::text(object, "artifactType"),
            annotations: annotations(object),
        })
    }
}

fn annotations(object: &Map<String, Value>) -> Vec<(String, String)> {
    let all = json::inner(object, "annotations").into_iter().flatten();
    all.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::digest::Algorithm;

    #[test]
    fn a_manifest_is_one_thing() {
        let read = |value: Value, kind: &str| {
            Manifest::read(value.as_object().unwrap(), kind, Digest::of(Algorithm::Sha256, b""))
        };
        let digest = Digest::of(Algorithm::Sha256, b"abc").oci();
        let one = json!({"mediaType": "x", "digest": digest, "size": 3, "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}});
        let index = read(json!({"schemaVersion": 2, "manifests": [one]}), "application/json").unwrap();
        let Content::Index(list) = &index.content else { panic!("{index:?}") };
        assert_eq!(list[0].platform, Fact::Known("linux/arm/v7".to_owned()));
        for (value, kind, part) in [
            (json!({"schemaVersion": 1}), "", "second schema"),
            (json!({"schemaVersion": 2}), "", "neither"),
            (json!({"schemaVersion": 2, "manifests": [], "layers": []}), "", "at once"),
            (json!({"schemaVersion": 2, "manifests": [], "mediaType": "a"}), "b", "calls itself `a`"),
            (json!({"schemaVersion": 2, "manifests": [{"digest": "md5:x", "size": 1}]}), "", "no digest"),
            (json!({"schemaVersion": 2, "layers": []}), "", "no object"),
        ] {
            let error = read(value, kind).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
