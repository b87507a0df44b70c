//! What is said to a server and what its answers mean, in both eras.

use serde_json::json;
use stockade_policy::message::revision::{
    CLIENT_CAPABILITIES, CLIENT_INFO, Era, PROTOCOL_VERSION, Revision, negotiated,
};
use stockade_policy::message::{METHOD_NOT_FOUND, Value};

/// The methods.
pub(super) const DISCOVER: &str = "server/discover";
pub(super) const INITIALIZE: &str = "initialize";
pub(super) const TOOLS: &str = "tools/list";

/// "Error Codes", 2026-07-28: the server speaks other revisions, and says which.
const UNSUPPORTED_VERSION: &str = "-32022";
/// `_meta` key of a modern result: who the server is.
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";
/// How much of an error is shown.
const SHOWN: usize = 300;

/// The server once it may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) revision: Revision,
    pub(super) server: Option<String>,
    /// Whether it says that it has tools.
    pub(super) has_tools: bool,
}

/// What the answer to `server/discover` means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Discovered {
    Modern(Opened),
    Legacy,
    /// It speaks others, and these are they.
    Unknown(String),
}

/// The newest revision of an era.
fn newest(era: Era) -> Option<Revision> {
    Revision::ALL.iter().rev().copied().find(|revision| revision.era() == era)
}

fn known(versions: Option<&Value>, era: Era) -> Option<Revision> {
    let versions = versions.and_then(Value::as_array)?;
    let mut known = Revision::ALL.iter().rev().copied().filter(|revision| revision.era() == era);
    known.find(|revision| versions.iter().any(|version| version.as_str() == Some(revision.as_str())))
}

fn client() -> serde_json::Value {
    json!({ "name": "stockade", "version": env!("CARGO_PKG_VERSION") })
}

/// A request by this method; `revision` where the server is asked in the way of 2026-07-28.
pub(super) fn request(id: i64, method: &str, revision: Option<Revision>, cursor: Option<&str>) -> String {
    let mut params = json!({});
    if let (Some(revision), Some(params)) =
        (revision.filter(|revision| revision.era() == Era::Modern), params.as_object_mut())
    {
        let meta = json!({ PROTOCOL_VERSION: revision.as_str(), CLIENT_CAPABILITIES: {}, CLIENT_INFO: client() });
        params.insert("_meta".to_owned(), meta);
    }
    if let (Some(cursor), Some(params)) = (cursor, params.as_object_mut()) {
        params.insert("cursor".to_owned(), cursor.into());
    }
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}

/// `server/discover` by the newest revision.
pub(super) fn discover(id: i64) -> String {
    request(id, DISCOVER, newest(Era::Modern), None)
}

/// The newest handshake.
pub(super) fn initialize(id: i64) -> String {
    let revision = newest(Era::Legacy).map(Revision::as_str);
    let params = json!({ "protocolVersion": revision, "capabilities": {}, "clientInfo": client() });
    json!({ "jsonrpc": "2.0", "id": id, "method": INITIALIZE, "params": params }).to_string()
}

/// Ends the handshake.
pub(super) fn initialized() -> String {
    json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string()
}

/// The answer to what a server asks: it is alive, and there is nothing else to be had.
pub(super) fn reply(id: &Value, method: &str) -> String {
    let id = id.to_json();
    if method == "ping" {
        return format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#);
    }
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":{METHOD_NOT_FOUND},"message":"only tools are listed here"}}}}"#
    )
}

fn name_in(info: Option<&Value>) -> Option<String> {
    info?.get("name").and_then(Value::as_str).map(str::to_owned)
}

fn says_tools(result: &Value) -> bool {
    result.get("capabilities").and_then(|capabilities| capabilities.get("tools")).is_some()
}

/// Reads the answer to `server/discover`: whatever is none of the newest era's own means a handshake.
pub(super) fn discovered(answer: &Result<Value, Value>) -> Discovered {
    let versions = match answer {
        Ok(result) => result.get("supportedVersions"),
        Err(error) if code(error) == Some(UNSUPPORTED_VERSION) => {
            error.get("data").and_then(|data| data.get("supported"))
        }
        Err(_) => return Discovered::Legacy,
    };
    match (answer, known(versions, Era::Modern)) {
        (Ok(result), Some(revision)) => {
            let info = result.get("_meta").and_then(|meta| meta.get(SERVER_INFO)).or_else(|| result.get("serverInfo"));
            Discovered::Modern(Opened { revision, server: name_in(info), has_tools: says_tools(result) })
        }
        _ if known(versions, Era::Legacy).is_some() => Discovered::Legacy,
        _ => match versions {
            Some(Value::Array(_)) => Discovered::Unknown(versions.map(Value::to_json).map(cut).unwrap_or_default()),
            _ => Discovered::Legacy,
        },
    }
}

/// Reads the result of `initialize`.
///
/// # Errors
/// The revision that is not known here.
pub(super) fn granted(result: &Value) -> Result<Opened, String> {
    let version = negotiated(result);
    match version.and_then(Revision::parse).filter(|revision| revision.era() == Era::Legacy) {
        Some(revision) => {
            Ok(Opened { revision, server: name_in(result.get("serverInfo")), has_tools: says_tools(result) })
        }
        None => Err(version.map_or_else(|| "without a name".to_owned(), |version| cut(format!("`{version}`")))),
    }
}

/// The digits of an error's code.
pub(super) fn code(error: &Value) -> Option<&str> {
    if let Some(Value::Number(digits)) = error.get("code") { Some(digits) } else { None }
}

/// An error as people read it.
pub(super) fn why(error: &Value) -> String {
    let message = error.get("message").and_then(Value::as_str).unwrap_or("no reason");
    format!("{} (code {})", cut(message.to_owned()), code(error).unwrap_or("none"))
}

/// A text that is not too long to be shown.
pub(super) fn cut(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text,
        Some((at, _)) => text.get(..at).map(|start| format!("{start}…")).unwrap_or_default(),
    }
}
