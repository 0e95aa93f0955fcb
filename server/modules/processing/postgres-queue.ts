// A queue in a table: a worker takes a row that no other holds, writes its order, and deletes it in the same commit.
import type { Database, Statement } from '../../plugins/database.ts';
import type { OrderRequest } from '../orders/request.ts';
import { isRefusal, type JobQueue } from './queue.ts';

const putJobs: Statement = {
  name: 'order_jobs_put',
  text: `INSERT INTO order_jobs (request, created_at)
    SELECT request::jsonb, now() FROM unnest($1::text[]) WITH ORDINALITY AS job(request, place)
    ORDER BY place`,
};

const takeJob: Statement = {
  name: 'order_jobs_take',
  text: `DELETE FROM order_jobs WHERE id = (
      SELECT id FROM order_jobs WHERE refusal IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, request`,
};

const refuseJob: Statement = {
  name: 'order_jobs_refuse',
  text: 'UPDATE order_jobs SET refusal = $2 WHERE id = $1 AND refusal IS NULL RETURNING id',
};

interface Job {
  readonly id: number;
  readonly request: OrderRequest;
}

/** A worker that dies rolls back: its job is free again, and its order was not written. */
export function createPostgresQueue(database: Database): JobQueue {
  const deliver: JobQueue['deliver'] = async (write) => {
    let job: Job | undefined;
    try {
      await database.transaction(async (transaction) => {
        [job] = await transaction.query<Job>(takeJob);
        if (job !== undefined) await write(transaction, job.request);
      });
      return job && { request: job.request, refusal: undefined };
    } catch (cause) {
      if (job === undefined || !isRefusal(cause)) throw cause;
      const marked = await database.query(refuseJob, [job.id, cause.code]);
      // Free for a moment, since writing was rolled back: another worker has taken it then, and tells of it.
      if (marked.length === 0) return deliver(write);
      return { request: job.request, refusal: cause };
    }
  };
  return {
    deliver,
    put: async (requests) => {
      await database.query(putJobs, [requests.map((request) => JSON.stringify(request))]);
    },
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
