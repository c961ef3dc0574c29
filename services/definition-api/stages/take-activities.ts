/**
 * Stage: takes activities, all or none, each once. An id is claimed before its record is sent, so that of two requests with
 * the same id and other content one is refused; it is marked as taken after, so that a request that was cut off in between
 * may be asked again. What is sent twice has the same ids, and starts nothing twice.
 */
import { err, ok, UpshotError, type Result } from '@upshot/errors';
import { inStage, type Telemetry } from '@upshot/telemetry';
import type { Activity } from '@upshot/schemas';
import type { ActivityTopic } from '../ports/activity-topic.ts';
import { activityKey, type Claim, type KnownActivities } from '../ports/known-activities.ts';

interface SentActivity {
  readonly activity: Activity;
  readonly contentHash: string;
}

export interface ActivityIntake {
  /**
   * Per activity whether it had been taken before; or the places of those whose id stands for other content. Throws
   * `bus_unavailable` and `store_unavailable`: then none counts as taken.
   */
  take(sent: readonly SentActivity[]): Promise<Result<readonly boolean[], readonly number[]>>;
  /** Why none could be taken lately; null where nothing is known to be wrong. */
  failure(): string | null;
}

export interface ActivityIntakeOptions {
  readonly known: KnownActivities;
  /** Null until Kafka and the registry have first answered. */
  readonly topic: () => ActivityTopic | null;
  readonly telemetry: Telemetry;
  readonly newId: () => string;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** A failure is told for so long: what comes next may go well, and nobody would find out by asking for readiness. */
const TOLD_MS = 15_000;

/** An intake. */
export function createActivityIntake(options: ActivityIntakeOptions): ActivityIntake {
  let failedAtMs = Number.NEGATIVE_INFINITY;
  return {
    async take(sent) {
      const topic = options.topic();
      if (topic === null) throw away();
      const claims = sent.map(toClaim);
      const claimed = await claimAll(claims, options);
      if (!claimed.ok) return claimed;
      const repeated = claimed.value;
      const fresh = sent.filter((_, index) => repeated[index] !== true);
      if (fresh.length === 0) return ok(repeated);
      try {
        await sendAll(fresh, topic, options.telemetry);
      } catch (thrown) {
        failedAtMs = options.now();
        throw thrown;
      }
      failedAtMs = Number.NEGATIVE_INFINITY;
      options.crashPoint('definition-api.activities-sent');
      await options.known.markTaken(fresh.map(toClaim));
      return ok(repeated);
    },
    failure: () =>
      options.topic() === null || options.now() - failedAtMs < TOLD_MS ? 'bus_unavailable' : null,
  };
}

const away = (): UpshotError => new UpshotError('bus_unavailable', 'Kafka has not answered yet');

const toClaim = ({ activity: { tenantId, source, id }, contentHash }: SentActivity): Claim => ({
  key: activityKey(tenantId, source, id),
  contentHash,
});

/** Whether each was taken before, by another request or earlier in this one; what cannot be claimed is claimed by none of them. */
async function claimAll(
  claims: readonly Claim[],
  { known, newId }: ActivityIntakeOptions,
): Promise<Result<readonly boolean[], readonly number[]>> {
  const first = new Map<string, number>();
  claims.forEach(({ key }, index) => first.has(key) || first.set(key, index));
  const keys = [...first.keys()];
  const hashOf = (key: string) => claims[first.get(key) ?? -1]?.contentHash;
  const before = await known.find(keys);
  const clash = (found: typeof before) =>
    claims.flatMap(({ key, contentHash }, index) =>
      (found.get(key)?.contentHash ?? hashOf(key)) === contentHash ? [] : [index],
    );
  if (clash(before).length > 0) return err(clash(before));
  const request = newId();
  const unclaimed = claims.filter(({ key }, index) => !before.has(key) && first.get(key) === index);
  if (unclaimed.length > 0) await known.claim(request, unclaimed);
  const after = unclaimed.length > 0 ? await known.find(keys) : before;
  if (clash(after).length === 0)
    return ok(claims.map(({ key }, index) => before.get(key)?.taken === true || first.get(key) !== index));
  await known.release(request);
  return err(clash(after));
}

async function sendAll(
  sent: readonly SentActivity[],
  topic: ActivityTopic,
  telemetry: Telemetry,
): Promise<void> {
  await inStage(telemetry, 'take-activities', {}, async ({ context }) => {
    await topic.send(
      sent.map(({ activity }) => activity),
      context,
    );
  });
}
