//! Hosts of remote servers that read as a vendor's: `mcp.slаck.com` with a Cyrillic `а`, or the same as `mcp.xn--slck-63d.com`.
//!
//! - what is compared is the name as a browser would show it; what is printed is the name as the network asks for it, which has
//!   no letter that is taken for another;
//! - scripts that nobody takes for Latin, and brands as their owners write them, are left alone.

use stockade_model::{Component, Confidence, Finding, Server, Severity, Target};
use stockade_names::{Pack, reading};

use super::super::insecure_url::{host, split};
use super::super::{about, place};
use super::CHECK;

/// What is wrong with the host of a component, where it is a remote server.
pub(super) fn imitating(server: &Server, component: &Component, pack: Option<&Pack>) -> Option<Finding> {
    let Target::Remote { url } = &component.target else { return None };
    let host = host(&split(url)?.1);
    if host.contains(['$', '{', '%']) || host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let (shown, _) = idna::domain_to_unicode(&host);
    let ascii = idna::domain_to_ascii(&host).unwrap_or_else(|_| host.escape_default().to_string());
    let labels = || shown.trim_end_matches('.').rsplit('.').skip(1);
    let mixed = labels().find(|label| reading::mixed_word(label).is_some());
    let brand = pack.and_then(|pack| labels().find_map(|label| Some((label, reading::imitated_brand(label, pack)?))));
    let (label, severity) = match (mixed, brand) {
        (Some(label), _) => (label, Severity::High),
        (None, Some((label, _))) if !label.is_ascii() => (label, Severity::High),
        (None, Some((label, _))) => (label, Severity::Medium),
        (None, None) => return None,
    };
    let mut builder =
        about(&CHECK, severity, if mixed.is_some() { Confidence::High } else { Confidence::Medium }, server);
    let foreign: Vec<String> = label
        .chars()
        .filter(|c| !c.is_ascii())
        .map(|c| format!("U+{:04X} for `{}`", u32::from(c), reading::skeleton(c.encode_utf8(&mut [0; 4]))))
        .collect();
    if !foreign.is_empty() {
        let reads = reading::reads_as(&shown).unwrap_or_else(|| reading::skeleton(&shown));
        builder = builder.evidence(format!("letters of other scripts: {}", foreign.join(", ")));
        builder = builder.evidence(format!("a reader sees `{}`", reads.escape_default()));
    }
    let mut meant = None;
    if let Some((_, (brand, how))) = brand {
        builder = builder.evidence(format!("`{}` {how} `{}`", ascii_label(label), brand.token));
        meant = Some(brand.token.as_str());
    }
    if let Some(pack) = pack {
        builder = builder.evidence(format!("judged with knowledge pack {}", pack.version()));
    }
    let builder = builder.help("take the address that the vendor itself tells people to use");
    let (label, message) = match meant {
        Some(meant) => {
            (format!("not `{meant}`"), format!("`{}` talks to `{ascii}`, which reads as `{meant}`", server.name.value))
        }
        None => (
            "reads as another host".to_owned(),
            format!("`{}` talks to `{ascii}`, a name in letters of several scripts", server.name.value),
        ),
    };
    Some(builder.at(place(server, component.span), label, message))
}

/// A label in the letters in which the network asks for it.
fn ascii_label(label: &str) -> String {
    idna::domain_to_ascii(label).unwrap_or_else(|_| label.escape_default().to_string())
}
