"""The look of the page: two columns on a desk, one on a phone and on paper, light or dark as the reader has it."""

CSS = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2a33; --soft: #5a6872; --line: #d5dce1; --card: #f3f6f8; --good: #00724f; --bad: #b23c00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12191f; --ink: #e3e9ed; --soft: #9fadb7; --line: #34424c; --card: #1b262e;
    --good: #4cc9a0; --bad: #ff9a66;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 1160px; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
p { margin: .4rem 0; }
.facts { color: var(--soft); font-size: .93rem; overflow-wrap: anywhere; }
.headline {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(8.6rem, 1fr)); gap: .6rem; margin: 1.2rem 0; padding: 0;
}
.headline div { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; }
.headline dt { color: var(--soft); font-size: .82rem; line-height: 1.3; }
.headline dd { margin: 0; font-size: 1.45rem; font-weight: 600; line-height: 1.3; white-space: nowrap; }
.headline small { font-size: .85rem; font-weight: 400; color: var(--soft); }
.plots {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.6rem 2rem;
  align-items: start;
}
figure { margin: 0; break-inside: avoid; min-width: 0; }
figure svg { display: block; width: 100%; height: auto; }
figure svg text { font-family: inherit !important; }
figcaption { color: var(--soft); font-size: .9rem; line-height: 1.4; margin-top: .3rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .28rem 1.4rem .28rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; }
.number, #batches td, time { white-space: nowrap; }
.passed { color: var(--good); font-weight: 600; }
.failed { color: var(--bad); font-weight: 600; }
@media (max-width: 30rem) {
  main { padding: 1rem .75rem 2rem; }
  h1 { font-size: 1.4rem; }
  .headline { grid-template-columns: repeat(2, 1fr); }
  .headline dd { font-size: 1.2rem; }
  th, td { padding-right: .7rem; }
  #rows td:first-child { overflow-wrap: anywhere; }
  #checks th, #checks td:last-child { display: none; }
  #checks td { display: block; border: 0; padding: 0; }
  #checks td:nth-child(2) { font-weight: 600; }
  #checks td:nth-child(3)::before { content: "Expected: "; color: var(--soft); }
  #checks td:nth-child(4)::before { content: "Observed: "; color: var(--soft); }
  #checks td:nth-child(4) { border-bottom: 1px solid var(--line); padding-bottom: .5rem; margin-bottom: .5rem; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #f3f3f3; --good: #00573c; --bad: #8f3000; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  .plots { grid-template-columns: 1fr 1fr; gap: 1rem; }
  h2 { break-after: avoid; }
}
"""
