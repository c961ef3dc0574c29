/** The card at the end of `npm start`: where everything is, and three commands that show it at work. */
import { tryRun } from './download/run.ts';
import type { LocalJson } from './home/local-json.ts';

/** The text of the card. */
export async function card(local: LocalJson, seconds: number): Promise<string> {
  const hasPsql = (await tryRun({ command: 'psql', args: ['--version'] })).code === 0;
  return cardText(local, seconds, hasPsql);
}

/** The same, for a machine with or without psql. */
export function cardText(local: LocalJson, seconds: number, hasPsql: boolean): string {
  return `
  Upshot is ready after ${seconds.toFixed(0)} s.

    Page      ${local.console}
    API       ${local.api}
    API key   ${local.apiKeys.demo}
    CRM       ${local.crm}

  Try it:

  1. A workflow: when a large opportunity is won, call a webhook.
${createCommand(local)}

  2. Win one.
${hasPsql ? winCommand(local) : '    npm run demo'}

  3. See what arrived.
    curl -s '${local.outbox}?channel=webhook'

  Ctrl-C stops everything; npm run reset forgets the data.

`;
}

function createCommand(local: LocalJson): string {
  const filters = { logic: 'AND', conditions: [{ field: 'amount', operator: 'greater_than', value: 1000 }] };
  const config = { url: `${local.hooks}/won`, method: 'POST', body: { opportunity: '{{trigger.name}}' } };
  const workflow = {
    name: 'A large one is won',
    triggerModule: 'opportunities',
    triggerType: 'opportunity_won',
    triggerFilters: filters,
    isActive: true,
    actions: [{ actionType: 'webhook', config, sortOrder: 1 }],
  };
  return `    curl -s -X POST ${local.api}/workflows -H 'Authorization: Bearer ${local.apiKeys.demo}' \\
      -H 'Content-Type: application/json' -d '${JSON.stringify(workflow)}'`;
}

function winCommand(local: LocalJson): string {
  const one = "select id from opportunities where stage not in ('won', 'lost') and amount > 1000 limit 1";
  return `    psql '${local.crm}' -c "update opportunities set stage = 'won' where id = (${one})"`;
}
