/** Puts together what is told of the past: searches, statistics, how long it is kept, erasures, and runs as they change. */
import {
  createErasures,
  createHistorySearch,
  createLiveRuns,
  createRetentionSettings,
  createStatistics,
} from '@upshot/history';
import type { ServiceKit } from '@upshot/service';
import type { Db } from 'mongodb';
import type { PastPorts } from './routes/handler.ts';

/** Everything over one database. `live` is to be closed before the server is: its answers never end by themselves. */
export function createPast({ log }: Pick<ServiceKit, 'log'>, db: Db): PastPorts {
  return {
    search: createHistorySearch(db),
    statistics: createStatistics(db, Date.now),
    retention: createRetentionSettings(db, Date.now),
    erasures: createErasures(db, Date.now),
    live: createLiveRuns(db, { log }),
  };
}
