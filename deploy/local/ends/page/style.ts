/** The page's style, in light and in dark; it loads nothing. */
import { Html } from './html.ts';

export const STYLE = new Html(`
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e6e9ef); --dim: light-dark(#667085, #98a2b3);
  --line: light-dark(#e4e7ec, #2a3242); --card: light-dark(#fff, #171c26); --page: light-dark(#f6f7f9, #0f131a);
  --good: light-dark(#067647, #47cd89); --bad: light-dark(#b42318, #f97066); --accent: light-dark(#3538cd, #a4bcfd); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
p { color: var(--dim); margin: .3rem 0; } code, td.id { font: 13px/1.5 ui-monospace, monospace; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.chips li { background: var(--card); border: 1px solid var(--line); border-radius: 999px; padding: .2rem .75rem; }
.chips li::before { content: '●'; color: var(--good); margin-right: .4rem; }
.chips li.gone::before { color: var(--bad); } .chips small { color: var(--dim); }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; } th { color: var(--dim); font-weight: 500; }
th, td { text-align: left; padding: .5rem .8rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } td { max-width: 30rem; overflow-wrap: anywhere; }
.completed, .succeeded { color: var(--good); } .failed { color: var(--bad); } .channel { color: var(--accent); }
time { white-space: nowrap; color: var(--dim); }
`);
