//! Which word is the package, and which only an option's value.

use super::super::line::{Line, line};

pub(super) fn lines() -> Vec<Line> {
    let mut lines = plain();
    lines.extend(packages());
    lines.extend(calls());
    lines.extend(subcommands());
    lines
}

fn plain() -> Vec<Line> {
    vec![
        line("plain", "npx evil"),
        line("yes", "npx -y evil"),
        line("yes-long", "npx --yes evil"),
        line("yes-after", "npx evil -y"),
        line("arguments", "npx -y evil --package=good good -p good"),
        line("cmd", "npx.cmd -y evil"),
        line("path", "/usr/local/bin/npx -y evil"),
        line("dashes", "npx -- evil"),
        line("dashes-yes", "npx -y -- evil good"),
        line("dashes-three", "npx -y --- evil good"),
        line("dashes-twice", "npx -y -- -- evil"),
        line("cache", "npx -y --cache {home}/good evil"),
        line("cache-equals", "npx -y --cache={home}/good evil"),
        line("prefix", "npx -y --prefix {home}/good evil").file("{home}/good/", ""),
        line("prefix-short", "npx -y -C {home}/good evil").file("{home}/good/", ""),
        line("prefix-missing", "npx -y --prefix {home}/good evil"),
        line("tag", "npx -y --tag old evil"),
        line("tag-equals", "npx -y --tag=next evil"),
        line("registry", "npx -y --registry https://registry.example/ evil"),
        line("registry-short", "npx -y --reg https://attacker.registry.example/ evil"),
        line("registry-abbreviated", "npx -y --regis https://attacker.registry.example/ evil"),
        line(
            "registry-twice",
            "npx -y --registry=https://registry.example/ --registry=https://attacker.registry.example/ evil",
        ),
        line("registry-no-address", "npx -y --registry=good evil"),
        line("registry-without-value", "npx --registry -y evil"),
        line("userconfig", "npx -y --userconfig {home}/good evil"),
        line("loglevel", "npx -y --loglevel silent evil"),
        line("loglevel-abbreviated", "npx -y --logl silent evil"),
        line("silent", "npx -y --silent evil"),
        line("quiet", "npx -yq evil"),
        line("quiet-long", "npx -y --quiet evil"),
        line("verbose", "npx --verbose -y evil"),
        line("levels", "npx -y -ddd evil"),
        line("script-shell", "npx -y --script-shell sh evil"),
        line("shell-old", "npx -y --shell sh evil"),
        line("removed-n", "npx -y -n good evil"),
        line("removed-node-arg", "npx -y --node-arg good evil"),
        line("removed-npm", "npx -y --npm good evil"),
        line("removed-always-spawn", "npx -y --always-spawn evil"),
        line("removed-ignore-existing", "npx --ignore-existing evil"),
        line("removed-n-equals", "npx -y -n=good evil"),
        line("no-install", "npx --no-install evil"),
        line("no", "npx --no evil"),
        line("no-yes", "npx --no-yes evil"),
        line("yes-false", "npx --yes=false evil"),
        line("yes-false-apart", "npx --yes false evil"),
        line("yes-true-apart", "npx --yes true evil"),
        line("yes-other-value", "npx --yes=evil good"),
        line("yes-twice", "npx --no-yes --yes evil"),
        line("unknown", "npx -y --foo good evil"),
        line("unknown-last", "npx -y --foo -y evil"),
        line("unknown-equals", "npx -y --foo=good evil"),
        line("unknown-no", "npx -y --no-foo evil"),
        line("unknown-no-word", "npx -y --no-foo good evil"),
        line("unknown-true", "npx -y --foo true evil"),
        line("unknown-letter", "npx -y -z good evil"),
        line("cluster", "npx -yp evil good"),
        line("cluster-unknown", "npx -yz evil good"),
        line("node-options", "npx -y --node-options --no-warnings evil"),
        line("node-options-equals", "npx -y --node-options=--no-warnings evil"),
        line("boolean-word", "npx -y --audit=false evil"),
        line("boolean-takes-false", "npx -y --audit false evil"),
        line("color-always", "npx -y --color always evil"),
        line("color-word", "npx -y --color evil good"),
        line("browser", "npx -y --browser good evil"),
        line("depth", "npx -y --depth 0 evil"),
        line("before", "npx -y --before 2999-01-01 evil"),
        line("omit", "npx -y --omit dev evil"),
        line("omit-twice", "npx -y --omit=dev --omit optional evil"),
        line("otp", "npx -y --otp 123456 evil"),
        line("message", "npx -y -m good evil"),
        line("location", "npx -y --location user evil"),
        line("global", "npx -y -g evil")
            .file("{home}/.npmrc", "prefix={home}/global\n")
            .file("{home}/global/lib/node_modules/", ""),
        line("force", "npx -y -f evil"),
        line("include", "npx -y --include dev evil"),
        line("umask", "npx -y --umask 022 evil"),
        line("scope", "npx -y --scope good evil"),
        line("workspace-unknown", "npx -y -w good evil"),
        line("version", "npx --version evil"),
        line("help", "npx --help evil"),
        line("usage-short", "npx -h"),
        line("nothing", "npx"),
        line("only-yes", "npx -y"),
        line("missing", "npx -y missing-package@1.0.0"),
        line("env-yes-false", "npx evil").env("npm_config_yes", "false"),
        line("env-cache", "npx -y evil").env("npm_config_cache", "{home}/good"),
    ]
}

fn packages() -> Vec<Line> {
    vec![
        line("package", "npx -y --package evil good"),
        line("package-equals", "npx -y --package=evil good"),
        line("package-version", "npx -y --package=evil@1.2.3 good"),
        line("package-short", "npx -y -p evil good"),
        line("package-short-equals", "npx -y -p=evil good"),
        line("package-abbreviated", "npx -y --packag evil good"),
        line("package-arguments", "npx -y -p evil good --package better"),
        line("package-dashes", "npx -y --package=evil -- good"),
        line("package-two", "npx -y -p evil -p other good"),
        line("package-two-second-runs", "npx -y -p other -p tool tool"),
        line("package-scoped", "npx -y --package=@s/srv srv"),
        line("package-other-command", "npx -y --package=other-bin different"),
        line("package-takes-option", "npx --package -y evil"),
        line("package-alias", "npx -y --package=good@npm:evil good"),
        line("package-no-command", "npx -y --package=evil"),
        line("package-and-spec", "npx -y --package=evil good@1.0.0"),
        line("package-from-env", "npx -y good").env("npm_config_package", "evil"),
        line("package-from-project", "npx -y good").file("package.json", "{}").file(".npmrc", "package=evil\n"),
        line("package-same", "npx -y --package=tool@1.0.0 tool"),
    ]
}

fn calls() -> Vec<Line> {
    let shell = "echo shell >> \"$RECORD\"";
    vec![
        line("call", "npx -c").word(shell),
        line("call-long", "npx --call").word(shell),
        line("call-equals", "npx").word(&format!("--call={shell}")),
        line("call-yes", "npx -y -c").word(shell),
        line("call-and-package", "npx -y -p evil -c").word("evil --stdio"),
        line("call-and-package-shell", "npx -y -p evil -c").word(&format!("{shell}; evil")),
        line("call-and-word", "npx -y -c").word(shell).word("evil"),
        line("call-local", "npx -c tool").executable("node_modules/.bin/tool"),
        line("call-from-env", "npx -y").env("npm_config_call", shell),
        line("call-from-env-and-word", "npx -y evil").env("npm_config_call", shell),
        line("call-from-project", "npx").file("package.json", "{}").file(".npmrc", "call=echo shell >> \"$RECORD\"\n"),
        line("call-init", "npm init -y evil -c").word(shell),
        line("exec-call", "npm exec -c").word(shell),
    ]
}

fn subcommands() -> Vec<Line> {
    vec![
        line("exec", "npm exec evil"),
        line("exec-yes", "npm exec -y evil good"),
        line("exec-dashes", "npm exec -y -- evil --package=good"),
        line("exec-option-behind", "npm exec -y good --package=evil"),
        line("exec-p-is-no-package", "npm exec -y -p evil good"),
        line("exec-unknown", "npm exec -y --foo evil good"),
        line("exec-abbreviated", "npm exe -y evil"),
        line("exec-package", "npm exec --yes --package=evil -- good"),
        line("exec-n", "npm exec -n evil"),
        line("x", "npm x -y evil"),
        line("x-cmd", "npm.cmd x -y evil"),
        line("options-in-front", "npm --cache {home}/good -y exec evil"),
        line("options-registry-in-front", "npm --registry=https://attacker.registry.example/ x -y evil"),
        line("create", "npm create -y evil"),
        line("create-version", "npm create -y evil@1.0.0 app"),
        line("init", "npm init -y evil"),
        line("init-scope", "npm init -y @s"),
        line("init-scope-version", "npm init -y @s@1.0.0"),
        line("init-scoped", "npm init -y @s/srv"),
        line("init-scoped-tag", "npm init -y @s/srv@next"),
        line("innit", "npm innit -y evil"),
        line("init-directory", "npm init -y ./evil"),
        line("npm-nothing", "npm"),
        line("npm-other", "npm config get registry"),
        line("npm-no-command", "npm evil"),
        script("run", "npm run serve"),
        script("run-arguments", "npm run serve -- --port 1"),
        script("run-script", "npm run-script serve"),
        script("run-rum", "npm rum serve"),
        script("run-silent", "npm run -s serve"),
        script("run-unknown", "npm run absent"),
        script("run-nothing", "npm run"),
        script("start", "npm start"),
        script("start-abbreviated", "npm sta"),
        script("test", "npm test"),
        script("run-fetches", "npm run fetches"),
        script("run-prefix", "npm --prefix {project} run serve").cwd("{home}/elsewhere"),
        script("run-prefix-behind", "npm run serve --prefix {project}").cwd("{home}/elsewhere"),
        script("run-below", "npm run serve").cwd("{project}/src/deep"),
        line("start-server-js", "npm start").file("package.json", "{}").file(
            "server.js",
            "require('fs').appendFileSync(process.env.RECORD, require('fs').realpathSync(__filename) + '\\n')\n",
        ),
        line("start-nothing", "npm start").file("package.json", "{}"),
    ]
}

fn script(id: &str, words: &str) -> Line {
    let manifest = r#"{"name":"app","scripts":{"serve":"server --stdio","start":"server","test":"./bin/check","fetches":"npx -y evil@1.2.3"}}"#;
    line(id, words).file("package.json", manifest).executable("node_modules/.bin/server").executable("bin/check")
}
