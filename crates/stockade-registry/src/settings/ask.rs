//! Asks the installed clients what only they know: their own default registry, and passwords of their keyrings.
//!
//! - a program is looked up in `PATH` alone, and never in a folder that is not absolute: the project that somebody stands
//!   in must not be able to answer;
//! - it starts in the home, with the user's environment, without input, and has a time limit and a limit for what it says;
//! - its answer is an address or nothing: whatever else it prints is not repeated.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::SettingsError;
use crate::http::Address;

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
}

impl std::fmt::Debug for Asker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The environment holds secrets of everything.
        f.debug_struct("Asker").field("home", &self.home).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl Asker {
    /// What npm takes where nothing is configured: `npm config get registry`.
    ///
    /// # Errors
    /// [`SettingsError::NoRegistry`].
    pub fn npm(&self) -> Result<Address, SettingsError> {
        let answer = self.run("npm", &["config", "get", "registry"], None).and_then(|text| address(text.trim()));
        answer.map_err(|reason| SettingsError::NoRegistry { ecosystem: "npm", client: "npm", reason })
    }

    /// What pip takes where nothing is configured: a constant of its own.
    ///
    /// # Errors
    /// [`SettingsError::NoRegistry`].
    pub fn pip(&self) -> Result<Address, SettingsError> {
        // Isolated: neither the folder it starts in nor a variable can put another `pip` in place of the installed one.
        let ask = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
        let mut reason = String::new();
        for program in ["python3", "python"] {
            match self.run(program, &["-I", "-c", ask], None).and_then(|text| address(text.trim())) {
                Ok(address) => return Ok(address),
                Err(why) => reason = why,
            }
        }
        Err(SettingsError::NoRegistry { ecosystem: "PyPI", client: "pip", reason })
    }

    /// What uv takes where nothing is configured: its help names it beside the option that changes it.
    ///
    /// # Errors
    /// [`SettingsError::NoRegistry`].
    pub fn uv(&self) -> Result<Address, SettingsError> {
        let refuse = |reason| SettingsError::NoRegistry { ecosystem: "PyPI", client: "uv", reason };
        let help = self.run("uv", &["pip", "install", "--color", "never", "--help"], None).map_err(refuse)?;
        let found =
            default_of(&help, "--default-index").ok_or_else(|| refuse("its help does not name it".to_owned()))?;
        address(&found).map_err(refuse)
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
        Asker { env, home: folder.to_owned(), timeout: Duration::from_secs(20) }
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
}
