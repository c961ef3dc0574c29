/** Records that no retry helps: kept on a topic of their own with their origin and their bytes, so that the partition goes on. */
export { createDeadLetters, type DeadLetters, type DeadLettersOptions } from './dead-letters.ts';
export { readOrBury } from './read-or-bury.ts';
