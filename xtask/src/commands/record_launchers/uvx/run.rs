//! Runs one line on a bench of its own.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::truth::{Evidence, Truth};
use super::{Line, Tools, fill, installed};
use crate::commands::record_launchers::index::{Index, Log};

/// Where uv keeps the tools it installs, below the home.
pub(super) const TOOLS: &str = ".local/share/uv/tools";

/// What every line shares.
pub(super) struct Bench {
    pub(super) tools: Tools,
    pub(super) log: Log,
    pub(super) main: Index,
    pub(super) attacker: Index,
}

impl Bench {
    /// Runs the line and says what happened.
    pub(super) fn run(&self, line: &mut Line) -> Result<Truth> {
        let folder = tempfile::tempdir()?;
        let real = folder.path().canonicalize()?;
        let home = real.join("home");
        let project = home.join("project");
        fs::create_dir_all(&project)?;
        self.furnish(&real)?;
        let (home_text, project_text) = (home.display().to_string(), project.display().to_string());
        let values = [
            ("{project}", project_text.as_str()),
            ("{home}", home_text.as_str()),
            ("{main}", self.main.origin.as_str()),
            ("{attacker}", self.attacker.origin.as_str()),
        ];
        for (name, content) in &line.files {
            let path = project.join(fill(name, &values));
            fs::create_dir_all(path.parent().context("a file has a folder")?)?;
            fs::write(path, fill(content, &values))?;
        }
        for spec in &line.installed {
            let mut command = self.command("uv", &real, &line.env, &values);
            let output = command.args(["tool", "install", "--quiet", spec]).current_dir(&home).output()?;
            ensure!(output.status.success(), "`{spec}`: {}", String::from_utf8_lossy(&output.stderr));
        }
        let tools = home.join(TOOLS);
        if tools.is_dir() {
            let origins = [(self.main.origin.as_str(), "{main}"), (self.attacker.origin.as_str(), "{attacker}")];
            installed::keep(&tools, &home, origins, &mut line.files)?;
        }
        self.log.take();
        let output = self
            .command(line.argv.first().context("a line has a program")?, &real, &line.env, &values)
            .args(line.argv.iter().skip(1).map(|word| fill(word, &values)))
            .current_dir(fill(line.cwd.as_deref().unwrap_or("{project}"), &values))
            .output()
            .context("uv does not start")?;
        let evidence = Evidence {
            ran: fs::read_to_string(real.join("ran")).unwrap_or_default(),
            git: fs::read_to_string(real.join("git")).unwrap_or_default(),
            requests: self.log.take(),
            masks: vec![
                (project_text.clone(), "{project}"),
                (home_text.clone(), "{home}"),
                (self.main.origin.clone(), "https://registry.example"),
                (self.attacker.origin.clone(), "https://attacker.registry.example"),
            ],
        };
        let truth = Truth::of(&evidence)?;
        if truth.kind == "error" {
            let text = String::from_utf8_lossy(&output.stderr);
            eprintln!("{}: refused: {}", line.id, text.lines().take(3).collect::<Vec<_>>().join(" | "));
        }
        Ok(truth)
    }

    /// One of uv's programs in the line's own environment.
    fn command(&self, program: &str, real: &Path, env: &BTreeMap<String, String>, values: &[(&str, &str)]) -> Command {
        let mut command = Command::new(if program == "uvx" { &self.tools.uvx } else { &self.tools.uv });
        command
            .env_clear()
            .env("HOME", real.join("home"))
            .env("PATH", format!("{}:/usr/bin:/bin", real.join("bin").display()))
            .env("PYTHONPATH", real.join("lib"))
            .env("XDG_CONFIG_DIRS", real.join("etc"))
            .env("UV_CACHE_DIR", real.join("cache"))
            .env("UV_PYTHON_DOWNLOADS", "never")
            .env("UV_HTTP_RETRIES", "0")
            .env("ALL_PROXY", "http://127.0.0.1:9")
            .env("NO_PROXY", "127.0.0.1")
            .env("STOCKADE_RECORD", real.join("ran"))
            .env("STOCKADE_GIT_RECORD", real.join("git"))
            .envs(env.iter().map(|(name, value)| (name, fill(value, values))))
            .stdin(Stdio::null());
        command
    }

    /// The system's configuration, the Python modules that the recorded programs import, and the programs on `PATH`.
    fn furnish(&self, real: &Path) -> Result<()> {
        for folder in ["bin", "lib", "etc/uv"] {
            fs::create_dir_all(real.join(folder))?;
        }
        fs::write(real.join("etc/uv/uv.toml"), format!("index-url = \"{}/simple\"\n", self.main.origin))?;
        fs::write(real.join("lib/recorder.py"), include_str!("recorder.py"))?;
        fs::write(real.join("lib/recorder_backend.py"), include_str!("recorder_backend.py"))?;
        let git = real.join("bin/git");
        fs::write(&git, include_str!("git.sh"))?;
        fs::set_permissions(&git, fs::Permissions::from_mode(0o755))?;
        for name in ["python3", "python"] {
            symlink(&self.tools.python, real.join("bin").join(name))?;
        }
        Ok(())
    }
}
