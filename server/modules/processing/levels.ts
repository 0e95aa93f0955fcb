// How each level of CRM_WORKFLOW is made. A level is its file, its entry here, and its name in level-names.ts.
import { connectRedis } from '../../plugins/redis.ts';
import type { WorkflowLevelName } from './level-names.ts';
import { createOneTransaction } from './one-transaction.ts';
import { createPipelined } from './pipelined.ts';
import { createPostgresQueue } from './postgres-queue.ts';
import type { Processor, ProcessorParts } from './processor.ts';
import { createQueueProcessor } from './queue.ts';
import { createRedisQueue } from './redis-queue.ts';
import { createRowByRow } from './row-by-row.ts';
import { createSetBased } from './set-based.ts';

export const processors: Readonly<Record<WorkflowLevelName, (parts: ProcessorParts) => Processor>> =
  {
    'row-by-row': createRowByRow,
    'one-transaction': createOneTransaction,
    pipelined: createPipelined,
    'set-based': createSetBased,
    'queue-postgres': (parts) => createQueueProcessor(parts, createPostgresQueue(parts.database)),
    'queue-redis': (parts) => {
      const { redis, database } = parts;
      if (redis === undefined) throw new Error('parseConfig lets no such configuration through');
      const client = connectRedis(redis.url, redis.timeoutMs);
      return createQueueProcessor(parts, createRedisQueue(client, redis.namespace, database));
    },
  };
