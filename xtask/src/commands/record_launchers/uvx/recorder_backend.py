"""A build backend without dependencies: the wheel's script only says which folder it came from."""

import os
import tomllib
import zipfile


def _build(folder):
    with open("pyproject.toml", "rb") as file:
        project = tomllib.load(file)["project"]
    name, version = project["name"], project["version"]
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    scripts = "\n".join(f"{key} = {module}:main" for key in project.get("scripts", {name: ""}))
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {text}\n" for text in project.get("dependencies", []))
    files = {
        f"{module}/__init__.py": f"import recorder\n\ndef main():\n    recorder.ran(distribution={name!r})\n",
        f"{module}/__main__.py": f"import {module}\n{module}.main()\n",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: s\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{scripts}\n",
        f"{info}/index.txt": "local",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    wheel = f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return wheel


def build_wheel(folder, config_settings=None, metadata_directory=None):
    return _build(folder)


def build_editable(folder, config_settings=None, metadata_directory=None):
    return _build(folder)
