// What is said of faults: what to watch, what the audit found, why a cell or a gate has no figures.

/** `{name}`, `{names}` as `a, b and c`, `{names;}` as `a; b; c`, `{count:one|many}` by the number. */
export const faultEnglish = {
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
  'wrong-lost': '{count} {count:acknowledged write is lost|acknowledged writes are lost}',
  'wrong-duplicated': '{count} {count:write is done twice|writes are done twice}',
  'wrong-resurrected':
    '{count} {count:refused write took effect all the same|refused writes took effect all the same}',
  'wrong-phantom':
    '{count} {count:write is there that nobody sent|writes are there that nobody sent}',
  'wrong-wrongAmount': '{count} {count:write has another amount|writes have another amount}',
  'wrong-lostUpdates': '{count} {count:update is overwritten|updates are overwritten}',
  'wrong-rule': 'the rule "{rule}" is broken',
  'slower-than-before':
    'answers are good again but stay slower than before in {censored} of {groups} {groups:group|groups} (watched for {watched})',
  'never-recovered':
    'the service never recovered in {censored} of {groups} {groups:group|groups} (watched for {watched})',
  'slow-recovery': 'recovery takes {time} from the start of healing',
  'stale-reads': '{count} {count:read is|reads are} older than allowed, up to {age}',
  'watch-few-groups':
    'Differences between variants are figures only: with {groups} {groups:group|groups} each of them may be chance. {fewest} {fewest:group|groups} are the fewest that could show one among {count}.',
  'worse-than-baseline': 'availability is {points} points lower than with {baseline}',

  'found-lost': 'Acknowledged, but not in the data: {count} {count:write|writes} ({examples;}).',
  'found-phantom': 'In the data, but never sent: {count} {count:write|writes} ({examples;}).',
  'found-resurrected':
    'In the data, although refused for certain: {count} {count:write|writes} ({examples;}).',
  'found-duplicated': 'In the data more than once: {count} {count:write|writes} ({examples;}).',
  'found-wrong-amount':
    'In the data with another amount than was meant: {count} {count:write|writes} ({examples;}).',
  'found-shared-version':
    'Told to two writes as the version that each made: {count} {count:version|versions} ({examples;}).',
  'found-older-version':
    'In the data with an older version than was acknowledged: {count} {count:record|records} ({examples;}).',
  'found-rule': 'The rule "{rule}" is broken by {count} {count:row|rows}.',
  'found-stale':
    'Older than the {limitMs} ms allowed: {count} {count:read|reads}, up to {mostMs} ms.',
  'version-of': '{entity} version {version}',
  'version-behind': '{entity} at {current}, not {acknowledged}',
  'and-more': 'and {count} more',

  'audit-none': 'No episode was audited.',
  'audit-some-blind': '{count} of {episodes} episodes: {reasons}',
  'audit-no-write': 'No write was acknowledged, so there was nothing to be lost.',
  'audit-not-configured': 'The config names no faults.audit.operations and no faults.audit.path.',
  'audit-no-database': 'The variant has no database.',
  'audit-earlier-writes':
    '{count} {count:write|writes} of this episode {count:was|were} in the data before it began: each start of the service needs data of its own (target.dataFolderEnv).',
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
} as const;
