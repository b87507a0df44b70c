//! The provenance of a file (PEP 740), as it is served; what it proves is found out elsewhere.

use serde_json::{Map, Value};

use crate::json;

/// All that is served for one file.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// One for each publisher.
    pub bundles: Vec<Bundle>,
}

/// The attestations of one publisher.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// Who the index says it was: nothing signs this, the certificate has to confirm it.
    pub publisher: Map<String, Value>,
    /// The attestations, as they came.
    pub attestations: Vec<Value>,
}

impl Provenance {
    pub(super) fn read(object: &Map<String, Value>) -> Result<Self, String> {
        if object.get("version").and_then(Value::as_u64) != Some(1) {
            return Err("it is of a version that is not known".to_owned());
        }
        let list = json::list(object, "attestation_bundles").ok_or("it has no list of attestations")?;
        let one = |value: &Value| {
            let object = value.as_object()?;
            let attestations = json::list(object, "attestations")?;
            let whole = attestations.iter().all(Value::is_object);
            let publisher = json::inner(object, "publisher")?.clone();
            whole.then(|| Bundle { publisher, attestations: attestations.to_vec() })
        };
        let bundles: Option<Vec<Bundle>> = list.iter().map(one).collect();
        Ok(Self { bundles: bundles.ok_or("one of its bundles has no publisher or no attestations")? })
    }
}
