/** One thing that a graph as a whole must be. */
import type { Report } from '../shared/report.ts';
import type { Subject } from './subject.ts';

/** Reports each problem by its place. Pure. */
export type GraphCheck = (subject: Subject, report: Report) => void;
