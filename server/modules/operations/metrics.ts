// The same counters in the text format of Prometheus.
import type { Snapshot } from '../../threads/snapshot.ts';

function renderMetric(
  name: string,
  kind: string,
  help: string,
  samples: readonly string[],
): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...samples, ''].join('\n');
}

/** Text of version 0.0.4; labels are names and numbers of our own, so nothing needs escaping. */
export function renderMetrics(configHash: string, snapshot: Snapshot): string {
  const requests = Object.entries(snapshot.requests).flatMap(([route, counts]) =>
    Object.entries(counts).map(
      ([status, count]) => `crm_requests_total{route="${route}",status="${status}"} ${count}`,
    ),
  );
  const { nearHits, farHits, misses, invalidations, bypasses, errors } = snapshot.cache;
  const served = snapshot.servedByWorker.map(
    (count, place) => `crm_worker_requests_total{worker="${place}"} ${count}`,
  );
  const acts = Object.entries(snapshot.acted).map(
    ([name, count]) => `crm_level_acts_total{act="${name}"} ${count}`,
  );
  return [
    renderMetric('crm_info', 'gauge', 'Always 1; names the configuration.', [
      `crm_info{config_hash="${configHash}"} 1`,
    ]),
    renderMetric('crm_processes', 'gauge', 'Processes of the service.', [
      `crm_processes ${snapshot.pids.length}`,
    ]),
    renderMetric('crm_requests_total', 'counter', 'Finished answers.', requests),
    renderMetric('crm_worker_requests_total', 'counter', 'Finished answers by worker.', served),
    renderMetric('crm_pool_jobs_total', 'counter', 'Jobs handed to worker threads.', [
      `crm_pool_jobs_total ${snapshot.poolJobs}`,
    ]),
    renderMetric('crm_cache_hits_total', 'counter', 'Reads without a load of their own.', [
      `crm_cache_hits_total{place="near"} ${nearHits}`,
      `crm_cache_hits_total{place="far"} ${farHits}`,
    ]),
    renderMetric('crm_cache_misses_total', 'counter', 'Reads that loaded.', [
      `crm_cache_misses_total ${misses}`,
    ]),
    renderMetric('crm_cache_invalidations_total', 'counter', 'Keys that own writes made wrong.', [
      `crm_cache_invalidations_total ${invalidations}`,
    ]),
    renderMetric(
      'crm_cache_bypasses_total',
      'counter',
      'Reads past a memory that could be stale.',
      [`crm_cache_bypasses_total ${bypasses}`],
    ),
    renderMetric('crm_cache_errors_total', 'counter', 'Failures of the storage of the cache.', [
      `crm_cache_errors_total ${errors}`,
    ]),
    renderMetric('crm_level_acts_total', 'counter', 'What levels did, by act.', acts),
    renderMetric('crm_queued_writes', 'gauge', 'Acknowledged orders that are not written yet.', [
      `crm_queued_writes ${snapshot.writes.queued}`,
    ]),
    renderMetric('crm_lost_writes_total', 'counter', 'Acknowledged orders that failed.', [
      `crm_lost_writes_total ${snapshot.writes.lost}`,
    ]),
  ].join('');
}
