"""axe-core on a page: what breaks WCAG 2.0 to 2.2, A or AA, or axe's best practices."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run(document, { runOnly: rules })).violations.map(
  (broken) => `${broken.id}: ${broken.help}: ${broken.nodes.slice(0, 4).map((node) => node.target.join(" ")).join(" | ")}`)"""


def findings(page: Page) -> list[str]:
    """One sentence a broken rule. The script comes as a function through the debugger, which the page's policy lets pass."""
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')}\n}}")
    return list(page.evaluate(RUN, RULES))
