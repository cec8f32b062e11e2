"""Run the Python and JavaScript blocks of README and docs as they stand; README's Rust blocks run as doctests."""

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
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(page.read_text() for page in pages)
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", text, flags=re.M | re.S)
    counts = dict.fromkeys(RUNNERS, 0)
    for language, code in blocks:
        if language not in RUNNERS:
            continue
        suffix, command, folder = RUNNERS[language]
        counts[language] += 1
        with tempfile.NamedTemporaryFile("w", suffix=f".{suffix}", dir=folder, prefix=".readme-") as file:
            file.write(code)
            file.flush()
            done = subprocess.run([*command, file.name], capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            print(f"{language} block {counts[language]} of README and docs fails:\n{code}\n{done.stdout}{done.stderr}")
            return 1
    missing = [language for language, count in counts.items() if not count]
    if missing:
        print(f"README and docs have no block in: {', '.join(missing)}")
        return 1
    print("blocks of README and docs run:", ", ".join(f"{count} {language}" for language, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
