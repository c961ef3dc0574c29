/** An action's config has its shape, writes only what may be written, and holds templates that can be rendered. */
import { isJsonObject } from '../../shared/json.ts';
import { readConfig } from '../../shared/read-config.ts';
import type { GraphCheck } from '../graph-check.ts';
import { eachOf } from '../subject.ts';

export const actions: GraphCheck = (subject, report) => {
  eachOf(subject, 'action', ({ action, config }, place) => {
    if (isJsonObject(config)) readConfig(action, config, [...place, 'config'], { ...subject.scope, report });
  });
};
