/** What the mirror keeps of each record, and how other services read it. */
export {
  fromDocument,
  MIRROR,
  mirrorCollections,
  mirrorId,
  paddedSequence,
  toDocument,
  type MirrorDocument,
} from './document.ts';
export { createMirrorReader, type MirrorReader, type Page } from './mirror-reader.ts';
export type { RecordName, Remembered } from './remembered.ts';
export { createProgressMarks, MIRROR_PROGRESS, type Progress, type ProgressMarks } from './progress.ts';
export {
  createRelatedReader,
  type RelatedAsk,
  type RelatedReader,
  type RelatedReaderOptions,
} from './related-reader.ts';
export { askOf, type AskedFor } from './ask-of.ts';
