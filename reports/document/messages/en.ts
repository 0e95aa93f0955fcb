// What documents say, in English, as ICU messages by code: their parameters are typed by these texts.
import { failures } from './failures.ts';
import { faults } from './faults.ts';
import { tour } from './tour.ts';

export const en = {
  ...failures.en,
  ...faults.en,
  ...tour.en,
  'every-variant': 'every variant',
  'watch-variants': '{fault}, {variants}: {what}.',
  'watch-single-point':
    '{fault}: a single point of failure; no variant serves requests while it lasts.',
  'watch-all-down':
    '{fault}: every variant serves fewer than half of the requests well while it lasts: {shares}.',
  'watch-some-down':
    '{fault}: fewer than half of the requests are served well while it lasts with {shares}.',
  'watch-unknown': '{fault}: unknown for {count} of {all} variants.',
  'share-of-variant': '{variant} ({share})',
  'data-wrong': 'wrong data: {wrong}',
  'wrong-lost': '{count, plural, one {# acknowledged write} other {# acknowledged writes}} lost',
  'wrong-duplicated': '{count, plural, one {# write} other {# writes}} duplicated',
  'wrong-resurrected':
    '{count, plural, one {# refused write} other {# refused writes}} applied all the same',
  'wrong-phantom': '{count, plural, one {# write} other {# writes}} that nobody sent',
  'wrong-wrongAmount': '{count, plural, one {# write} other {# writes}} with a different amount',
  'wrong-lostUpdates': '{count, plural, one {# update} other {# updates}} overwritten',
  'wrong-rule': 'rule "{rule}" broken',
  'slower-than-before':
    'responses are good again but slower than before in {censored} of {groups, plural, one {# group} other {# groups}} (watched for {watched})',
  'never-recovered':
    'the service never recovered in {censored} of {groups, plural, one {# group} other {# groups}} (watched for {watched})',
  'slow-recovery': 'recovery takes {time} from the start of healing',
  'stale-reads': '{count, plural, one {# read} other {# reads}} older than allowed, up to {age}',
  'watch-few-groups':
    'Differences between variants are figures only: with {groups, plural, one {# group} other {# groups}} any of them may be chance. At least {fewest, plural, one {# group is} other {# groups are}} needed to show one among {count}.',
  'worse-than-baseline': 'availability {points} percentage points below that of the baseline',
  'found-lost':
    'Acknowledged but missing from the data: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-phantom':
    'In the data but never sent: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-resurrected':
    'In the data although definitely refused: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-duplicated':
    'In the data more than once: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-wrong-amount':
    'In the data with a different amount: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-shared-version':
    'Same version acknowledged to two writes: {count, plural, one {# version} other {# versions}} (<items>{examples}</items>).',
  'found-older-version':
    'In the data at an older version than acknowledged: {count, plural, one {# record} other {# records}} (<items>{examples}</items>).',
  'found-rule': 'The rule "{rule}" is broken by {count, plural, one {# row} other {# rows}}.',
  'found-stale':
    'Older than the {limitMs} ms allowed: {count, plural, one {# read} other {# reads}}, up to {mostMs} ms.',
  'version-of': '{entity} version {version}',
  'version-behind': '{entity} at {current}, not {acknowledged}',
  'and-more': 'and {count} more',
  'audit-none': 'No episode was audited.',
  'audit-some-blind': '{count} of {episodes} episodes: {reasons}',
  'audit-no-write': 'No write was acknowledged, so nothing could be lost.',
  'audit-not-configured': 'The config has neither faults.audit.operations nor faults.audit.path.',
  'audit-no-database': 'The variant has no database.',
  'audit-earlier-writes':
    '{count, plural, one {# write} other {# writes}} of this episode {count, plural, one {was} other {were}} in the data before it began: each start of the service needs data of its own (target.dataFolderEnv).',
  'audit-status': '{path} answered with status {status}.',
  'turn-never-came': 'The run ended before its turn. `--resume` goes on with it.',
  'no-demand':
    'No request was due in one of the phases. Raise faults.rateRps, or make the phases longer.',
  'not-good-before':
    'No response was good before the fault. Look at the service alone first: `npx loadstone faults --fault control`.',
  'no-effect': 'The fault did not take effect: {evidence}',
  'not-applied': 'The fault could not be applied: {cause}',
  'no-redis': 'This variant has no Redis. There is nothing to break, and nothing to do.',
  'foreign-redis':
    'Redis was given by its URL, so others may use it. Leave services.redis.url and LOADSTONE_REDIS_URL out, and each run starts its own.',
  'no-own-database':
    'This variant has no database of its own. Give the config services.postgres, and each variant gets one.',
  'foreign-postgres':
    'PostgreSQL was given by its URL, so others may use it. Leave services.postgres.url and LOADSTONE_POSTGRES_URL out, and each run starts its own.',
  'no-link-to-service':
    'The variant has no connection to the service. Let Loadstone start it (target.command), or leave the fault out (--fault).',
  'no-link-to-postgres':
    'The variant has no connection to PostgreSQL. Give the config services.postgres, or leave the fault out (--fault).',
  'no-link-to-redis':
    'The variant has no connection to Redis. Give the config services.redis and a level that needs it, or leave the fault out (--fault).',
  'foreign-service':
    'The service was given by its URL, so its processes are not known. Let Loadstone start it (target.command), or leave the fault out (--fault).',
  'service-gone':
    'The service is not running. Start its command by hand with the same environment to see why.',
  'single-process':
    'The service is a single process. Choose a level with several, or leave the fault out (--fault).',
  'no-agent':
    'The service was started without the agent. Let Loadstone start it (target.command), or leave the fault out (--fault).',
  'agent-not-loaded':
    'No process of the service loaded the agent: it is not Node, or older than 18.18. Choose faults of the network, the stores or the processes (--fault).',
  'fault-gate-unasked':
    'Nothing was judged: none of the faults that this gate is about was measured.',
  'fault-gate-void': 'Void: {reason}',
  'reason-unknown': 'no reason is recorded.',
  'fault-gate-invalid-run': 'Not judged: the run is invalid.',
  'fault-gate-average':
    '{what} is {share} on average and {worst} in the worst group; required: at least {limit}.',
  'fault-gate-time': '{what} {time}; required: at most {limit}.',
  'fault-gate-more':
    'About {groups} more {groups, plural, one {group} other {groups}} would decide it.',
  'fault-gate-no-time': '{what} has no data; required: at most {limit}.',
  availability: 'Availability',
  'user-uptime': 'User uptime',
  'user-uptime-unknown':
    'User uptime is not known: the scenario does not tell users apart, or they returned too seldom before the fault.',
  recovery: 'Recovery',
  'longest-outage': 'The longest outage',
  'time-open':
    'had not ended after {time} in {censored} of {groups, plural, one {# group} other {# groups}}',
  'time-partly-open':
    'takes {low} or more, and had not ended after {time} in {censored} of {groups, plural, one {# group} other {# groups}}',
  'time-known': 'takes {range} over {groups, plural, one {# group} other {# groups}}',
  'time-range': '{low} to {high}',
  'fault-gate-writes':
    '{count} of {acknowledged, plural, one {# acknowledged write} other {# acknowledged writes}} wrong ({lost} lost, {duplicated} duplicated, {phantom} never sent, {resurrected} refused, {wrongAmount} with a different amount, {lostUpdates} overwritten); required: at most {limit}.',
  'not-audited': 'Not audited: {reason}',
  'fault-gate-no-limit': 'The experiment declares no staleness limit.',
  'fault-gate-stale':
    '{count} of {reads, plural, one {# read} other {# reads}} of changed data older than {age}; required: at most {limit}.',
  'gate-subject': '{metric} of {variant} under {scenario} ({load})',
  'gate-invalid-run': '{subject} was not judged: the run is not valid.',
  'gate-not-measured': '{subject} was not judged: the variant was not measured.',
  'gate-not-compared':
    '{subject} could not be compared over {groups, plural, one {# group} other {# groups}}.',
  'gate-relative':
    '{subject}: {value} {interval} against the baseline over {groups, plural, one {# group} other {# groups}}; up to {tolerance} worse is accepted.',
  'gate-relative-to':
    '{subject}: {value} {interval} against {reference} over {groups, plural, one {# group} other {# groups}}; up to {tolerance} worse is accepted.',
  'gate-little-data':
    '{subject} has too little data over {groups, plural, one {# group} other {# groups}}.',
  'gate-typical-at-most':
    '{subject} is {value} in the typical group and {worst} in the worst; required: at most {limit}.',
  'gate-typical-at-least':
    '{subject} is {value} in the typical group and {worst} in the worst; required: at least {limit}.',
  'gate-share-at-most':
    '{subject} is {value} over all requests and {worst} in the worst group; required: at most {limit}.',
  'gate-share-at-least':
    '{subject} is {value} over all requests and {worst} in the worst group; required: at least {limit}.',
  'gate-count':
    '{subject}: {value} over {groups, plural, one {# group} other {# groups}}; required: at most {limit}.',
  'gate-none-broken': 'None of {groups, plural, one {# group} other {# groups}} breaks the limit.',
  'gate-some-broken':
    '{broken} of {groups, plural, one {# group} other {# groups}} {broken, plural, one {breaks} other {break}} the limit.',
  'gate-groups-unknown':
    '{unknown, plural, one {# group has} other {# groups have}} too few requests for this figure.',
  'gate-typical-epoch-at-most':
    '{subject} is {value} in the typical epoch and {worst} in the worst group; required: at most {limit}.',
  'gate-typical-epoch-at-least':
    '{subject} is {value} in the typical epoch and {worst} in the worst group; required: at least {limit}.',
  'gate-none-broken-epochs':
    'None of {groups, plural, one {# launch} other {# launches}} in {epochs, plural, one {# epoch} other {# epochs}} breaks the limit.',
  'gate-some-broken-epochs':
    '{broken} of {groups, plural, one {# launch} other {# launches}} {broken, plural, one {breaks} other {break}} the limit: one or more in {brokenEpochs} of {epochs, plural, one {# epoch} other {# epochs}}, all of them in {wholly}.',
  'gate-epochs-unknown':
    '{unknown, plural, one {# epoch has} other {# epochs have}} a group with too few requests for this figure.',
  'gate-shows-most': 'At most {most} of launches break it (95% confidence).',
  'gate-shows-more': 'More than {most} of launches break it ({confidence} confidence).',
  'gate-fails-on-average': 'The average over launches breaks it (99% confidence).',
  'gate-shows-neither': 'This is too little to show whether more than {most} of launches break it.',
  'gate-misses':
    'A service that breaks it in 1 launch of 10 would pass {miss} of such runs; `badLaunchesRatio: 0.1` with {groups, plural, one {# group} other {# groups}} detects it.',
  'gate-misses-epochs':
    'A service that breaks it in 1 epoch of 10 would pass {miss} of such runs; `badLaunchesRatio: 0.1` with {groups, plural, one {# epoch} other {# epochs}} detects it.',
  'advise-mend': 'Fix the cause and run again; a gate that was not judged never passes.',
  'advise-comparison':
    'See this comparison in the report: CPU and database calls per request show where the time goes.',
  'advise-wrong-data': 'Wrong data outweighs any speed: see the failure reasons of the variant.',
  'advise-groups': 'See the figures of each group in the report.',
  'advise-undecidable': 'The planned groups cannot decide it with this noise.',
  'advise-detectable': 'A slowdown below {least} is not detectable here.',
  'advise-quieter':
    'Raise the tolerance or the number of groups, judge CPU per request, or use a quieter machine.',
  'advise-quieter-cpu': 'Raise the tolerance or the number of groups, or use a quieter machine.',
  'advise-little-data': 'There is too little data to tell how many more groups would decide it.',
  'advise-few-requests':
    'More groups do not help: p{percentile} needs {needed} requests in a group, and too few groups have them. Give longer slices (`--slice-ms`) or judge a lower percentile.',
  'advise-too-small':
    'More groups will not decide it: the difference is too small against the noise here. Raise the tolerance, or use a quieter machine.',
  'advise-more':
    "About {groups} more {groups, plural, one {group} other {groups}} would decide it: `npx loadstone gate --more '<'id'>' --groups {groups}`.",
  'advise-more-epochs':
    "About {epochs} more {epochs, plural, one {epoch} other {epochs}} would decide it: launches of one occasion count once (`npx loadstone gate --more '<'id'>'` on another day).",
  'advise-more-of-all':
    'About {groups} more {groups, plural, one {group} other {groups}} would decide it; {all} decide all gates that are open: `npx loadstone gate --more {run} --groups {all}`.',
  'advise-more-of-run':
    'About {groups} more {groups, plural, one {group} other {groups}} would decide it: `npx loadstone gate --more {run} --groups {groups}`.',
  'advise-more-epochs-of-run':
    'About {epochs} more {epochs, plural, one {epoch} other {epochs}} would decide it: launches of one occasion count once (`npx loadstone gate --more {run}` on another day).',
  'advise-epochs-disagree':
    'Launches of the same epoch disagree about the limit, so no number of epochs is known to decide it; see the figures of each group in the report.',
  'exercise-counter': '{label}: {sign} grew by {figure} per request; the limit is {limit}.',
  'exercise-counter-still':
    '{label}: {sign} did not grow in {requests, plural, one {# request} other {# requests}}.',
  'exercise-moving':
    '{label}: {count} of {sign} grew by at least {figure} per request; the limit is {limit}.',
  'exercise-no-request': '{label}: unknown, since no request was counted.',
  'exercise-no-group': '{label}: unknown, since there is no valid group.',
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
    '{label}: no scan of {sign} was seen, but the trials are too short to be sure; measure at least 2 s per group.',
  'gate-not-exercised':
    '{subject} was not judged: this scenario does not exercise the difference between variant and baseline.',
  'advise-exercise':
    'Judge the variant under a scenario that uses it, or leave it out of this gate.',
  'sweep-not-exercised':
    'This scenario does not exercise the difference between variant and baseline: where their curves differ, that is chance, and the variant is not ranked.',
  'advise-sweep-exercise': 'Sweep it under a scenario that uses it.',
  'warn-late-sends':
    'Scenario {scenario} ({load}): requests were sent late in {late} of {judged, plural, one {# trial} other {# trials}}, so that from p{percentile} on the latencies are those of the load generator. They are left out.',
  'warn-late-sends-decided':
    'Scenario {scenario} ({load}): requests were sent late in {late} of {judged, plural, one {# trial} other {# trials}}, so that from p{percentile} on the latencies are those of the load generator. They are left out, and p{by} decides.',
  'advise-late-sends':
    'For higher percentiles, load with a lower rate, or measure on a machine with more CPUs and nothing else to do.',
  'warn-warmup-changing':
    'Scenario {scenario} ({load}) was still changing at the end of its warm-up in {changing} of {groups, plural, one {# group} other {# groups}}: its figures are partly those of services that are getting warm.',
  'warn-warmup-rate':
    'Scenario {scenario} ({load}): in the last half of its warm-up, while the requests doubled, the rate of {variant} still changed by {change}, 95% interval {range}, over {groups, plural, one {# group} other {# groups}}.',
  'warn-warmup-hits':
    'Scenario {scenario} ({load}): in the last half of its warm-up, while the requests doubled, the hit ratio of {variant} still changed by {change} points, 95% interval {range}, over {groups, plural, one {# group} other {# groups}}.',
  'warn-warmup-measured':
    'While it was measured its {metric} changed by {change}, 95% interval {range}: whether it was warm is not known.',
  'warn-warmup-open':
    'Scenario {scenario} ({load}) was not known to be steady at the end of its warm-up, which the time limit ended after {fewest, plural, one {# request} other {# requests}}, in {cut} of {groups, plural, one {# group} other {# groups}}.',
  'warn-warmup-unknown':
    'Scenario {scenario} ({load}) was not known to be steady at the end of its warm-up in {unknown} of {groups, plural, one {# group} other {# groups}}; the time limit ended it in {cut}.',
  'warn-warmup-silent':
    'Scenario {scenario} ({load}): {variant} gave no correct response in the warm-up of {silent} of {groups, plural, one {# group} other {# groups}}, so it was warmed up by time: {requests, plural, one {# request} other {# requests}}, the other variants {others}.',
  'advise-warmup-time': 'Raise `warmup.maxMs`, and measure again.',
  'advise-warmup-requests': 'Raise `warmup.requests`, and measure again.',
  'trend-throughput-up':
    'Its throughput rose by {change} from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-throughput-down':
    'Its throughput fell by {change} from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-latency-up':
    'Its median latency rose by {change} from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-latency-down':
    'Its median latency fell by {change} from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-ratio-up':
    'Its throughput still grew by {change} against the baseline from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-ratio-down':
    'Its throughput still fell by {change} against the baseline from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-latency-ratio-up':
    'Its median latency still grew by {change} against the baseline from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-latency-ratio-down':
    'Its median latency still fell by {change} against the baseline from the first to the last slice of a group ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-hits-up':
    'Its cache was still filling: the hit ratio rose by {change} of its value from the first to the last quarter of the slices ({range}, {groups, plural, one {# group} other {# groups}}).',
  'trend-hits-down':
    'Its cache lost entries: the hit ratio fell by {change} of its value from the first to the last quarter of the slices ({range}, {groups, plural, one {# group} other {# groups}}).',
  'warn-common-trend':
    'Scenario {scenario} ({load}): the {metric} of {shared} of {all} variants, the baseline among them, changed alike within a group, that of the baseline by {change} from its first to its last slice ({range}, {groups, plural, one {# group} other {# groups}}). The differences to the baseline are taken slice by slice and show no such trend.',
  'advise-common-trend':
    'The cause is one that all share: the machine, the database, or a warm-up that was too short for all. The differences hold; the figures themselves may be others next time.',
  'trend-advise-warmup':
    'If the change levels off as it does while a cache fills, about {requests, plural, one {# request} other {# requests}} of warm-up (`warmup.requests`) would be enough.',
  'trend-advise-slowing':
    'It gets slower under load, which no warm-up changes: look for what grows (memory, tables, queues), and treat its figures as those of the first seconds.',
  'trend-advise-unknown':
    'Warm up longer (warmup.requests, warmup.maxMs) and measure again; how long cannot be derived from this run.',
  'fault-gate-few-groups':
    '{what} is {share} over {groups, plural, one {# group} other {# groups}}, too few to judge; required: at least {limit}.',
  'fault-gate-share':
    '{what} is {share} {range} over {groups, plural, one {# group} other {# groups}}; required: at least {limit}.',
  'fault-gate-time-few':
    'Below {fewest, plural, one {# group} other {# groups}} nothing is judged.',
  'gate-at-most':
    '{subject} is {value} over {groups, plural, one {# group} other {# groups}}; required: at most {limit}.',
  'gate-at-least':
    '{subject} is {value} over {groups, plural, one {# group} other {# groups}}; required: at least {limit}.',
  'failed-visits-first':
    '{page} {failed} of {visits} first {visits, plural, one {visit} other {visits}} (most often {reason})',
  'failed-visits-repeat':
    '{page} {failed} of {visits} repeat {visits, plural, one {visit} other {visits}} (most often {reason})',
  'warn-failed-pages':
    '{failed} of {visits, plural, one {# visit} other {# visits}} of pages failed: {pages}. Where half of the visits of a page fail it has no time.',
  'advise-failed-pages':
    'Apdex and the frustrated share count these visits; see that the page answers under this load and shows what `shows` names within `timeoutMs`.',
  'warn-warmup-failures':
    '{variant}, scenario {scenario} ({load}): {failed} of {requests, plural, one {# request} other {# requests}} of the warm-up failed, most often with {reason}, and {measured, plural, =0 {none} one {#} other {#}} of those that were measured. What users send once, such as a login, is sent there and stands in no figure.',
  'advise-warmup-failures':
    'See what the service answers to these requests; if it is right, name the status in `expectedStatuses`.',
  'warn-cpu-shares':
    'Each copy of {factor} = {levels} is held to {share} of a CPU, so that all of them fit on this machine: the gain shows how throughput grows with copies, not what as many machines carry.',
  'advise-cpu-shares': 'Measure with a CPU for each copy before you buy machines by it.',
  'warn-network-share':
    'One round trip to {variant} takes {rtt}, {share} of its median response time under scenario {scenario} ({load}): that part is the network, and no variant changes it.',
  'advise-network-share':
    'Read differences in latency as smaller than those between the services; for those, put the load generator closer.',
  'warn-network-longer':
    "The way to {variant} is longer than that to the baseline: by {by} for one round trip, {share} of the baseline's median response time under scenario {scenario} ({load}). So much of the difference is the network.",
  'warn-network-shorter':
    "The way to {variant} is shorter than that to the baseline: by {by} for one round trip, {share} of the baseline's median response time under scenario {scenario} ({load}). So much of the difference is the network.",
  'advise-network-differs':
    'Run all variants equally far from the load generator, and measure again.',
  'warn-network-loss':
    '{share} of the TCP segments that this machine sent during the measurement were sent again: a lost one takes 200 ms and more, which is in the tail.',
  'advise-network-loss': 'Find where segments are lost, or judge by the median.',
  'warn-groups-disagree':
    'In {slow} of {groups, plural, one {# group} other {# groups}} p99 was more than twice the typical value: up to {highest} against {typical}.',
  'advise-groups-disagree':
    'Look at these groups: the typical value does not show them, and a limit holds only where nearly every launch meets it.',
  'warn-bodies-sampled':
    'Body checks covered {share} of the responses; {wrong} of {checked} ({wrongShare}) were wrong. The success ratio of {success} counts all others as right; if they are wrong as often, it is {expected}.',
  'advise-bodies-sampled':
    'Read the share of wrong responses, not the success ratio; `bodyCheckRatio: 1` checks every response.',
  'warn-groups-dependent':
    'Neighbouring groups of {scenario} ({load}) resemble each other (autocorrelation {correlation}), so its intervals are too narrow by a factor of about {factor}.',
  'advise-groups-dependent':
    'Spread the groups over several occasions with `--epochs`, or find out what changes during the run.',
  'few-cpus':
    '{level} needs {total} CPUs for a fair comparison ({service} for the service, 1 for the load generator); on {given}, only its overhead shows.',
  'advise-few-cpus': 'Measure it on a machine with {total} CPUs or more, or leave this level out.',
  'choose-best':
    'Best {metric} of the variants that beat the baseline and return correct responses; {others}.',
  'others-behind': 'every other variant is worse, disqualified or not judged',
  'others-tied':
    '{count, plural, one {# other is} other {# others are}} not significantly different',
  'keep-baseline':
    'No variant with correct responses beats the baseline in {metric}: {equivalent} equivalent, {inconclusive} inconclusive, {worse} worse, {barred} disqualified.',

  // What the checks of a run found.
  'count-trials': '{count, plural, one {# trial} other {# trials}}',
  'count-slices': '{count, plural, one {# slice} other {# slices}}',
  'count-episodes': '{count, plural, one {# episode} other {# episodes}}',
  'load-closed':
    '{of, select, iterations {{connections, plural, one {# user} other {# users}}, one iteration after the other} other {{connections, plural, one {# connection} other {# connections}}, closed loop}}',
  'load-open':
    '{of, select, iterations {{rateRps} {rateRps, select, 1 {iteration} other {iterations}} per second by at most {connections, plural, one {# user} other {# users}}} other {{rateRps} {rateRps, select, 1 {request} other {requests}} per second over {connections, plural, one {# connection} other {# connections}}}}',
  'load-open-uncalibrated':
    '{of, select, iterations {iterations at a rate that was not calibrated, by at most {connections, plural, one {# user} other {# users}}} other {requests at a rate that was not calibrated, over {connections, plural, one {# connection} other {# connections}}}}',
  'cell-name': '{scenario} ({load})',
  'check-nothing-measured': 'Nothing was measured.',
  'check-valid-groups':
    '{valid} of {planned, plural, one {# planned group is} other {# planned groups are}} valid; at least {fewest} are needed.',
  'check-all-void':
    '{ended, plural, one {The only group that ended is void} other {All # groups that ended are void}}: {reasons}',
  'check-void-groups':
    '{voided} of {ended, plural, one {# finished group} other {# finished groups}} void; the limit is {limit}.',
  'void-reason-times': '{count, plural, one {{reason}} other {{reason} (# times)}}',
  'void-reason-alike': '{reason} ({count} times, with figures like these)',
  'void-reason-unknown': 'No reason is recorded.',
  'check-conserved':
    '{scheduled, plural, one {# scheduled request is} other {# scheduled requests are}} accounted for one by one in {kept} of {all}.',
  'check-no-counter': 'The service offers no request counter.',
  'check-counter-agrees':
    'The service counted the same requests as the driver in {agreeing} of {all} (no count in {missing}); largest unexplained difference: {gap}.',
  'check-counter-differs':
    'The service counted the same requests as the driver in {agreeing} of {all} (no count in {missing}); largest unexplained difference: {gap} of {scheduled} requests ({variant}).',
  'load-no-iterations':
    'The script of {where} sent no request in {iterations, plural, one {# iteration} other {# iterations}}.',
  'load-none-sent': 'No request of {where} could be sent.',
  'load-none-due': 'No request of {where} was due.',
  'load-none-due-at':
    'No request of {where} was due at {rate} requests/s in {slices, plural, one {# slice} other {# slices}} of {sliceMs} ms a group; raise rateRps or lengthen the slices.',
  'load-not-counted':
    'The service of {variant} counted none of {sent} requests of {where}: something else answered them.',
  'load-no-cpu':
    'The service of {variant} used no CPU time for {sent} requests of {where}: something else answered them.',
  'load-unknown':
    'Neither a counter nor the CPU time of the service is known in {unknown} of {all}, so nothing shows that it served them.',
  'load-served':
    'The service served requests in {count, plural, one {the only combination} other {all # combinations}} of variant, scenario and load.',
  'check-settings':
    '{reporting} of {all, plural, one {# variant reports its} other {# variants report their}} settings; no two are the same.',
  'check-settings-same':
    '{reporting} of {all, plural, one {# variant reports its} other {# variants report their}} settings; {same} the same as another: {variants}.',
  'setting-differs': '{variant} reports {name}={echoed}; planned was {planned}.',
  'setting-differs-hidden': '{variant} reports another {name} than planned.',
  'setting-not-offered': 'The service does not report its settings.',
  'setting-same':
    'The service reports the same settings as {variants}, though others were planned.',
  'setting-as-planned':
    '{echoed} of {planned, plural, one {# planned setting is} other {# planned settings are}} reported, each as planned; no other variant reports the same.',
  'check-no-order': 'No valid group ran in the planned order.',
  'check-order':
    '{balanced} of {blocks, plural, one {# block has} other {# blocks have}} a random balanced order (seed {seed}); {launched} of {groups, plural, one {# group was} other {# groups were}} launched in it.',
  'check-generator-unknown': 'The CPU time of the load generator was not measured.',
  'check-generator':
    'Load generator above {limit} of a CPU in {over} of {known, plural, one {# slice} other {# slices}} (measured in {known} of {all}; at most {most} may be).',
  'check-wait-unknown': 'How long the load generator waited for a CPU was not measured.',
  'check-wait':
    'The load generator waited for a CPU for at most {highest} of a group (notable above {limit}: {over} of {known, plural, one {# group} other {# groups}}).',
  'check-generators-lacking':
    '{lacking} of {all, plural, one {# slice} other {# slices}} lack one of the {wanted} load generators.',
  'check-generators-late':
    'The {wanted} load generators started together in all but {late} of {all, plural, one {# slice} other {# slices}} (within the part that is dropped; at most {most} may not).',
  'check-loop-unknown': 'Load-generator delay was not measured.',
  'check-loop-within':
    'Load-generator delay within limits in {all, plural, one {the only slice} other {all # slices}} (p99 up to {ratio} × the service time at p99, or 5 ms).',
  'check-loop':
    'Load-generator delay above the limit in {over} of {known, plural, one {# slice} other {# slices}} (p99 above {ratio} × the service time at p99, or 5 ms where that is more; measured in {known} of {all}; at most {most} may be).',
  'check-no-open-load': 'No open load was planned, so there is no schedule to keep.',
  'check-sends':
    'Requests sent late at the median in {late} of {judged, plural, one {# open-loop trial} other {# open-loop trials}} (delay above {ratio} of the latency; 0.5 ms is always allowed{saturated, plural, =0 {} one {; # of a saturated variant left out} other {; # of saturated variants left out}}; at most {most} may be).',
  'check-sends-tail':
    'Requests sent late in {late} of {judged, plural, one {# open-loop trial} other {# open-loop trials}}, at none of the medians (delay above {ratio} of the latency at the same percentile; 0.5 ms is always allowed, 1 ms from p99 on{saturated, plural, =0 {} one {; # of a saturated variant left out} other {; # of saturated variants left out}}; where more than {most} of a load are late at a percentile, it is left out, and all above it).',
  'check-rate-unknown': 'The requested rate is not recorded.',
  'check-rate':
    'Arrivals differ from rate × time by more than {limit} and chance in {off} of {known, plural, one {# open-loop trial} other {# open-loop trials}} (largest difference {largest}; known for {known} of {all}; at most {most} may be).',
  'check-connections-script': 'k6 scripts open connections as they need them.',
  'check-connections-free': 'No trial has a fixed number of connections.',
  'check-connections':
    'Fewer connections than configured in {few} of {all, plural, one {# trial} other {# trials}}; reopened in {many}.',
  'check-bodies':
    '{checked, plural, one {# response} other {# responses}} checked ({share} requested), {wrong} wrong; none checked in {without} of {all, plural, one {# trial} other {# trials}}.',
  'check-quality':
    'What the data are like was read in {read} of {all, plural, one {# case} other {# cases}}, one a variant and group.',
  'check-quality-unread': 'Not read: {problem}',
  'check-foreign-unknown': 'CPU use of other programs was not measured.',
  'check-foreign':
    'Other programs used at most {highest} of the CPU time in a group (limit {limit}; known for {known} of {all, plural, one {# group} other {# groups}}).',
  'check-steal-unknown': 'CPU steal was not measured.',
  'check-steal':
    'CPU steal at most {highest} in a group (notable above {limit}; known for {known} of {all, plural, one {# group} other {# groups}}).',
  'check-pressure-unknown': 'CPU pressure is not known: /proc/pressure was not readable.',
  'check-pressure':
    'Tasks waited for a CPU during at most {highest} of a group (notable above {limit}; known for {known} of {all, plural, one {# group} other {# groups}}).',
  'check-clock-unknown': 'The wall clock was not compared with the monotonic clock.',
  'check-clock':
    'The wall clock moved at most {largest} ms against the monotonic clock in a group (limit {limit} ms; known for {known} of {all, plural, one {# group} other {# groups}}).',
  'check-unnamed': 'The run is invalid, and no check tells why.',
  'check-placement-off': 'The config leaves placement to the system.',
  'check-placement-none': 'No process was pinned, or it was not recorded.',
  'check-placement-fixed': 'Fixed for the whole run: {pinned}.',
  'check-placement-swapped':
    'The same for all variants, swapped in {swapped} of {groups, plural, one {# group} other {# groups}}: {pinned}.',
  'pinned-service': 'service on CPU {cpus}',
  'pinned-generator': 'generator on CPU {cpus}',
  'pinned-database': 'database on CPU {cpus}',
  'pinned-cache': 'cache on CPU {cpus}',
  'pinned-other': '{role} on CPU {cpus}',
  'check-faults-measured':
    '{measured} of {all, plural, one {# combination} other {# combinations}} of variant and fault measured; {voided} void.',
  'check-fault-groups':
    'The measured combination with the fewest groups has {fewest}; comparisons need {needed}.',
  'check-logs':
    'Request logs complete in {whole} of {all, plural, one {# episode} other {# episodes}}.',
  'check-episode-rate':
    'Arrivals differ from rate × time by more than {limit} and chance in {off} of {all, plural, one {# episode} other {# episodes}} (at most {most} may be).',
  'check-episode-generator':
    'The load generator itself was late in {late} of {all, plural, one {# episode} other {# episodes}} (at most {most} may be).',
  'check-episode-foreign':
    'Other programs used more than {limit} of the machine in {over} of {known, plural, one {# episode} other {# episodes}} (known for {known} of {all}; at most {most} may be).',
  'check-steady-before':
    '{low} of {all, plural, one {# combination} other {# combinations}} had fewer than {share} good requests before the fault.',
  'check-overloaded': 'None had half: lower faults.rateRps.',
  'check-audits':
    'The audit was inconclusive in {unknown} of {all, plural, one {# episode} other {# episodes}}.',

  // What disqualifies a variant.
  'warn-not-measured': 'No valid group has a trial under this scenario and load.',
  'advise-not-measured': 'See why the groups are void, remove the cause and run again.',
  'warn-nothing-sent': 'No request was due, so there is nothing to measure.',
  'advise-nothing-sent':
    'Raise the rate or lengthen the slices; `npx loadstone plan` shows how many requests a group gets.',
  'warn-wrong-bodies':
    '{count, plural, one {# checked response was} other {# checked responses were}} wrong; wrong data beats any speed.',
  'warn-broken-invariants':
    'The data after the load break {count, plural, one {a rule} other {# rules}}: {rules}. Wrong data beats any speed.',
  'advise-broken-invariants':
    'Run the SQL of the rule on a database that the variant has written, and fix what wrote the rows.',
  'most-often': 'Most often: {reason} ({count}).',
  'advise-wrong-bodies': 'Look at the failure reasons; fix the variant before comparing its speed.',
  'warn-none-ended':
    'No request came to an end; a recommendation needs a success ratio of {fewest}.',
  'warn-none-succeeded':
    'No request succeeded; a recommendation needs a success ratio of {fewest}.',
  'warn-few-succeeded': 'Only {share} of the requests succeeded; a recommendation needs {fewest}.',
  'advise-expected-status':
    'Where that status is right, set `expectedStatuses: [{status}]` at the request; the default is 200.',
  'advise-failures': 'Look at the failure reasons and at the output of the service.',

  // Caveats of a cell.
  'warn-few-groups':
    'Measured in {groups, plural, one {# valid group} other {# valid groups}}; nothing is decided below {fewest}.',
  'advise-few-groups':
    'Run more groups; from eight on, the interval does not assume how the figures are distributed.',
  'warn-times-missed': "The script's own limits on response times were not met: {checks}.",
  'times-missed': '{check} in {missed} of {made}',
  'advise-times-missed':
    'They count as figures of speed, not as wrong responses; for a rule, write a gate.',
  'warn-few-samples':
    'Groups with too few requests for {percentiles} are left out of the comparison there.',
  'advise-few-samples': 'Use longer or more slices, or judge by a lower percentile.',
  'warn-saturated':
    'The variant did not keep up with the load in {saturated} of {groups, plural, one {# group} other {# groups}}{dropped, plural, =0 {.} one {; # arrival could not be sent at all.} other {; # arrivals could not be sent at all.}}',
  'advise-saturated':
    'Read its latencies as those of an overloaded service; lower the rate to compare.',
  'warn-generator':
    'The load generator was above {limit} of a CPU in {over} of {slices, plural, one {# slice} other {# slices}}; the variant may be faster than it looks.',
  'advise-generator': 'Use fewer connections, a lighter scenario, or more CPUs.',
  'warn-cpu-no-request':
    'CPU per request is not known in {lacking} of {groups, plural, one {# group} other {# groups}}: no request finished that it could be divided by.',
  'warn-cpu-incomplete':
    'CPU per request needs the CPU time of {parts}, which is not known in {lacking} of {groups, plural, one {# group} other {# groups}}.',
  'part-service': 'service',
  'part-database': 'database',
  'part-cache': 'cache',
  'advise-cpu':
    'Let Loadstone start the services itself, on Linux, or read the parts that are known.',
  'advise-cpu-database':
    'Let Loadstone start the services itself, on Linux, and let the service keep its database connections open: what a connection uses that opens and closes between two readings is not seen.',
  'warn-left-out':
    '{left} of {groups, plural, one {# group} other {# groups}} had no success of this variant or of the baseline and {left, plural, one {is} other {are}} not compared.',
  'advise-left-out': 'Look at the failure reasons of both.',
  'warn-driver-groups': '{caveat} (in {count} of {groups, plural, one {# group} other {# groups}})',
  'warn-driver-slices': '{caveat} (in {count} of {slices, plural, one {# slice} other {# slices}})',
  'advise-driver-groups': 'Read the figures of these groups with care.',
  'advise-driver-slices': 'Read the figures of these slices with care.',
  'warn-exercise-unknown': 'Whether the level acts is not known. {detail}',
  'advise-exercise-unknown':
    'Its comparisons are judged all the same; fix `exercised` of the level, or what it reads.',
  'warn-factorial-incomplete':
    'The effects of the factors in {scenario} need every combination, and {reason}',
  'advise-factorial':
    'Provide what is missing and run again, or select the levels that can be run.',

  // Caveats of a run.
  'warn-group-void': 'Group {group} is void: {reason}',
  'advise-group-void': 'None of its figures is used; run more groups in its place.',
  'warn-limits-raised':
    'The config raises limits above their usual values: <items>{limits}</items>.',
  'limit-raised': '{name} {value} (usually {usual})',
  'advise-limits-raised':
    'Read figures and checks with that in mind; `docs/config.md` says what each limit is for.',
  'warn-variant-not-run': '{variant} was not run: {reason}',
  'advise-variant-not-run': 'Provide what it needs and run again.',
  'warn-episodes-void':
    '{count} of {episodes, plural, one {# episode} other {# episodes}} void: {reasons}',
  'advise-episodes-void': 'Look at the reasons; more groups (--groups) make up for a few.',

  // Caveats of a sweep.
  'warn-rate-cap':
    'No rate above the cap of {rate} requests/s was tried, and the variant still met the limit there.',
  'advise-rate-cap': 'Raise limits.maxRateRps where a higher rate is meant.',
  'warn-sweep-wrong': '{count, plural, one {# response was} other {# responses were}} wrong.',
  'warn-parity-most': 'Against the baseline most often: {reason} ({count}).',
  'advise-sweep-wrong': 'Fix the variant first: wrong data beats any speed.',
  'warn-no-right-answer':
    'No response was right in a closed loop in {silent} of {groups, plural, one {# group} other {# groups}}.',
  'warn-no-right-answer-for':
    'No response was right in a closed loop in {silent} of {groups, plural, one {# group} other {# groups}} (<items>{reasons}</items>).',
  'advise-no-right-answer': 'Look at the service and at the checks of the scenario.',
  'warn-not-conserved':
    'In {lost} of {slices, plural, one {# slice} other {# slices}} the requests do not add up; they are left out.',
  'advise-not-conserved': 'Sweep again; if it stays so, it is a fault of the driver.',
  'warn-counter-off':
    "The service's own counter disagrees with the driver in {off} of {slices, plural, one {# slice} other {# slices}}, by up to {largest, plural, one {# request} other {# requests}} (at {rates} requests/s).",
  'advise-counter-off': 'Find out who else calls the service, or what its counter leaves out.',
  'warn-sweep-few-groups':
    '{few} of {rates, plural, one {# rate was} other {# rates were}} measured in fewer than {fewest} groups.',
  'advise-sweep-few-groups':
    'Sweep with more --groups; one group is one process that may have been lucky.',
  'warn-sweep-few-samples':
    'p99 rests on fewer than 1,000 requests at {few} of {rates, plural, one {# rate} other {# rates}} (marked *).',
  'advise-sweep-longer': 'Use more --seconds-per-rate or --groups.',
  'warn-not-monotone':
    '{count} of {rates, plural, one {# rate contradicts} other {# rates contradict}} the highest good rate ({against} requests/s).',
  'advise-not-monotone':
    'The noise is large for this limit: use more --seconds-per-rate or --groups.',
  'warn-sweep-generator':
    'The load generator was above {limit} of a CPU in {over} of {slices, plural, one {# slice} other {# slices}}, from {lowest} requests/s on; the variant may carry more than it seems.',
  'advise-sweep-generator': 'Use a lighter scenario, or more CPUs.',
  'warn-capacity-above':
    'In {count} of {groups, plural, one {# group} other {# groups}} the capacity lies above the rates that could be judged: {bound} requests/s or more kept the SLO. So there is no figure.',
  'advise-capacity-above':
    'Tighten the SLO, or sweep without --capacity to see how latency grows with the rate.',
  'warn-capacity-below':
    'In {count} of {groups, plural, one {# group} other {# groups}} the capacity lies below the rates that were tried: {bound} requests/s or less failed the SLO. So there is no figure.',
  'advise-capacity-below': 'Relax the SLO, or fix what fails at a low rate.',
  'warn-capacity-unsettled':
    '{count} of {groups, plural, one {# group} other {# groups}} found no capacity: the slices contradict each other. They are left out, and with more than a third of them there is no figure.',
  'warn-capacity-not-monotone':
    'In {count} of {groups, plural, one {# group} other {# groups}} a rate failed clearly below the capacity or was kept clearly above it.',
  'advise-capacity-not-monotone':
    'The service may fail at a rate and keep a higher one; sweep without --capacity to see the whole curve. If it is noise, use more --seconds-per-rate.',
  'warn-capacity-few-groups':
    'The capacity rests on {count, plural, one {# group} other {# groups}}; below {fewest} there is no interval.',
  'warn-group-cut-off': 'Group {group} was cut off; the slices that it finished count.',
  'advise-sweep-again': 'Sweep again for the missing repetitions.',
  'warn-sweep-not-run': '{variant} was not measured: {reason}',
  'advise-sweep-not-run': 'Fix it, or leave it out with --variant.',
  'sweep-before-turn': 'The sweep ended before its turn.',

  // Why nothing is recommended.
  'none-baseline-not-run': 'The baseline was not run.',
  'none-baseline-bad': 'The baseline cannot be relied on. {reason}',
  'none-not-exercised':
    'This scenario does not exercise any difference between the variants and the baseline.',
  'none-not-compared': 'No variant could be compared with the baseline.',
  'none-planned': 'No scenario was planned.',
  'reason-of-cell': '{where}: {reason}',

  // Two runs compared.
  'compare-invalid': 'Run {run} is invalid.',
  'compare-no-baseline': 'A run has no baseline.',
  'compare-other-baseline':
    'The baselines differ ({one}; {other}), so the ratios refer to different things.',
  'compare-wrong': 'A run had wrong responses.',
  'compare-few-groups': 'A run has too few groups for an interval.',
  'warn-run-partial': 'Run {run} is incomplete.',
  'advise-run-partial':
    'Continue it with `npx loadstone run --resume {run}` for narrower intervals.',
  'warn-uncommitted': 'A run had uncommitted changes, which its commit does not show.',
  'advise-uncommitted': 'Commit before a run that is to be compared later.',
  'warn-hidden-values':
    'Values that are not recorded were hashed on two machines, so whether they are equal is not known.',
  'advise-hidden-values':
    'List names whose values are no secret under `record` in the config, or measure both runs on one machine.',
  'warn-one-occasion':
    'The intervals cover launches of each run, not occasions: a change may come from the day or the machine as well as from what was changed.',
  'advise-one-occasion':
    'Spread both runs over occasions (`npx loadstone run --epochs 8`), or compare both versions in the same groups (`npx loadstone gate --against`).',
  'group-was-cut-off': 'The run was cut off inside this group.',
  'not-run-voided':
    'Every group ended before its first trial was measured; see the reasons of the void groups.',
  'not-run-ended': 'The run ended before its first trial.',
  'factorial-not-run': '{variants} {count, plural, one {was} other {were}} not run.',
  'factorial-few-groups':
    'only {complete} of {groups, plural, one {# group has} other {# groups have}} the figure of every variant.',

  // Why a group is void.
  'void-foreign-cpu':
    "Other programs used {share} of the machine's CPU time, more than the limit of {limit}.",
  'void-clock-jump':
    'The wall clock jumped by {jumpMs} ms against the monotonic clock, more than the limit of {limitMs} ms: the clock was set, or the machine slept.',

  // Caveats of a slice, or of an episode.
  'caveat-imbalance': '{scheduled} requests were scheduled, but {accounted} are accounted for.',
  'caveat-strays': 'The service sent bytes that no request asked for.',
  'caveat-generator-late':
    'The generator sent most requests over 5 ms late, although a connection was free.',
  'caveat-part-late':
    'Load generator {part} of {parts} started after the part of the slice that is dropped.',
  'caveat-waited':
    'Most requests waited for a connection: the variant, or maxConnections, did not carry the rate.',
  'caveat-pages-not-visited': 'No page was visited: {cause}',
  'caveat-unmatched': 'k6 reported {count} requests whose beginning and end do not match.',
  'caveat-script-threw': 'The script threw in the middle of iterations: {cause}',
  'caveat-k6-late':
    'k6 did not keep up with its own schedule: arrivals are missing that it did not count as dropped.',
  'caveat-sent-twice':
    'The service closed or broke connections, which were opened again; requests may have been sent twice.',
  'caveat-reopened': 'The service closed or broke {count} connections, which were opened again.',
  'caveat-closes-announced':
    'The service announced {count} closes, and autocannon sent on those connections all the same: take the open driver.',
  'caveat-connections': '{opened} connections were opened where {expected} were asked for.',
  'caveat-log-torn': 'The request log is torn.',

  // Why a variant is fast or slow.
  'plan-measured':
    '{share} of the database time is {step}; the statement reads {read} for each call and returns {returned}{other}.',
  'plan-estimated':
    '{share} of the database time is a statement whose costliest step is, by estimate, {step} (about {read} for each call){other}.',
  'plan-other-same': '; {label} has the same plan',
  'plan-other': '; {label} reads {instead}, mostly by {step}',
  'plan-other-estimated': '; {label} reads {instead}, by estimate, mostly by {step}',
  'plan-as-many': 'as many',
  'plan-instead': '{read} instead of {rows}',
  'plan-one-row': '1 row',
  'plan-rows': '{rows} rows',
  'plan-with': 'with {level} it',
  'plan-baseline': 'the baseline',
  'plan-no-samples':
    'The PostgreSQL server is a given one, whose log is not ours to read: plans are estimates of PostgreSQL 16 or newer, without what each step took.',
  'step-seq-scan': 'a sequential scan',
  'step-index-scan': 'an index scan',
  'step-index-only-scan': 'an index-only scan',
  'step-bitmap-heap-scan': 'a bitmap scan',
  'step-bitmap-index-scan': 'the index part of a bitmap scan',
  'step-sort': 'a sort',
  'step-incremental-sort': 'an incremental sort',
  'step-aggregate': 'an aggregation',
  'step-hash-join': 'a hash join',
  'step-nested-loop': 'a nested loop',
  'step-merge-join': 'a merge join',
  'step-lock-rows': 'the locking of rows',
  'step-other': 'the step {type}',
  'step-of': '{step} of {relation}',
  'step-by': '{step} by {index}',
  'step-of-by': '{step} of {relation} by {index}',
  'step-modify': 'the {operation} into a table',
  'step-modify-of': 'the {operation} into {relation}',
  'scaling-invalid-run': 'The run is not valid.',
  'scaling-few-sizes':
    '{count, plural, one {# size was} other {# sizes were}} measured. The law has three coefficients, so it takes {fewest} sizes or more.',
  'scaling-few-groups':
    '{count, plural, one {# group has} other {# groups have}} every size. An interval takes {fewest} or more.',
  'scaling-not-run': 'Not run: size {sizes}.',
  'scaling-excluded': 'Wrong answers, failures or missing trials at size {sizes}.',
  'scaling-not-exercised': 'This scenario does not exercise size {sizes}.',
  'scaling-no-fit': 'No curve of this form comes near the throughput of all sizes.',
  'scaling-superlinear':
    'Throughput grows faster than the size. The law has no term for that: something else grows with the size, such as caches or CPU.',
} as const;

export type MessageCode = keyof typeof en;
