#!/usr/bin/env python3
"""Prints the licences of the crates that the binary is made of, each text once with the crates it is of."""

import json
import pathlib
import subprocess

WANTED = ("license", "licence", "copying", "notice", "unlicense")


def crates():
    """The packages that `tandem` is built from on Linux, without those of tests."""
    tree = ["cargo", "tree", "--locked", "--package", "tandem", "--edges", "normal", "--prefix", "none",
            "--format", "{p}", "--target", "x86_64-unknown-linux-gnu"]
    lines = subprocess.run(tree, check=True, capture_output=True, text=True).stdout.splitlines()
    built = {tuple(line.split()[:2]) for line in lines if line}
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    packages = metadata["packages"]
    return sorted((p["name"], p["version"], p["license"] or "", p["manifest_path"]) for p in packages
                  if p["source"] and (p["name"], "v" + p["version"]) in built)


def main():
    texts = {}
    print("The crates that this program is made of, each with its licence, then the texts that they came with.\n")
    for name, version, licence, manifest in crates():
        print(f"{name} {version}: {licence}")
        for file in sorted(pathlib.Path(manifest).parent.iterdir()):
            if file.is_file() and file.name.lower().startswith(WANTED):
                text = file.read_text(errors="replace").strip()
                texts.setdefault(text, []).append(f"{name} {version}")
    for text, of in texts.items():
        print(f"\n{'=' * 80}\n{', '.join(of)}\n\n{text}")


main()
