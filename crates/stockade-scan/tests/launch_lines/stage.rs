//! A temporary home and project that one line is resolved in, and the texts that answers are compared as.

use std::collections::BTreeMap;
use std::path::Path;

use stockade_model::{Component, Launch, Os, Package, Pin, Target};
use stockade_scan::resolve::call::Origin;
use stockade_scan::resolve::{Call, Machine, Setting, Word, resolve_call};

/// The temporary disk.
pub(crate) struct Stage {
    _folder: tempfile::TempDir,
    home: String,
    project: String,
}

impl Stage {
    /// Lays out the files; a name without `{home}` or `{project}` is below the project. A content `-> x` makes a link.
    pub(crate) fn new(files: &BTreeMap<String, String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        let stage = Self {
            home: real.join("home").display().to_string(),
            project: real.join("home/project").display().to_string(),
            _folder: folder,
        };
        std::fs::create_dir_all(&stage.project).unwrap();
        for (name, content) in files {
            let name = if name.starts_with('{') { stage.fill(name) } else { format!("{}/{name}", stage.project) };
            let path = Path::new(&name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            match content.strip_prefix("-> ") {
                Some(target) => std::os::unix::fs::symlink(stage.fill(target), path).unwrap(),
                None if name.ends_with('/') => std::fs::create_dir_all(path).unwrap(),
                None => std::fs::write(path, stage.fill(content)).unwrap(),
            }
        }
        stage
    }

    /// Puts the real paths in.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{project}", &self.project).replace("{home}", &self.home)
    }

    /// Takes the real paths out again.
    pub(crate) fn mask(&self, text: &str) -> String {
        text.replace(&self.project, "{project}").replace(&self.home, "{home}")
    }

    /// Resolves one line here. `env` is what the server entry sets, `user_env` the user's own environment.
    pub(crate) fn resolve(
        &self,
        argv: &[String],
        cwd: Option<&str>,
        env: &BTreeMap<String, String>,
        user_env: &BTreeMap<String, String>,
        os: Os,
    ) -> Launch {
        let user_env = user_env.iter().map(|(name, value)| (name.clone(), self.fill(value))).collect();
        let home = Path::new(&self.home);
        let machine = Machine { os, home, root: None, live: false, env: &user_env, unread: None };
        let mut words = argv.iter().map(|word| Word::plain(self.fill(word)));
        let program = words.next().expect("a line has a program");
        let cwd = self.fill(cwd.unwrap_or("{project}"));
        let mut call = Call::new(program, words.collect(), Some(cwd.into()));
        call.env = env
            .iter()
            .map(|(name, value)| Setting {
                name: name.clone(),
                value: self.fill(value),
                origin: Origin::Entry,
                span: None,
            })
            .collect();
        let mut launch = Launch::default();
        resolve_call(call, &machine, &mut launch);
        launch
    }

    /// `pkg:…`, `image …`, `local …` and so on: how tables write down what a component is.
    pub(crate) fn target(&self, component: &Component) -> String {
        let text = match &component.target {
            Target::Package { package, .. } => readable(package),
            Target::Image { package, digest, tag } => {
                let tag = tag.as_deref().map(|tag| format!(":{tag}")).unwrap_or_default();
                let digest = digest.as_deref().map(|digest| format!("@{digest}")).unwrap_or_default();
                format!("image {}{tag}{digest}", package.name)
            }
            Target::Local { path, .. } => format!("local {}", path.display()),
            Target::Program { name, .. } => format!("program {name}"),
            Target::Git { url, reference } => {
                format!("git {url}{}", reference.as_deref().map(|r| format!("#{r}")).unwrap_or_default())
            }
            Target::Archive { url } => format!("archive {url}"),
            Target::Remote { url } => format!("remote {url}"),
            Target::Inline { language } => format!("inline {language}"),
            Target::Builtin { name } => format!("builtin {name}"),
        };
        self.mask(&text)
    }
}

/// The purl, with the `@` of npm scopes left readable.
pub(crate) fn readable(package: &Package) -> String {
    package.purl().replace("%40", "@")
}

/// `tag latest`, `nothing`, `n/a`.
pub(crate) fn pin(pin: &Pin) -> String {
    match pin {
        Pin::Hash(value) | Pin::Exact(value) | Pin::Range(value) | Pin::Tag(value) => {
            format!("{} {value}", pin.as_str())
        }
        Pin::Nothing | Pin::NotApplicable => pin.as_str().to_owned(),
    }
}

/// The kebab-case name of a unit variant, as the reports write it.
pub(crate) fn kebab(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
