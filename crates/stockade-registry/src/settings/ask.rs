//! Asks the installed clients what only they know: their own default registry, and passwords of their keyrings.
//!
//! - a program is looked up in `PATH` alone, and never in a folder that is not absolute: the project that somebody stands
//!   in must not be able to answer;
//! - it starts in the home, with the user's environment, without input, and has a time limit and a limit for what it says;
//! - its answer is an address or nothing: whatever else it prints is not repeated;
//! - the answer is kept for a day where there is a folder for that, and offline no program is started: then what it said
//!   before is all there is ([`kept`]).

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::SettingsError;
use crate::http::Address;
use kept::Kept;

mod kept;

/// No answer is longer.
const MOST: u64 = 1024 * 1024;

/// Whose clients are asked.
#[derive(Clone)]
pub struct Asker {
    /// The user's environment.
    pub env: BTreeMap<String, String>,
    /// The user's home.
    pub home: PathBuf,
    /// How long a client may take.
    pub timeout: Duration,
    /// The folder that keeps what clients said of their own registries; none keeps nothing.
    pub kept: Option<PathBuf>,
    /// Whether nothing is started.
    pub offline: bool,
}

impl std::fmt::Debug for Asker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The environment holds secrets of everything.
        f.debug_struct("Asker").field("home", &self.home).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Why nothing is started.
const OFFLINE: &str = "nothing is started offline, and it said nothing before, or its settings changed since";

impl Asker {
    /// One that starts programs and keeps nothing.
    pub fn new(env: BTreeMap<String, String>, home: PathBuf, timeout: Duration) -> Self {
        Self { env, home, timeout, kept: None, offline: false }
    }

    /// What a client said before, else what it says now.
    fn told(
        &self,
        client: &str,
        programs: &[&str],
        ask: impl FnOnce() -> Result<Address, String>,
    ) -> Result<Address, String> {
        let found: Vec<PathBuf> = programs.iter().filter_map(|program| self.find(program)).collect();
        // The settings of a client that is not there are nobody's.
        let kept = self.kept.as_ref().filter(|_| !found.is_empty());
        let kept = kept.map(|folder| Kept::new(folder, client, &found, &self.env, &self.home));
        let now = Timestamp::now();
        if let Some(address) = kept.as_ref().and_then(|kept| kept.load(now, self.offline)) {
            return Ok(address);
        }
        let address = ask()?;
        if let Some(kept) = kept {
            kept.keep(now, &address);
        }
        Ok(address)
    }

    /// What npm takes where nothing is configured: `npm config get registry`.
    ///
    /// # Errors
    /// [`SettingsError::NoRegistry`].
    pub fn npm(&self) -> Result<Address, SettingsError> {
        let ask = || self.run("npm", &["config", "get", "registry"], None).and_then(|text| address(text.trim()));
        self.told("npm", &["npm", "node"], ask).map_err(|reason| SettingsError::NoRegistry {
            ecosystem: "npm",
            client: "npm",
            reason,
        })
    }

    /// What pip takes where nothing is configured: a constant of its own.
    ///
    /// # Errors
    /// [`SettingsError::NoRegistry`].
    pub fn pip(&self) -> Result<Address, SettingsError> {
        // Isolated: neither the folder it starts in nor a variable can put another `pip` in place of the installed one.
        let ask = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
        let programs = ["python3", "python"];
        let ask = || {
            let mut reason = String::new();
            for program in programs {
                match self.run(program, &["-I", "-c", ask], None).and_then(|text| address(text.trim())) {
                    Ok(address) => return Ok(address),
                    Err(why) => reason = why,
                }
            }
            Err(reason)
        };
        let refuse = |reason| SettingsError::NoRegistry { ecosystem: "PyPI", client: "pip", reason };
        self.told("pip", &programs, ask).map_err(refuse)
    }

    /// What uv takes where nothing is configured: its help names it beside the option that changes it.
    ///
    /// # Errors
    /// [`SettingsError::NoRegistry`].
    pub fn uv(&self) -> Result<Address, SettingsError> {
        let refuse = |reason| SettingsError::NoRegistry { ecosystem: "PyPI", client: "uv", reason };
        let ask = || {
            let help = self.run("uv", &["pip", "install", "--color", "never", "--help"], None)?;
            let found = default_of(&help, "--default-index").ok_or("its help does not name it")?;
            address(&found)
        };
        self.told("uv", &["uv"], ask).map_err(refuse)
    }

    /// What the Python prints to this program that packages are installed for: uv's choice where uv is installed, else the
    /// first in `PATH`.
    ///
    /// # Errors
    /// Why there is no answer, in words.
    pub fn python(&self, code: &str) -> Result<String, String> {
        // Isolated: neither the folder it starts in nor a variable puts other code in its place.
        let args = ["-I", "-c", code];
        let found = self.run("uv", &["python", "find", "--no-project", "--no-python-downloads"], None);
        let found = found.map(|text| PathBuf::from(text.trim_end_matches(['\r', '\n'])));
        if let Ok(path) = &found
            && path.is_absolute()
            && is_program(path)
        {
            return self.start(path, "python", &args, None);
        }
        self.run("python3", &args, None).or_else(|_| self.run("python", &args, None))
    }

    /// What a program prints, `input` being what it reads.
    ///
    /// # Errors
    /// Why there is no answer, in words.
    pub fn run(&self, program: &str, args: &[&str], input: Option<&str>) -> Result<String, String> {
        if self.offline {
            return Err(OFFLINE.to_owned());
        }
        let path = self.find(program).ok_or_else(|| format!("there is no `{program}` in PATH"))?;
        self.start(&path, program, args, input)
    }

    fn start(&self, path: &Path, program: &str, args: &[&str], input: Option<&str>) -> Result<String, String> {
        let deadline = Instant::now() + self.timeout;
        let mut command = Command::new(path);
        command.args(args).env_clear().envs(&self.env).current_dir(&self.home);
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("`{program}` could not be started: {error}"))?;
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            // Whoever does not read it says so by the status.
            let _ = pipe.write_all(input.as_bytes());
        }
        let (send, receive) = mpsc::channel();
        if let Some(pipe) = child.stdout.take() {
            // What the program leaves behind may keep the pipe open: the thread is waited for no longer than the program.
            std::thread::spawn(move || {
                let mut text = Vec::new();
                let read = pipe.take(MOST).read_to_end(&mut text);
                let _ = send.send(read.map(|_| text));
            });
        }
        let left = || deadline.saturating_duration_since(Instant::now());
        let text = receive.recv_timeout(left());
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if left().is_zero() => break None,
                Ok(None) => std::thread::sleep(Duration::from_millis(5)),
                Err(error) => return Err(format!("`{program}` was lost: {error}")),
            }
        };
        match (status, text) {
            (Some(status), Ok(Ok(text))) if status.success() => {
                String::from_utf8(text).map_err(|_| format!("`{program}` prints no text"))
            }
            (Some(status), Ok(_)) => Err(format!("`{program}` ends with {status}")),
            _ => {
                // Dead already, perhaps.
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("`{program}` takes longer than {} seconds", self.timeout.as_secs()))
            }
        }
    }

    fn find(&self, program: &str) -> Option<PathBuf> {
        let path = self.env.iter().find(|(name, _)| name.eq_ignore_ascii_case("PATH")).map(|(_, value)| value)?;
        let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
        let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
        folders
            .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{program}{ending}"))))
            .find(|path| is_program(path))
    }
}

fn is_program(path: &Path) -> bool {
    let Ok(metadata) = std::fs::metadata(path) else { return false };
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let runs = true;
    metadata.is_file() && runs
}

fn address(text: &str) -> Result<Address, String> {
    Address::parse(text).map_err(|_| "it names no address".to_owned())
}

/// `by default: <ADDRESS>` in the text that a help gives for an option.
fn default_of(help: &str, option: &str) -> Option<String> {
    let words: Vec<&str> = help.split_whitespace().collect();
    let from = words.iter().position(|word| *word == option)?;
    let text = words.get(from + 1..)?;
    let end = text.iter().position(|word| word.starts_with("--")).unwrap_or(text.len());
    let text = text.get(..end)?.join(" ");
    let (_, rest) = text.split_once("by default: <")?;
    rest.split_once('>').map(|(address, _)| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn asker(folder: &Path, name: &str, script: &str) -> Asker {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let env = BTreeMap::from([("PATH".to_owned(), format!(".:{}", folder.display()))]);
        Asker::new(env, folder.to_owned(), Duration::from_secs(20))
    }

    #[cfg(unix)]
    #[test]
    fn a_client_answers_with_an_address_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let ask = |script: &str| asker(folder.path(), "npm", script).npm();
        assert_eq!(ask("echo https://registry.example/npm/").unwrap().shown(), "https://registry.example/npm/");
        for (script, part) in [
            ("echo undefined", "names no address"),
            ("echo https://registry.example/; exit 3", "ends with"),
            ("printf '\\377'", "no text"),
        ] {
            let error = ask(script).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_client_that_hangs_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let mut asker = asker(folder.path(), "npm", "exec /bin/sleep 600");
        asker.timeout = Duration::from_millis(50);
        assert!(asker.npm().unwrap_err().to_string().contains("takes longer"));
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_one_stands_in_does_not_answer() {
        let folder = tempfile::tempdir().unwrap();
        let mut asker = asker(folder.path(), "npm", "echo https://evil.example/");
        asker.env = BTreeMap::from([("PATH".to_owned(), ".:bin:".to_owned())]);
        let error = asker.npm().unwrap_err();
        assert!(error.to_string().contains("no `npm` in PATH") && error.hint().contains("npm config set registry"));
    }

    #[test]
    fn a_help_names_the_default() {
        let help = "  --index <I>\n   (by default: <https://a.example/>)\n  --default-index <D>\n     The index (by\n  default:\n  <https://b.example/simple>) [env: X]\n -i, --index-url <U>  by default: <https://c.example/>";
        assert_eq!(default_of(help, "--default-index").unwrap(), "https://b.example/simple");
        assert_eq!(default_of(help, "--find-links"), None);
        assert_eq!(
            default_of("--default-index <D> The index --x by default: <https://c.example/>", "--default-index"),
            None
        );
    }

    /// A client is started once for as long as nothing changes that its answer depends on, and offline not at all.
    #[cfg(unix)]
    #[test]
    fn an_answer_is_kept_until_something_changes() {
        let folder = tempfile::tempdir().unwrap();
        let script = "echo x >> \"$HOME/started\"; echo https://registry.example/npm/";
        let mut asker = asker(folder.path(), "npm", script);
        asker.env.insert("HOME".into(), folder.path().display().to_string());
        asker.kept = Some(folder.path().join("cache/clients"));
        asker.offline = true;
        let cold = asker.npm().unwrap_err().to_string();
        assert!(cold.contains("nothing is started offline"), "{cold}");
        asker.offline = false;
        let started = || std::fs::read_to_string(folder.path().join("started")).unwrap_or_default().lines().count();
        for _ in 0..2 {
            assert_eq!(asker.npm().unwrap().shown(), "https://registry.example/npm/");
        }
        asker.offline = true;
        assert_eq!(asker.npm().unwrap().shown(), "https://registry.example/npm/");
        assert_eq!(started(), 1);
        let file = std::fs::read_to_string(folder.path().join("cache/clients/npm.json")).unwrap();
        assert!(!file.contains(&folder.path().display().to_string()), "the key is a digest: {file}");
        // Its own settings, a variable that it reads, the program itself.
        std::fs::write(folder.path().join(".npmrc"), "x=y\n").unwrap();
        assert!(asker.npm().is_err());
        asker.offline = false;
        asker.npm().unwrap();
        asker.env.insert("npm_config_userconfig".into(), "/elsewhere".into());
        asker.npm().unwrap();
        assert_eq!(started(), 3);
        let path = folder.path().join("npm");
        let longer = std::fs::read_to_string(&path).unwrap() + "# newer\n";
        std::fs::write(&path, longer).unwrap();
        asker.npm().unwrap();
        assert_eq!(started(), 4);
        // What somebody else wrote there is none.
        std::fs::write(folder.path().join("cache/clients/npm.json"), "{}").unwrap();
        asker.npm().unwrap();
        assert_eq!(started(), 5);
    }
}
