// Entry of raw autocannon's process: `autocannon-child.ts <url> <connections>`, one run of so many ms a message.
import autocannon from 'autocannon';
import { leaveSignalsToParent } from '../../drivers/child/leave-signals.ts';

const [, , url = '', connections = '1'] = process.argv;

const usual = { url, connections: Number(connections) };

leaveSignalsToParent();
process.on('disconnect', () => process.exit(0));
process.on('message', ({ durationMs }: { readonly durationMs: number }) => {
  autocannon({ ...usual, duration: durationMs / 1_000 }, (error) => {
    if (process.connected) process.send?.({ message: error?.message }, () => {});
  });
});
