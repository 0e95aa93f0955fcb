// The open driver against the contract that every driver keeps.

import { describeDriverContract } from '../contract.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createOpenDriver } from './driver.ts';

describeDriverContract('open', () => createOpenDriver(findBuiltEntry('open')));
