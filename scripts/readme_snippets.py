"""Run the Python and JavaScript blocks of README and docs as they stand; their Rust blocks run as doctests."""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNNERS = {
    "python": ("py", [sys.executable], ROOT),
    # Inside the package, `import 'krarup'` resolves to the package itself.
    "js": ("mjs", ["node"], ROOT / "bindings-node"),
}


def main() -> int:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    blocks = [
        (page.relative_to(ROOT), language, code)
        for page in pages
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(), flags=re.M | re.S)
    ]
    counts = dict.fromkeys(RUNNERS, 0)
    doctests = (ROOT / "core/src/lib.rs").read_text()
    for page, language, code in blocks:
        if language == "rust" and f'include_str!("../../{page}")' not in doctests:
            print(f"{page} has a block in Rust, but core/src/lib.rs does not include it as a doctest")
            return 1
        if language not in RUNNERS:
            continue
        suffix, command, folder = RUNNERS[language]
        counts[language] += 1
        with tempfile.NamedTemporaryFile("w", suffix=f".{suffix}", dir=folder, prefix=".readme-") as file:
            file.write(code)
            file.flush()
            done = subprocess.run([*command, file.name], capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            print(f"a {language} block of {page} fails:\n{code}\n{done.stdout}{done.stderr}")
            return 1
    missing = [language for language, count in counts.items() if not count]
    if missing:
        print(f"README and docs have no block in: {', '.join(missing)}")
        return 1
    print("blocks of README and docs run:", ", ".join(f"{count} {language}" for language, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
