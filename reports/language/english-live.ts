// The page of a run that is still going on, in English.

import { countOf } from '../document/messages/count.ts';
import { formatElapsed } from '../figures/quantity.ts';
import type { GroupStanding, LiveMessages, LiveStatus, LookFacts } from './live-messages.ts';
import { code, type Sentence, sentence, strong } from './sentence.ts';

const outcomes: Readonly<Record<Exclude<LiveStatus, 'running'>, string>> = {
  ended: 'The run has ended. This page is no longer updated; it stays until you close it.',
  interrupted: 'The run was interrupted. What was measured is kept, and the run can be resumed.',
  failed: 'An error ended the run; the terminal says which. What was measured is kept.',
};

const standings: Readonly<Record<GroupStanding, string>> = {
  valid: 'valid',
  void: 'void',
  running: 'running',
  waiting: 'to come',
};

function writeLook({ validGroups, nextLook, now }: LookFacts): Sentence {
  const so = strong(`after ${countOf(validGroups, 'group')}`);
  if (now === 'anytime') {
    return sentence`So far, ${so}; tested again after every group, with intervals that allow for it.`;
  }
  const again = nextLook === undefined ? 'at the end' : `at ${countOf(nextLook, 'group')}`;
  if (now === 'planned') {
    return nextLook === undefined
      ? sentence`So far, ${so}: the last planned test.`
      : sentence`So far, ${so}: a planned test. The next is ${again}, if the run goes on.`;
  }
  return sentence`So far, ${so}; the next test is ${again}. Verdicts between tests are not final: they may change, and they do not end the run.`;
}

export const englishLive: LiveMessages = {
  title: (name) => `${name}: live`,
  groupsDone: (done, planned, voided) =>
    voided === 0
      ? sentence`${strong(String(done))} of ${countOf(planned, 'group')} done`
      : sentence`${strong(String(done))} of ${countOf(planned, 'group')} done, ${String(voided)} of them void`,
  outcome: (status) => outcomes[status],
  elapsed: (ms) => sentence`running for ${formatElapsed(ms)}`,
  left: (ms) => sentence`about ${formatElapsed(ms)} left`,
  reportAt: (path) => sentence`The whole report: ${code(path)}`,
  noScript: 'Without JavaScript this is the state when the page was loaded: reload it to update.',
  lost: 'Connection to the run lost; this is its last known state. Trying again.',
  groupsTitle: 'Groups',
  groupStanding: (standing) => standings[standing],
  groupsFinding: (valid, voided, waiting) =>
    `${valid} valid, ${voided} void, ${waiting} still to come.`,
  groupsReading:
    'A group is fresh processes of all variants, loaded in turn. A triangle marks a planned test; a run may end at one.',
  verdictsTitle: 'Verdicts so far',
  verdictsFinal: 'Verdicts',
  soFarLabel: 'Not final',
  nothingYet: 'No group has ended yet, so there is nothing to compare.',
  lookedAt: writeLook,
  notValidYet: 'The run is invalid so far, so nothing is compared:',
  variantsTitle: 'Variants',
  variantsReading:
    'All scenarios together, from the slices since the run started: a glance, not a result.',
  active: 'in turn now',
  notesTitle: 'Notes',
};
