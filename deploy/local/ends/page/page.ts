/** The plain page of the local set-up: what runs, the last runs, and what was sent. */
import type { OutboxEntry } from '../entries.ts';
import type { ProcessState, RunLine, SetUp } from '../set-up.ts';
import { type Html, html, join } from './html.ts';
import { STYLE } from './style.ts';

const SHOWN = 200;

/** The whole page; everything that came from outside is escaped. */
export function renderPage(setUp: SetUp, outbox: readonly OutboxEntry[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta http-equiv="refresh" content="5" />
        <title>Upshot</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1>Upshot</h1>
          <p>
            A record changes, and what should follow, follows. API: <code>${setUp.api ?? 'starting'}</code>
          </p>
          <h2>What runs</h2>
          ${processes(setUp.processes)}
          <h2>Last runs</h2>
          ${runs(setUp.runs)}
          <h2>Outbox</h2>
          ${entries(outbox)}
        </main>
      </body>
    </html>`.text;
}

function processes(list: readonly ProcessState[]): Html {
  if (list.length === 0) return html`<p>The set-up is still starting.</p>`;
  const chips = list.map(
    ({ name, pid, alive }) =>
      html`<li class="${alive ? 'alive' : 'gone'}">${name} <small>${pid}</small></li>`,
  );
  return html`<ul class="chips">
    ${join(chips)}
  </ul>`;
}

function runs(list: readonly RunLine[] | null): Html {
  if (list === null) return html`<p>The API does not answer yet.</p>`;
  if (list.length === 0) return html`<p>Nothing has run yet. Create a workflow, then change a record.</p>`;
  const rows = list.map(
    (run) =>
      html`<tr>
        <td>${when(run.startedAt)}</td>
        <td>${run.workflow}</td>
        <td>${run.trigger}</td>
        <td class="id">${run.recordId}</td>
        <td class="${run.status}">${run.status}</td>
        <td class="id">${run.id}</td>
      </tr>`,
  );
  return table(['Started', 'Workflow', 'Trigger', 'Record', 'Status', 'Run'], rows);
}

function entries(list: readonly OutboxEntry[]): Html {
  if (list.length === 0) return html`<p>Nothing has been sent yet.</p>`;
  const rows = list.map(
    (entry) =>
      html`<tr>
        <td>${when(entry.at)}</td>
        <td class="channel">${entry.channel}</td>
        ${join(summaryOf(entry).map((text) => html`<td>${shortened(text)}</td>`))}
      </tr>`,
  );
  return table(['Caught', 'Channel', 'To', 'What', 'Content'], rows);
}

function summaryOf(entry: OutboxEntry): readonly [to: string, what: string, content: string] {
  if (entry.channel === 'email') return [entry.to.join(', '), entry.subject, entry.text || entry.html];
  if (entry.channel === 'webhook') return [entry.path, entry.method, entry.rawBody];
  return [entry.userId, entry.title, entry.message];
}

function table(heads: readonly string[], rows: readonly Html[]): Html {
  const head = heads.map((text) => html`<th scope="col">${text}</th>`);
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${join(head)}
        </tr>
      </thead>
      <tbody>
        ${join(rows)}
      </tbody>
    </table>
  </div>`;
}

const when = (at: string): Html =>
  html`<time datetime="${at}">${at.replace('T', ' ').replace(/\.\d+Z$/, '')}</time>`;

const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);
