// The open driver against the contract that every driver keeps.
import { describeDriverContract } from '../contract.ts';
import { findBuiltEntry } from '../contract-session.ts';
import { createOpenDriver } from './driver.ts';

describeDriverContract('open', () => createOpenDriver(findBuiltEntry('open')));
