/** The list of engines. */
import { connect } from './connect.ts';
import { ENGINE_NAMES, type Engine } from './contract.ts';
import { kafka } from './kafka.ts';
import { mongo } from './mongo.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { registry } from './registry.ts';

const BY_NAME = { kafka, mongo, redis, postgres, registry, connect } as const;

/** All engines, in the order in which they can start. */
export const ENGINES: readonly Engine[] = ENGINE_NAMES.map((name) => BY_NAME[name]);
