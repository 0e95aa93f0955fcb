// The English sentences by their codes: what of a document is said in other languages, too.
import { faultEnglish } from './fault-english.ts';

/** Placeholders as in fault-english.ts. */
export const english = {
  ...faultEnglish,
  'fault-gate-unasked': 'It judged nothing: no fault that it is about was measured.',
  'fault-gate-void': 'It was tried and says nothing: {reason}',
  'fault-gate-not-measured': 'It was not measured: {reason}',
  'reason-unknown': 'no reason is known.',
  'fault-gate-invalid-run': 'The run is not valid, so nothing is judged on it.',
  'fault-gate-average':
    '{what} is {share} on average and {worst} in the worst group; at least {limit} is asked for.',
  'fault-gate-time': '{what} {time}; at most {limit} is asked for.',
  'fault-gate-more': 'About {groups} more {groups:group|groups} would decide it.',
  'fault-gate-no-time': '{what} has no data; at most {limit} is asked for.',
  availability: 'Availability',
  'user-uptime': 'User-uptime',
  'user-uptime-unknown':
    'User-uptime is not known: the scenario tells no users apart, or they came back too seldom before the fault.',
  recovery: 'Recovery',
  'longest-outage': 'The longest outage',
  'time-open': 'had not ended after {time} in {censored} of {groups} {groups:group|groups}',
  'time-partly-open':
    'takes {low} or more, and had not ended after {time} in {censored} of {groups} {groups:group|groups}',
  'time-known': 'takes {range} over {groups} {groups:group|groups}',
  'time-range': '{low} to {high}',
  'fault-gate-writes':
    '{count} {count:write|writes} of {acknowledged} acknowledged are wrong ({lost} lost, {duplicated} duplicated, {phantom} never sent, {resurrected} refused, {wrongAmount} with another amount, {lostUpdates} overwritten); at most {limit} is asked for.',
  'not-audited': 'Not audited: {reason}',
  'fault-gate-no-limit': 'The experiment declares no limit of staleness.',
  'fault-gate-stale':
    '{count} of {reads} {reads:read|reads} of changed data are older than {age}; at most {limit} is asked for.',

  'gate-subject': '{metric} of {variant} under {scenario} ({load})',
  'gate-invalid-run': '{subject} was not judged: the run is not valid.',
  'gate-not-measured': '{subject} was not judged: the variant was not measured.',
  'gate-not-compared': '{subject} could not be compared over {groups} {groups:group|groups}.',
  'gate-relative':
    '{subject} differs by {value} {interval} from the baseline over {groups} {groups:group|groups}; {tolerance} worse is accepted.',
  'gate-little-data': '{subject} has too little data over {groups} {groups:group|groups}.',
  'gate-typical-at-most':
    '{subject} is {value} in the typical group and {worst} in the worst; at most {limit} is asked for.',
  'gate-typical-at-least':
    '{subject} is {value} in the typical group and {worst} in the worst; at least {limit} is asked for.',
  'gate-share-at-most':
    '{subject} is {value} over all requests and {worst} in the worst group; at most {limit} is asked for.',
  'gate-share-at-least':
    '{subject} is {value} over all requests and {worst} in the worst group; at least {limit} is asked for.',
  'gate-count':
    '{subject}: {value} over {groups} {groups:group|groups}; at most {limit} is asked for.',
  'gate-none-broken': 'None of {groups} {groups:group|groups} breaks the limit.',
  'gate-some-broken': '{broken} of {groups} {groups:group|groups} {broken:breaks|break} the limit.',
  'gate-groups-unknown':
    '{unknown} {unknown:group has|groups have} too few requests for this figure.',
  'gate-typical-epoch-at-most':
    '{subject} is {value} in the typical epoch and {worst} in the worst group; at most {limit} is asked for.',
  'gate-typical-epoch-at-least':
    '{subject} is {value} in the typical epoch and {worst} in the worst group; at least {limit} is asked for.',
  'gate-none-broken-epochs':
    'None of {groups} {groups:launch|launches} in {epochs} {epochs:epoch|epochs} breaks the limit.',
  'gate-some-broken-epochs':
    '{broken} of {groups} {groups:launch|launches} {broken:breaks|break} the limit: one or more in {brokenEpochs} of {epochs} {epochs:epoch|epochs}, all of them in {wholly}.',
  'gate-epochs-unknown':
    '{unknown} {unknown:epoch has|epochs have} a group with too few requests for this figure.',
  'gate-shows-most': 'At most {most} of launches break it (95% confidence).',
  'gate-shows-more': 'More than {most} of launches break it ({confidence} confidence).',
  'gate-fails-on-average': 'The average over launches breaks it (99% confidence).',
  'gate-shows-neither':
    'That shows neither that at most {most} of launches break it nor that more do.',
  'gate-misses':
    'A service that breaks it in 1 launch of 10 passes in {miss} of such runs; `badLaunchesRatio: 0.1` and {groups} {groups:group|groups} tell it apart.',
  'gate-misses-epochs':
    'A service that breaks it in 1 epoch of 10 passes in {miss} of such runs; `badLaunchesRatio: 0.1` and {groups} {groups:epoch|epochs} tell it apart.',
  'advise-mend': 'Mend the cause and run again; a gate that was not judged never passes.',
  'advise-comparison':
    'See the same comparison in the report: CPU and database calls per request say where the time goes.',
  'advise-wrong-data':
    'Wrong data stands above every speed: see the failure reasons of the variant.',
  'advise-groups': 'See the figures of each group in the report.',
  'advise-undecidable': 'Undecidable here.',
  'advise-detectable': 'A slowdown below {least} is not found here.',
  'advise-quieter':
    'Raise the tolerance or the number of groups, judge CPU per request, or use a quieter machine.',
  'advise-little-data': 'Too little data to say how many more groups would decide it.',
  'advise-more':
    'About {groups} more {groups:group|groups} would decide it: `loadstone gate --more <id> --groups {groups}`.',
  'advise-more-epochs':
    'About {epochs} more {epochs:epoch|epochs} would decide it: launches of one occasion count once (`loadstone gate --more <id>` on another day).',
  'advise-more-of-run':
    'About {groups} more {groups:group|groups} would decide it: `loadstone gate --more {run} --groups {groups}`.',
  'advise-more-epochs-of-run':
    'About {epochs} more {epochs:epoch|epochs} would decide it: launches of one occasion count once (`loadstone gate --more {run}` on another day).',
  'advise-epochs-disagree':
    'Launches of the same epoch disagree about the limit, so no number of epochs is known to decide it; see the figures of each group in the report.',

  'exercise-counter': '{label}: {sign} grew by {figure} a request; the limit is {limit}.',
  'exercise-counter-still':
    '{label}: {sign} did not grow in {requests} {requests:request|requests}.',
  'exercise-moving':
    '{label}: {count} of {sign} grew by at least {figure} a request; the limit is {limit}.',
  'exercise-no-request': '{label}: no request was counted, so nothing is known of it.',
  'exercise-no-group': '{label}: there is no valid group, so nothing is known of it.',
  'exercise-no-counters': '{label}: {sign} could not be read; the service offers no counter.',
  'exercise-no-counter':
    '{label}: the service offers no counter {sign}; the most similar one is {nearest}.',
  'exercise-index':
    '{label}: at most {figure} of the statements or of their time used {sign}; the limit is {limit}.',
  'exercise-index-still': '{label}: no scan of {sign} was counted.',
  'exercise-same-indexes': '{label} has no index that {other} lacks.',
  'exercise-no-index': '{label}: the database has no index {sign}.',
  'exercise-no-indexes': '{label}: index scans could not be read.',
  'exercise-too-short':
    '{label}: no scan of {sign} was seen, but the trials are too short to tell; measure at least 2 s a group.',
  'gate-not-exercised':
    '{subject} was not judged: this scenario does not exercise what tells the variant from the baseline.',
  'advise-exercise':
    'Judge the variant under a scenario that uses it, or leave it out of this gate.',
  'sweep-not-exercised':
    'This scenario does not exercise what tells the variant from the baseline, so where its curve differs, that is chance, and it stands in no ranking.',
  'advise-sweep-exercise': 'Sweep it under a scenario that uses it.',
  'trend-throughput-up':
    'Its throughput rose by {change} from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-throughput-down':
    'Its throughput fell by {change} from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-latency-up':
    'Its median latency rose by {change} from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-latency-down':
    'Its median latency fell by {change} from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-ratio-up':
    'Its throughput still grew by {change} against the baseline from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-ratio-down':
    'Its throughput still fell by {change} against the baseline from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-latency-ratio-up':
    'Its median latency still grew by {change} against the baseline from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-latency-ratio-down':
    'Its median latency still fell by {change} against the baseline from the first to the last slice of a group ({range}, {groups} {groups:group|groups}).',
  'trend-hits-up':
    'Its cache was still filling: the hit ratio rose by {change} of its value from the first to the last quarter of the slices ({range}, {groups} {groups:group|groups}).',
  'trend-hits-down':
    'Its cache lost entries: the hit ratio fell by {change} of its value from the first to the last quarter of the slices ({range}, {groups} {groups:group|groups}).',
  'trend-advise-warmup':
    'If the change levels off as it does while a cache fills, about {requests} {requests:request|requests} of warm-up (`warmup.requests`) would be enough.',
  'trend-advise-slowing':
    'It gets slower under load, which no warm-up changes: look for what grows (memory, tables, queues), and read its figures as those of the first seconds.',
  'trend-advise-unknown':
    'Warm up longer (warmup.requests, warmup.maxMs) and look again; how long cannot be derived from this run.',
  // Of documents that were written before gates counted launches.
  'fault-gate-few-groups':
    '{what} is {share} over {groups} {groups:group|groups}, too few to judge; at least {limit} is asked for.',
  'fault-gate-share':
    '{what} is {share} {range} over {groups} {groups:group|groups}; at least {limit} is asked for.',
  'fault-gate-time-few': 'Below {fewest} {fewest:group|groups} nothing is judged.',
  'gate-at-most':
    '{subject} is {value} over {groups} {groups:group|groups}; at most {limit} is asked for.',
  'gate-at-least':
    '{subject} is {value} over {groups} {groups:group|groups}; at least {limit} is asked for.',

  'warn-groups-disagree':
    'In {slow} of {groups} {groups:group|groups} p99 was more than twice that of the typical group: up to {highest} beside {typical}.',
  'advise-groups-disagree':
    'Look at these groups: the typical figure does not show them, and a limit holds only where nearly every launch keeps it.',
  'warn-bodies-sampled':
    'Body checks looked at {share} of the answers; {wrong} of {checked} ({wrongShare}) were wrong. The success share of {success} counts all others as right; if they are wrong as often, it is {expected}.',
  'advise-bodies-sampled':
    'Read the share of wrong answers, not the success share; `bodyCheckRatio: 1` checks every answer.',
  'warn-groups-dependent':
    'Neighbouring groups of {scenario} ({load}) resemble each other (autocorrelation {correlation}), so its intervals are too narrow by a factor of about {factor}.',
  'advise-groups-dependent':
    'Spread the groups over several occasions with `--epochs`, or find out what changes while the run goes on.',
  'few-cpus':
    '{level} needs {total} CPUs for a fair look ({service} for the service, 1 for the load generator); measured on {given}, it shows the overhead only.',
  'advise-few-cpus': 'Measure it on a machine with {total} CPUs or more, or leave this level out.',

  'choose-best':
    'Best estimate in {metric} of the variants that are better than the baseline and answer right; {others}.',
  'others-behind': 'every other variant is worse than it, or barred, or not judged',
  'others-tied': '{count} {count:other is|others are} not told apart from it',
  'keep-baseline':
    'No variant that answers right is shown to be better than the baseline in {metric}: {equivalent} equivalent, {inconclusive} inconclusive, {worse} worse, {barred} barred.',
} as const;
