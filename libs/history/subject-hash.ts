/** What stays of a subject that is erased. */
import { createHash } from 'node:crypto';

/** The hash of tenant, module and record, by which an erased subject is known again where its record is. */
export const subjectHashOf = (tenantId: string, module: string, recordId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tenantId, module, recordId]))
    .digest('hex');
