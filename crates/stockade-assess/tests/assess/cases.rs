//! The cases of each check, one file each.

use crate::support::Case;

macro_rules! cases {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// The cases of every check that has some.
        pub(crate) fn all() -> Vec<(String, Vec<Case>)> {
            vec![$((stringify!($module).replace('_', "-"), $module::cases())),*]
        }
    };
}

cases! {
    advisory,
    unmet_requirement,
    new_name,
    young_version,
    publish_burst,
    rewritten_version,
    version_mimicry,
    publisher_changed,
    provenance_missing,
    provenance_invalid,
    provenance_fell,
    repository_one_way_claim,
    manifest_repository_mismatch,
    install_script,
    constant_recipient,
    new_capability,
    new_host,
    new_secret,
    new_dependency,
    outside_dependency,
    writes_client_config,
    credential_harvest,
    dns_exfil,
    git_hook_persistence,
    ci_abuse,
    self_propagation,
    time_gate,
    hidden_code,
    newly_minified,
    deprecated,
    yanked,
}
