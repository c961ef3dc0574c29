/** Stage plan-existing: a page of the records that existed before a definition did, from the mirror, each planned for it. */
import type { Codec } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import type { MirrorReader } from '@upshot/mirror-reader';
import { TIMER_COMMANDS, type TimerCommand } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, inStage, type Telemetry } from '@upshot/telemetry';
import { judge, liesAhead } from '../time/judge.ts';
import type { TimeRule } from '../time/time-rules.ts';
import { timerCommand } from '../time/timer-command.ts';

export interface PlanExistingPorts {
  readonly mirror: Pick<MirrorReader, 'readPage'>;
  readonly bus: Pick<Bus, 'send'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** What became of a page. */
export interface PlannedPage {
  readonly sent: number;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

/**
 * Plans up to `limit` records after `cursor`; resolves when the commands are acknowledged. What was due before the revision was
 * published is past. Throws `store_unavailable` or `bus_unavailable`.
 */
export async function planExisting(
  rule: TimeRule,
  cursor: string | null,
  limit: number,
  ports: PlanExistingPorts,
): Promise<PlannedPage> {
  const { tenantId, id } = rule.definition;
  const module = rule.trigger.dated.module;
  const attributes = {
    [ATTRIBUTES.tenantId]: tenantId,
    [ATTRIBUTES.definitionId]: id,
    [ATTRIBUTES.module]: module,
  };
  return inStage(ports.telemetry, 'plan-existing', { attributes }, async ({ context }) => {
    const page = await ports.mirror.readPage({ tenantId, module }, cursor, limit);
    const commands = page.records.flatMap((record) => commandOf(rule, record, ports.now()) ?? []);
    const headers = contextToHeaders(context);
    ports.crashPoint('matcher.page-planned');
    await ports.bus.send(
      commands.map((command) => ({
        topic: TIMER_COMMANDS,
        key: command.timerId,
        value: ports.timerCodec.encode(command),
        headers,
      })),
    );
    ports.crashPoint('matcher.page-sent');
    return { sent: commands.length, next: page.next };
  });
}

type ExistingRecord = Awaited<ReturnType<MirrorReader['readPage']>>['records'][number];

/** A definition's first revision finds no timers of its own to cancel. */
function commandOf(rule: TimeRule, record: ExistingRecord, nowMs: number): TimerCommand | null {
  const fromMs = rule.publishedAtMs;
  const judgement = judge(rule, record, fromMs);
  if (rule.revision === 1 && !liesAhead(judgement, fromMs)) return null;
  const { recordId, sequence } = record;
  // The mirror has all there is: what it does not know will not be found by looking again.
  const known = judgement.kind === 'unknown' ? ({ kind: 'not_due' } as const) : judgement;
  return timerCommand(rule, known, { recordId, sequence, fromMs, nowMs });
}
