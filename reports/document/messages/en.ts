// The messages in English, as ICU messages.
import { defineMessages } from './templates.ts';

export const en = defineMessages({
  'every-variant': 'every variant',
  'watch-variants': '{fault}: with {variants} {what}.',
  'watch-single-point':
    '{fault}: a single point of failure, no variant answers a request well while it lasts.',
  'watch-all-down':
    '{fault}: no variant answers half of the requests well while it lasts: {shares}.',
  'watch-some-down':
    '{fault}: fewer than half of the requests are answered well while it lasts with {shares}.',
  'watch-unknown': '{fault}: not known for {count} of {all} variants.',
  'share-of-variant': '{variant} ({share})',
  'data-wrong': 'data are wrong: {wrong}',
  'wrong-lost':
    '{count, plural, one {# acknowledged write is lost} other {# acknowledged writes are lost}}',
  'wrong-duplicated':
    '{count, plural, one {# write is done twice} other {# writes are done twice}}',
  'wrong-resurrected':
    '{count, plural, one {# refused write took effect all the same} other {# refused writes took effect all the same}}',
  'wrong-phantom':
    '{count, plural, one {# write is there that nobody sent} other {# writes are there that nobody sent}}',
  'wrong-wrongAmount':
    '{count, plural, one {# write has another amount} other {# writes have another amount}}',
  'wrong-lostUpdates':
    '{count, plural, one {# update is overwritten} other {# updates are overwritten}}',
  'wrong-rule': 'the rule "{rule}" is broken',
  'slower-than-before':
    'answers are good again but stay slower than before in {censored} of {groups, plural, one {# group} other {# groups}} (watched for {watched})',
  'never-recovered':
    'the service never recovered in {censored} of {groups, plural, one {# group} other {# groups}} (watched for {watched})',
  'slow-recovery': 'recovery takes {time} from the start of healing',
  'stale-reads':
    '{count, plural, one {# read is} other {# reads are}} older than allowed, up to {age}',
  'watch-few-groups':
    'Differences between variants are figures only: with {groups, plural, one {# group} other {# groups}} each of them may be chance. {fewest, plural, one {# group} other {# groups}} are the fewest that could show one among {count}.',
  'worse-than-baseline': 'availability is {points} points lower than with {baseline}',
  'found-lost':
    'Acknowledged, but not in the data: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-phantom':
    'In the data, but never sent: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-resurrected':
    'In the data, although refused for certain: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-duplicated':
    'In the data more than once: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-wrong-amount':
    'In the data with another amount than was meant: {count, plural, one {# write} other {# writes}} (<items>{examples}</items>).',
  'found-shared-version':
    'Told to two writes as the version that each made: {count, plural, one {# version} other {# versions}} (<items>{examples}</items>).',
  'found-older-version':
    'In the data with an older version than was acknowledged: {count, plural, one {# record} other {# records}} (<items>{examples}</items>).',
  'found-rule': 'The rule "{rule}" is broken by {count, plural, one {# row} other {# rows}}.',
  'found-stale':
    'Older than the {limitMs} ms allowed: {count, plural, one {# read} other {# reads}}, up to {mostMs} ms.',
  'version-of': '{entity} version {version}',
  'version-behind': '{entity} at {current}, not {acknowledged}',
  'and-more': 'and {count} more',
  'audit-none': 'No episode was audited.',
  'audit-some-blind': '{count} of {episodes} episodes: {reasons}',
  'audit-no-write': 'No write was acknowledged, so there was nothing to be lost.',
  'audit-not-configured': 'The config names no faults.audit.operations and no faults.audit.path.',
  'audit-no-database': 'The variant has no database.',
  'audit-earlier-writes':
    '{count, plural, one {# write} other {# writes}} of this episode {count, plural, one {was} other {were}} in the data before it began: each start of the service needs data of its own (target.dataFolderEnv).',
  'audit-status': '{path} answered with status {status}.',
  'turn-never-came': 'The run ended before its turn came.',
  'no-demand': 'No request was due in one of the phases.',
  'not-good-before': 'Not one request was good before the fault.',
  'no-effect': 'The fault did not take effect: {evidence}',
  'not-applied': 'The fault could not be applied: {cause}',
  'no-redis': 'This variant has no Redis.',
  'foreign-redis': 'The Redis was given by its URL, and others may use it.',
  'no-own-database': 'This variant has no database of its own.',
  'foreign-postgres': 'The PostgreSQL was given by its URL, and others may use it.',
  'no-link-to-service': 'The variant has no connection to the service.',
  'no-link-to-postgres': 'The variant has no connection to PostgreSQL.',
  'no-link-to-redis': 'The variant has no connection to Redis.',
  'foreign-service': 'The service is a given URL, so its processes are not known.',
  'service-gone': 'The service does not run.',
  'single-process': 'The service is a single process.',
  'no-agent': 'The service was started without the agent.',
  'agent-not-loaded':
    'No process of the service loaded the agent: it is no Node, or one older than 18.18.',
  'fault-gate-unasked': 'It judged nothing: no fault that it is about was measured.',
  'fault-gate-void': 'It was tried and says nothing: {reason}',
  'fault-gate-not-measured': 'It was not measured: {reason}',
  'reason-unknown': 'no reason is known.',
  'fault-gate-invalid-run': 'The run is not valid, so nothing is judged on it.',
  'fault-gate-average':
    '{what} is {share} on average and {worst} in the worst group; at least {limit} is asked for.',
  'fault-gate-time': '{what} {time}; at most {limit} is asked for.',
  'fault-gate-more':
    'About {groups} more {groups, plural, one {group} other {groups}} would decide it.',
  'fault-gate-no-time': '{what} has no data; at most {limit} is asked for.',
  availability: 'Availability',
  'user-uptime': 'User-uptime',
  'user-uptime-unknown':
    'User-uptime is not known: the scenario tells no users apart, or they came back too seldom before the fault.',
  recovery: 'Recovery',
  'longest-outage': 'The longest outage',
  'time-open':
    'had not ended after {time} in {censored} of {groups, plural, one {# group} other {# groups}}',
  'time-partly-open':
    'takes {low} or more, and had not ended after {time} in {censored} of {groups, plural, one {# group} other {# groups}}',
  'time-known': 'takes {range} over {groups, plural, one {# group} other {# groups}}',
  'time-range': '{low} to {high}',
  'fault-gate-writes':
    '{count, plural, one {# write} other {# writes}} of {acknowledged} acknowledged are wrong ({lost} lost, {duplicated} duplicated, {phantom} never sent, {resurrected} refused, {wrongAmount} with another amount, {lostUpdates} overwritten); at most {limit} is asked for.',
  'not-audited': 'Not audited: {reason}',
  'fault-gate-no-limit': 'The experiment declares no limit of staleness.',
  'fault-gate-stale':
    '{count} of {reads, plural, one {# read} other {# reads}} of changed data are older than {age}; at most {limit} is asked for.',
  'gate-subject': '{metric} of {variant} under {scenario} ({load})',
  'gate-invalid-run': '{subject} was not judged: the run is not valid.',
  'gate-not-measured': '{subject} was not judged: the variant was not measured.',
  'gate-not-compared':
    '{subject} could not be compared over {groups, plural, one {# group} other {# groups}}.',
  'gate-relative':
    '{subject} differs by {value} {interval} from the baseline over {groups, plural, one {# group} other {# groups}}; {tolerance} worse is accepted.',
  'gate-little-data':
    '{subject} has too little data over {groups, plural, one {# group} other {# groups}}.',
  'gate-typical-at-most':
    '{subject} is {value} in the typical group and {worst} in the worst; at most {limit} is asked for.',
  'gate-typical-at-least':
    '{subject} is {value} in the typical group and {worst} in the worst; at least {limit} is asked for.',
  'gate-share-at-most':
    '{subject} is {value} over all requests and {worst} in the worst group; at most {limit} is asked for.',
  'gate-share-at-least':
    '{subject} is {value} over all requests and {worst} in the worst group; at least {limit} is asked for.',
  'gate-count':
    '{subject}: {value} over {groups, plural, one {# group} other {# groups}}; at most {limit} is asked for.',
  'gate-none-broken': 'None of {groups, plural, one {# group} other {# groups}} breaks the limit.',
  'gate-some-broken':
    '{broken} of {groups, plural, one {# group} other {# groups}} {broken, plural, one {breaks} other {break}} the limit.',
  'gate-groups-unknown':
    '{unknown, plural, one {# group has} other {# groups have}} too few requests for this figure.',
  'gate-typical-epoch-at-most':
    '{subject} is {value} in the typical epoch and {worst} in the worst group; at most {limit} is asked for.',
  'gate-typical-epoch-at-least':
    '{subject} is {value} in the typical epoch and {worst} in the worst group; at least {limit} is asked for.',
  'gate-none-broken-epochs':
    'None of {groups, plural, one {# launch} other {# launches}} in {epochs, plural, one {# epoch} other {# epochs}} breaks the limit.',
  'gate-some-broken-epochs':
    '{broken} of {groups, plural, one {# launch} other {# launches}} {broken, plural, one {breaks} other {break}} the limit: one or more in {brokenEpochs} of {epochs, plural, one {# epoch} other {# epochs}}, all of them in {wholly}.',
  'gate-epochs-unknown':
    '{unknown, plural, one {# epoch has} other {# epochs have}} a group with too few requests for this figure.',
  'gate-shows-most': 'At most {most} of launches break it (95% confidence).',
  'gate-shows-more': 'More than {most} of launches break it ({confidence} confidence).',
  'gate-fails-on-average': 'The average over launches breaks it (99% confidence).',
  'gate-shows-neither':
    'That shows neither that at most {most} of launches break it nor that more do.',
  'gate-misses':
    'A service that breaks it in 1 launch of 10 passes in {miss} of such runs; `badLaunchesRatio: 0.1` and {groups, plural, one {# group} other {# groups}} tell it apart.',
  'gate-misses-epochs':
    'A service that breaks it in 1 epoch of 10 passes in {miss} of such runs; `badLaunchesRatio: 0.1` and {groups, plural, one {# epoch} other {# epochs}} tell it apart.',
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
    "About {groups} more {groups, plural, one {group} other {groups}} would decide it: `loadstone gate --more '<'id'>' --groups {groups}`.",
  'advise-more-epochs':
    "About {epochs} more {epochs, plural, one {epoch} other {epochs}} would decide it: launches of one occasion count once (`loadstone gate --more '<'id'>'` on another day).",
  'advise-more-of-run':
    'About {groups} more {groups, plural, one {group} other {groups}} would decide it: `loadstone gate --more {run} --groups {groups}`.',
  'advise-more-epochs-of-run':
    'About {epochs} more {epochs, plural, one {epoch} other {epochs}} would decide it: launches of one occasion count once (`loadstone gate --more {run}` on another day).',
  'advise-epochs-disagree':
    'Launches of the same epoch disagree about the limit, so no number of epochs is known to decide it; see the figures of each group in the report.',
  'exercise-counter': '{label}: {sign} grew by {figure} a request; the limit is {limit}.',
  'exercise-counter-still':
    '{label}: {sign} did not grow in {requests, plural, one {# request} other {# requests}}.',
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
  'trend-advise-warmup':
    'If the change levels off as it does while a cache fills, about {requests, plural, one {# request} other {# requests}} of warm-up (`warmup.requests`) would be enough.',
  'trend-advise-slowing':
    'It gets slower under load, which no warm-up changes: look for what grows (memory, tables, queues), and read its figures as those of the first seconds.',
  'trend-advise-unknown':
    'Warm up longer (warmup.requests, warmup.maxMs) and look again; how long cannot be derived from this run.',
  'fault-gate-few-groups':
    '{what} is {share} over {groups, plural, one {# group} other {# groups}}, too few to judge; at least {limit} is asked for.',
  'fault-gate-share':
    '{what} is {share} {range} over {groups, plural, one {# group} other {# groups}}; at least {limit} is asked for.',
  'fault-gate-time-few':
    'Below {fewest, plural, one {# group} other {# groups}} nothing is judged.',
  'gate-at-most':
    '{subject} is {value} over {groups, plural, one {# group} other {# groups}}; at most {limit} is asked for.',
  'gate-at-least':
    '{subject} is {value} over {groups, plural, one {# group} other {# groups}}; at least {limit} is asked for.',
  'warn-groups-disagree':
    'In {slow} of {groups, plural, one {# group} other {# groups}} p99 was more than twice that of the typical group: up to {highest} beside {typical}.',
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
  'others-tied': '{count, plural, one {# other is} other {# others are}} not told apart from it',
  'keep-baseline':
    'No variant that answers right is shown to be better than the baseline in {metric}: {equivalent} equivalent, {inconclusive} inconclusive, {worse} worse, {barred} barred.',
});
