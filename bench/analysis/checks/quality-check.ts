// Whether the data were read that the config asks about: a rule that was not looked at does not hold.
import { joinMessages, writeMessage } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { buildCheck } from '../warning.ts';
import type { CheckInput } from './check-input.ts';

/** Fails where no data could be read at all; a warning where those of a variant in a group were not. */
export function checkQualityRead({ validGroups }: CheckInput): ValidityCheck {
  const readings = validGroups.flatMap(({ qualities }) => qualities);
  const problem = readings.findLast((reading) => reading.problem !== undefined)?.problem;
  const read = readings.filter((reading) => reading.problem === undefined).length;
  const detail = writeMessage('check-quality', { read, all: readings.length });
  return buildCheck(
    'data-quality-read',
    read === 0 ? 'failed' : read < readings.length ? 'warning' : 'ok',
    problem === undefined
      ? detail
      : joinMessages([detail, writeMessage('check-quality-unread', { problem })]),
  );
}
