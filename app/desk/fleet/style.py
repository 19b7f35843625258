"""How the page looks; the colours are those of `resources/style/tokens.json`."""

import json
from importlib.resources import files

_RULES = """
:root{color-scheme:light dark;LIGHT}
@media (prefers-color-scheme:dark){:root{DARK}}
body{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1.5rem}
body{color:var(--text);background:var(--window)}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2.2rem 0 .5rem}h3{font-size:1.05rem;margin:0}
p{margin:.3rem 0;max-width:48rem}
main{display:none}#en:checked~main.en,#fr:checked~main.fr{display:block}
input{margin:0 .3rem 0 0;width:1.15rem;height:1.15rem;vertical-align:middle;accent-color:var(--accent)}
label{display:inline-block;padding:.4rem 1.2rem .4rem 0}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
article{background:var(--surface);border:1px solid var(--hairline)}
article{border-left:6px solid var(--border);border-radius:6px;padding:.8rem 1rem;margin:.8rem 0}
article.on{border-left-color:var(--trouble)}
pre{font:.9rem/1.45 ui-monospace,monospace;background:var(--raised);padding:.7rem;margin:.6rem 0 0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border-radius:4px;user-select:all}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--surface)}
caption{text-align:left;color:var(--muted);padding:.2rem 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--hairline)}
thead th{color:var(--muted);font-weight:600}tbody th{font-weight:500}
td:last-child{min-width:8rem}td{font-variant-numeric:tabular-nums;min-width:4rem}td.n{white-space:nowrap}
svg{display:block;width:21rem;height:28px;background:var(--raised);border-radius:2px}
rect{fill:var(--accent)}.day{stroke:var(--hairline);stroke-width:.6;fill:none}
@media print{main{break-inside:auto}svg{width:14rem}}
"""


def _style() -> str:
    tokens = json.loads(files("resources.style").joinpath("tokens.json").read_text("utf-8"))
    rules = _RULES.replace("\n", "")
    for name in ("light", "dark"):
        colours = ";".join(f"--{key}:{value}" for key, value in tokens[name].items())
        rules = rules.replace(name.upper(), colours)
    return rules


STYLE = _style()
