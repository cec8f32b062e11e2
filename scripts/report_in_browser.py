"""Opens the demo's report in headless Chromium at a desk's and a telephone's width and measures the page."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Headless windows have a least width, frames have none.
PROBE = """<title>-</title><iframe src="{page}" width="{width}" height="2000" style="border: 0"></iframe><script>
document.querySelector('iframe').onload = ({{ target: {{ contentWindow: page, contentDocument: root }} }}) => {{
  const seen = [...root.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width > 0)
  document.title = JSON.stringify({{
    width: page.innerWidth,
    scrolled: root.documentElement.scrollWidth,
    charts: seen.length,
    right: Math.max(...seen.map((svg) => svg.getBoundingClientRect().right)),
    words: root.body.innerText.length,
    outside: [...root.querySelectorAll('[src],link[href]')].length,
  }})
}}
</script>"""


def measure(browser: str, page: pathlib.Path, width: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        probe = pathlib.Path(folder, "probe.html")
        probe.write_text(PROBE.format(page=page.resolve().as_uri(), width=width))
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={folder}/profile",
            "--allow-file-access-from-files",
            "--window-size=1400,2100",
            "--dump-dom",
            probe.as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r"<title>(\{.*?\})</title>", done.stdout)
    if found is None:
        sys.exit(f"the page did not load:\n{done.stdout[:500]}\n{done.stderr[-500:]}")
    return json.loads(found.group(1))


def main() -> None:
    browser, page = sys.argv[1], pathlib.Path(sys.argv[2])
    for width in (1280, 390):
        seen = measure(browser, page, width)
        print(f"{width} px: {seen}")
        assert seen["width"] == width, "the window has another width"
        assert seen["scrolled"] <= width, "the page is wider than the window"
        assert seen["right"] <= width, "a chart reaches beyond the window"
        assert seen["charts"] == 6, "six charts are to be seen"
        assert seen["words"] > 1000, "the tables are missing"
        assert seen["outside"] == 0, "the page is not self-contained"


main()
